import type { JsonObject } from "@mcm/engine";
import { parseEvent } from "@mcm/engine";
import examples from "@octokit/webhooks-examples";
import { describe, expect, test } from "vitest";
import { formats, recogniseFormat } from "../formats.js";
import { inferEventName } from "./event-name.js";
import { githubWebhook, normalizeGithubDelivery } from "./github-webhook.js";

/** What the published examples hold, as plain JSON. */
const bodies = examples.flatMap(({ name, examples: list }) =>
  (list as unknown as JsonObject[]).map((body, index) => {
    const action = typeof body.action === "string" ? body.action : undefined;
    return { event: name as string, action, body, title: `${name} ${index}${action ? ` ${action}` : ""}` };
  }),
);

const received_at = "2031-05-06T07:08:09.000Z";

/** Deeds that the bodies of the examples tell no time of. */
const timeless = new Set([
  ...["branch_protection_rule.deleted", "branch_protection_rule.edited", "check_run.requested_action"],
  ...["check_run.rerequested", "check_suite.rerequested", "code_scanning_alert.fixed", "discussion.labeled"],
  ...[
    "discussion.locked",
    "discussion.pinned",
    "discussion.transferred",
    "discussion.unlabeled",
    "discussion.unlocked",
  ],
  ...["discussion_comment.deleted", "github_app_authorization.revoked", "gollum", "installation.deleted"],
  ...["installation.new_permissions_accepted", "installation.unsuspend", "installation_repositories.added"],
  ...["installation_repositories.removed", "issue_comment.deleted", "issues.deleted", "issues.pinned"],
  ...["issues.transferred", "issues.unpinned", "label.created", "label.deleted", "label.edited"],
  ...["marketplace_purchase.cancelled", "marketplace_purchase.changed", "marketplace_purchase.purchased"],
  ...["member.added", "member.edited", "membership.added", "membership.removed", "meta.deleted", "milestone.deleted"],
  ...["org_block.blocked", "org_block.unblocked", "organization.member_added", "organization.renamed", "ping"],
  ...["project_card.deleted", "pull_request_review_comment.deleted", "pull_request_review_thread.resolved"],
  ...["pull_request_review_thread.unresolved", "release.deleted", "release.edited", "repository.edited"],
  ...["repository.renamed", "repository.transferred", "repository_dispatch.on-demand-test", "repository_import"],
  ...["sponsorship.pending_tier_change", "star.deleted", "team.added_to_repository", "team.created", "team.deleted"],
  ...["team.edited", "team.removed_from_repository", "team_add", "watch.started", "workflow_dispatch"],
]);

/** Where an example tells its deed's time, besides the usual places. */
const places: Record<string, string> = {
  "check_run.created": "check_run.started_at",
  "check_run.completed": "check_run.completed_at",
  "code_scanning_alert.closed_by_user": "alert.dismissed_at",
  create: "repository.pushed_at",
  delete: "repository.pushed_at",
  "dependabot_alert.fixed": "alert.fixed_at",
  "deployment_review.requested": "since",
  "discussion.answered": "discussion.answer_chosen_at",
  fork: "forkee.created_at",
  "installation.suspend": "installation.suspended_at",
  "issues.closed": "issue.closed_at",
  "merge_group.checks_requested": "merge_group.head_commit.timestamp",
  "milestone.closed": "milestone.closed_at",
  "organization.member_invited": "invitation.created_at",
  "package.published": "package.updated_at",
  page_build: "build.updated_at",
  "projects_v2_item.archived": "projects_v2_item.archived_at",
  public: "repository.updated_at",
  "pull_request.closed": "pull_request.closed_at",
  "pull_request_review.dismissed": "pull_request.updated_at",
  "pull_request_review.submitted": "review.submitted_at",
  push: "repository.pushed_at",
  "release.created": "release.published_at",
  "release.prereleased": "release.published_at",
  "release.published": "release.published_at",
  "release.released": "release.published_at",
  "repository_vulnerability_alert.create": "alert.created_at",
  "repository_vulnerability_alert.dismiss": "alert.dismissed_at",
  "security_advisory.published": "security_advisory.published_at",
  "security_advisory.withdrawn": "security_advisory.withdrawn_at",
  "star.created": "starred_at",
  status: "created_at",
  "workflow_job.completed": "workflow_job.completed_at",
  "workflow_job.in_progress": "workflow_job.started_at",
  "workflow_job.queued": "workflow_job.created_at",
  "workflow_job.waiting": "workflow_job.created_at",
  "workflow_run.requested": "workflow_run.run_started_at",
};

