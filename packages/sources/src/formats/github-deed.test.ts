import { describe, expect, test } from "vitest";
import { typeOfAudit, typeOfWebhook } from "./github-deed.js";

const security = (states: Record<string, string>) => ({
  security_and_analysis: Object.fromEntries(Object.entries(states).map(([name, status]) => [name, { status }])),
});

const switching = (from: Record<string, string>, to: Record<string, string>) => ({
  changes: { from: security(from) },
  repository: security(to),
});

describe("what a webhook tells of", () => {
  test.each([
    ["pull_request", { action: "closed", pull_request: { merged: true } }, "pull_request_merged"],
    ["pull_request", { action: "closed", pull_request: { merged: false, merged_at: null } }, "pull_request_closed"],
    ["pull_request", { action: "opened", pull_request: { merged: true } }, "pull_request_opened"],
    ["create", { ref_type: "branch" }, "branch_created"],
    ["delete", { ref_type: "tag" }, "tag_deleted"],
    ["team", { action: "edited", changes: { name: { from: "a" } } }, "team_renamed"],
    ["team", { action: "edited", changes: { privacy: { from: "secret" } } }, "team_privacy_changed"],
    ["team", { action: "edited", changes: { repository: { permissions: {} } } }, "team_permission_changed"],
    ["team", { action: "edited", changes: { description: { from: "" } } }, "team_edited"],
    ["team", { action: "created", changes: { name: {} } }, "team_created"],
    ["repository", { action: "edited", changes: { default_branch: { from: "master" } } }, "default_branch_changed"],
    ["repository", { action: "edited", changes: { description: { from: "" } } }, "repository_edited"],
    ["repository", { action: "privatized", repository: { visibility: "private" } }, "repository_made_private"],
    ["repository", { action: "privatized", repository: { visibility: "internal" } }, "repository_made_internal"],
    ["repository", { action: "publicized", repository: {} }, "repository_made_public"],
    ["projects_v2", { action: "edited", changes: { public: { from: false, to: true } } }, "project_made_public"],
    ["projects_v2", { action: "edited", changes: { public: { from: true, to: false } } }, "project_made_private"],
    ["projects_v2", { action: "edited", changes: { title: { from: "a", to: "b" } } }, "project_renamed"],
    ["project", { action: "edited", changes: { body: { from: "" } } }, "project_edited"],
    ["repository_import", { status: "failure" }, "repository_import_failed"],
    ["repository_import", { status: "cancelled" }, "repository_import"],
    ["repository_dispatch", { action: "Whatever the sender calls it" }, "repository_dispatched"],
    [
      "bypass_request_secret_scanning",
      { action: "response_submitted", exemption_response: { status: "approved" } },
      "push_protection_bypass_approved",
    ],
    [
      "exemption_request_push_ruleset",
      { action: "response_submitted", exemption_response: { status: "rejected" } },
      "ruleset_bypass_denied",
    ],
  ])("%s with %j is %s", (event, payload, type) => {
    expect(typeOfWebhook(event, payload)).toBe(type);
  });

  test.each([
    [{ secret_scanning: "enabled" }, { secret_scanning: "disabled" }, "secret_scanning_disabled"],
    [{ secret_scanning: "disabled" }, { secret_scanning: "enabled" }, "secret_scanning_enabled"],
    [{}, { dependabot_security_updates: "enabled" }, "dependabot_security_updates_enabled"],
    [
      { secret_scanning: "enabled", advanced_security: "enabled", secret_scanning_push_protection: "enabled" },
      { secret_scanning: "disabled", advanced_security: "disabled", secret_scanning_push_protection: "disabled" },
      "advanced_security_disabled",
    ],
    [
      { advanced_security: "disabled", secret_scanning_push_protection: "enabled" },
      { advanced_security: "enabled", secret_scanning_push_protection: "disabled" },
      "push_protection_disabled",
    ],
    [{ secret_scanning: "enabled" }, { secret_scanning: "enabled" }, "security_and_analysis"],
  ])("features that went from %j to %j are %s", (from, to, type) => {
    expect(typeOfWebhook("security_and_analysis", switching(from, to))).toBe(type);
  });

  test("nothing is assumed of a payload's fields", () => {
    for (const odd of [null, 7, "x", [], {}]) {
      const payload = { action: "edited", changes: odd, repository: odd, pull_request: odd, exemption_response: odd };
      expect(typeOfWebhook("team", payload)).toBe("team_edited");
      expect(typeOfWebhook("security_and_analysis", { changes: odd, repository: odd })).toBe("security_and_analysis");
      expect(typeOfWebhook("pull_request", { ...payload, action: "closed" })).toBe("pull_request_closed");
    }
  });
});

describe("what the audit log tells of", () => {
  test.each([
    ["repo.access", { visibility: "public", previous_visibility: "private" }, "repository_made_public"],
    ["repo.access", { data: { visibility: "internal" } }, "repository_made_internal"],
    ["repo.access", {}, "repository_visibility_changed"],
    ["public_key.create", { repo: "acme/api" }, "deploy_key_added"],
    ["public_key.delete", { repo: "acme/api" }, "deploy_key_removed"],
    ["public_key.create", { user: "ada" }, "ssh_key_added"],
    ["public_key.verify", { repo: "acme/api" }, "public_key_verify"],
  ])("%s with %j is %s", (action, record, type) => {
    expect(typeOfAudit(action, record)).toBe(type);
  });
});