/** Most others: the thing's time of creation where it was created, of its last change where it was changed. */
const things: Record<string, string> = {
  ...{ branch_protection_rule: "rule", code_scanning_alert: "alert", commit_comment: "comment" },
  ...{ dependabot_alert: "alert", deploy_key: "key", discussion_comment: "comment", issue_comment: "comment" },
  ...{ issues: "issue", pull_request_review_comment: "comment" },
};

/** The moment of the deed as its body has it, read without any of the code that is tested. */
function toldTime(event: string, action: string | undefined, body: JsonObject): string {
  const deed = action ? `${event}.${action}` : event;
  if (timeless.has(deed)) return received_at;
  // Some examples are older than the field that tells when an alert came back.
  if (deed === "code_scanning_alert.reopened" && !read(body, "alert.updated_at")) return received_at;
  const born = ["created", "opened", "requested"].includes(action ?? "");
  const usual = `${things[event] ?? event}.${born ? "created_at" : "updated_at"}`;
  const value = read(body, places[deed] ?? usual);
  expect(["string", "number"], `${deed} at ${places[deed] ?? usual}`).toContain(typeof value);
  return new Date(typeof value === "number" ? value * 1000 : String(value)).toISOString();
}

function read(body: JsonObject, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as JsonObject | undefined)?.[key], body);
}

/** Types that are not the event's name and action put together, stated once more. */
const types: Record<string, string> = {
  "branch_protection_rule.created": "branch_protection_added",
  "branch_protection_rule.deleted": "branch_protection_removed",
  "branch_protection_rule.edited": "branch_protection_changed",
  "code_scanning_alert.closed_by_user": "code_scanning_alert_dismissed",
  "code_scanning_alert.reopened": "code_scanning_alert_reappeared",
  "commit_comment.created": "commit_commented",
  create: "tag_created",
  delete: "tag_deleted",
  "deploy_key.created": "deploy_key_added",
  "discussion.created": "discussion_opened",
  "discussion_comment.created": "discussion_commented",
  fork: "repository_forked",
  "github_app_authorization.revoked": "app_authorization_revoked",
  gollum: "wiki_edited",
  "installation.created": "app_installed",
  "installation.deleted": "app_uninstalled",
  "installation.new_permissions_accepted": "app_permissions_changed",
  "installation.suspend": "app_suspended",
  "installation.unsuspend": "app_unsuspended",
  "installation_repositories.added": "app_repositories_added",
  "installation_repositories.removed": "app_repositories_removed",
  "issue_comment.created": "issue_commented",
  "member.added": "collaborator_added",
  "member.edited": "collaborator_role_changed",
  "membership.added": "team_member_added",
  "membership.removed": "team_member_removed",
  "meta.deleted": "webhook_deleted",
  "org_block.blocked": "user_blocked",
  "org_block.unblocked": "user_unblocked",
  "organization.member_added": "member_added",
  "organization.member_invited": "member_invited",
  "package.published": "package_version_published",
  page_build: "pages_built",
  ping: "webhook_pinged",
  public: "repository_made_public",
  "pull_request.synchronize": "pull_request_synchronized",
  "pull_request_review.submitted": "pull_request_reviewed",
  "pull_request_review_comment.created": "pull_request_commented",
  "pull_request_review_comment.deleted": "pull_request_comment_deleted",
  "pull_request_review_comment.edited": "pull_request_comment_edited",
  push: "commits_pushed",
  "repository.privatized": "repository_made_private",
  "repository.publicized": "repository_made_public",
  "repository_dispatch.on-demand-test": "repository_dispatched",
  repository_import: "repository_imported",
  "repository_vulnerability_alert.create": "dependabot_alert_created",
  "repository_vulnerability_alert.dismiss": "dependabot_alert_dismissed",
  "star.created": "repository_starred",
  "star.deleted": "repository_unstarred",
  status: "commit_status_set",
  "team.added_to_repository": "team_repository_added",
  "team.removed_from_repository": "team_repository_removed",
  team_add: "team_repository_added",
  "watch.started": "repository_starred",
  workflow_dispatch: "workflow_dispatched",
  "workflow_job.in_progress": "workflow_job_started",
  "workflow_run.requested": "workflow_run_created",
};

function toldType(event: string, action: string | undefined, body: JsonObject): string | undefined {
  if (event === "repository" && read(body, "changes.default_branch")) return "default_branch_changed";
  const deed = action ? `${event}.${action}` : event;
  return types[deed] ?? deed.replace(/^issues\./, "issue.").replace(".", "_");
}

describe("the published examples of GitHub's webhooks", () => {
  test("are all there", () => {
    expect(bodies).toHaveLength(329);
  });

  test.each(bodies)("$title tells who did what when", ({ event, action, body }) => {
    const input = normalizeGithubDelivery({
      event,
      delivery: "0b989ba4-242f-11e5-81e1-c7b6966d2516",
      received_at,
      payload: body,
    });
    expect(parseEvent(input)).toEqual({
      external_id: "0b989ba4-242f-11e5-81e1-c7b6966d2516",
      source: "github",
      timestamp: toldTime(event, action, body),
      user: (read(body, "sender.login") as string | undefined) ?? null,
      event_type: toldType(event, action, body),
      severity_hint: null,
      raw_data: body,
    });
  });

  test.each(bodies)("$title is of its event by its keys alone, and recognised", ({ event, body }) => {
    expect(inferEventName(body)).toBe(event);
    expect(formats.filter((format) => format.recognises(body)).map(({ name }) => name)).toEqual(["github-webhook"]);
  });

  test("nobody sent those that name no sender", () => {
    const nameless = bodies.filter(({ body }) => !("sender" in body)).map(({ event }) => event);
    expect(new Set(nameless)).toEqual(new Set(["security_advisory"]));
  });
});

describe("a body", () => {
  const member = { action: "added", member: { login: "bob" }, repository: { id: 1 }, sender: { login: "ada" } };
  const opened = {
    action: "opened",
    issue: { created_at: "2025-01-20T09:00:00Z" },
    repository: { id: 1 },
    sender: { login: "ada" },
  };

  test("without a delivery is identified by its content", () => {
    const input = githubWebhook.normalize(opened);
    expect(input).not.toHaveProperty("external_id");
    expect(parseEvent(input)).toMatchObject({ event_type: "issue_opened", timestamp: "2025-01-20T09:00:00.000Z" });
  });

  test("that tells no time asks for one", () => {
    expect(() => githubWebhook.normalize(member)).toThrow(
      "github-webhook: member.added: nothing in its body says when; save it with the moment of its delivery",
    );
    expect(() => githubWebhook.normalize({ ...opened, issue: {} })).toThrow(
      'its body has no time in "issue.created_at"',
    );
  });

  test("of nothing known asks for the event's name, and takes any", () => {
    const payload = { novelty: 1, sender: { login: "ada" } };
    expect(() => githubWebhook.normalize(payload)).toThrow('github-webhook: "event" is missing; it takes');
    const event = normalizeGithubDelivery({
      event: "brand_new",
      received_at,
      payload: { ...payload, action: "begun" },
    });
    expect(event).toMatchObject({ event_type: "brand_new_begun", timestamp: received_at, user: "ada" });
  });

  test.each([
    [{ action: "deleted", installation: { id: 1 }, repository: {} }, "repository"],
    [{ action: "deleted", membership: {}, repository: {}, organization: {} }, "organization"],
    [{ action: "renamed", organization: {}, changes: {} }, "organization"],
    [{ action: "disabled", repository: {} }, "branch_protection_configuration"],
    [{ changes: { from: {} }, repository: {} }, "security_and_analysis"],
    [{ action: "created", definition: {}, enterprise: {} }, "organization_custom_property"],
    [{ action: "created", definition: {}, enterprise: {}, organization: {} }, "custom_property"],
    [{ action: "created", exemption_request: { request_type: "push_ruleset_bypass" } }, "bypass_request_push_ruleset"],
    [{ action: "created", exemption_request: { request_type: "novel" } }, undefined],
    [{ action: "created", alert: { secret_type: "x" } }, "secret_scanning_alert"],
    [{ action: "created", novelty: {}, repository: {} }, undefined],
    [{ action: "marvelled", repository: {} }, undefined],
    [{ action: "created" }, undefined],
    [{ action: "archived", organization: {} }, undefined],
    [{}, undefined],
  ])("with the keys of %j is of %s", (body, event) => {
    expect(inferEventName({ ...body, sender: { login: "ada" } })).toBe(event);
  });

  test("of an app or of GitHub itself names it", () => {
    for (const login of ["dependabot[bot]", "github"]) {
      expect(githubWebhook.normalize({ ...opened, sender: { login, type: "Bot" } })?.user).toBe(login);
    }
  });

  test("with a time of the year 1 has none", () => {
    const payload = { action: "published", package: { updated_at: "0001-01-01T00:00:00Z" }, sender: { login: "ada" } };
    expect(normalizeGithubDelivery({ received_at, payload }).timestamp).toBe(received_at);
  });

  test("may hold anything where something else is looked for", () => {
    for (const odd of [null, 7, "x", [], {}]) {
      const payload = { action: "opened", issue: odd, repository: odd, changes: odd, sender: odd };
      expect(normalizeGithubDelivery({ event: "issues", received_at, payload })).toMatchObject({
        timestamp: received_at,
        user: null,
      });
    }
    expect(normalizeGithubDelivery({ event: "constructor", received_at, payload: {} }).event_type).toBe("constructor");
  });
});

describe("a saved delivery", () => {
  const payload = { action: "added", member: { login: "bob" }, repository: { id: 1 }, sender: { login: "ada" } };
  const guid = "0b989ba4-242f-11e5-81e1-c7b6966d2516";
  const at = "2025-01-20T09:00:00Z";
  const headers = { "Content-Type": "application/json", "X-GitHub-Event": "member", "X-GitHub-Delivery": guid };

  test.each([
    [
      "GitHub's own list of deliveries",
      {
        ...{ id: 12345678, guid, delivered_at: at, redelivery: false, status: "OK", status_code: 200, event: "member" },
        ...{ action: "added", repository_id: 1, url: "", request: { headers, payload }, response: {} },
      },
    ],
    ["Octokit or Probot", { id: guid, name: "member", payload, timestamp: at }],
    ["smee.io", { "x-github-event": "member", "x-github-delivery": guid, body: payload, timestamp: Date.parse(at) }],
    ["a request", { headers, body: payload, received_at: at }],
    ["a request with its body as it was sent", { headers, body: JSON.stringify(payload), received_at: at }],
    [
      "headers in small letters, each a list",
      { headers: { "x-github-event": ["member"], "x-github-delivery": [guid] }, payload, time: at },
    ],
    ["its name and GUID", { event: "member", delivery: guid, payload, delivered_at: at }],
    ["a name with its action", { event: "member.added", delivery: guid, payload, delivered_at: at }],
  ])("is taken out of the wrapper of %s", (_, record) => {
    expect(recogniseFormat(record)?.name).toBe("github-webhook");
    expect(githubWebhook.normalize(record)).toEqual({
      external_id: guid,
      source: "github",
      timestamp: "2025-01-20T09:00:00.000Z",
      user: "ada",
      event_type: "collaborator_added",
      raw_data: payload,
    });
  });

  test("without its body asks for it", () => {
    const listed = { id: 1, guid, delivered_at: at, event: "member", action: "added", status: "OK" };
    expect(recogniseFormat(listed)?.name).toBe("github-webhook");
    expect(() => githubWebhook.normalize(listed)).toThrow(
      'github-webhook: "payload" is missing; it takes the delivery\'s body',
    );
    expect(() => githubWebhook.normalize({ headers, body: "{nonsense" })).toThrow('"payload" is "{nonsense"');
  });

  test("of somebody else's is not taken for one", () => {
    for (const record of [
      { event: "click", payload: { x: 1 }, timestamp: at },
      { name: "job", payload: "{}" },
      { headers: { host: "x" }, body: {} },
      { sender: "ada", message: "hi" },
      { sender: { id: 1 }, message: "hi" },
    ]) {
      expect(recogniseFormat(record)).toBeUndefined();
    }
  });
});
