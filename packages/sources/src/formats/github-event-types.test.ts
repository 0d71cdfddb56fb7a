import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { auditEventType, githubWords, webhookEventType } from "./github-event-types.js";

const words = Object.values(githubWords).flat();

describe("GitHub's words in ours", () => {
  test.each([
    ["pull_request.create", "pull_request.opened"],
    ["repo.add_member", "member.added"],
    ["git.push", "push"],
    ["protected_branch.destroy", "branch_protection_rule.deleted"],
    ["protected_branch.update_admin_enforced", "branch_protection_rule.edited"],
    ["repository_ruleset.destroy", "repository_ruleset.deleted"],
    ["hook.destroy", "meta.deleted"],
    ["org.block_user", "org_block.blocked"],
    ["secret_scanning_alert.resolve", "secret_scanning_alert.resolved"],
    ["repository_vulnerability_alert.dismiss", "dependabot_alert.dismissed"],
    ["code_scanning.alert_closed_by_user", "code_scanning_alert.closed_by_user"],
    ["integration_installation.create", "installation.created"],
    ["personal_access_token.access_granted", "personal_access_token_request.approved"],
    ["workflows.completed_workflow_run", "workflow_run.completed"],
    ["team.add_member", "membership.added"],
  ])("the audit log's %s and webhooks' %s are one event type", (audit, webhook) => {
    expect(auditEventType(audit)).toBe(webhookEventType(webhook));
  });

  test.each([
    ["org.add_member", undefined, "member_added"],
    ["org.update_member", undefined, "role_changed"],
    ["protected_branch.destroy", undefined, "branch_protection_removed"],
    ["user.failed_login", undefined, "login_failed"],
    ["repo.access", "public", "repository_made_public"],
    ["repo.access", "private", "repository_made_private"],
    ["repo.access", undefined, "repository_visibility_changed"],
    ["repo.access", "odd", "repository_visibility_changed"],
    ["public_key.create", "repository", "deploy_key_added"],
    ["public_key.create", undefined, "ssh_key_added"],
  ])("%s (%s) is %s", (word, detail, type) => {
    expect(auditEventType(word, detail)).toBe(type);
  });

  test("a word without one of ours stays itself", () => {
    expect(auditEventType("ip_allow_list.disable")).toBe("ip_allow_list_disable");
    expect(webhookEventType("release.published")).toBe("release_published");
  });

  test("words of JavaScript are words like others", () => {
    expect(auditEventType("constructor")).toBe("constructor");
    expect(webhookEventType("__proto__")).toBe("proto");
  });

  test("no word means two things, and no type is listed twice", () => {
    for (const feed of ["webhook", "audit"] as const) {
      const all = words.flatMap((word) => word[feed] ?? []);
      expect(all.filter((word, index) => all.indexOf(word) !== index)).toEqual([]);
    }
    const types = words.map((word) => word.type);
    expect(types.filter((type, index) => types.indexOf(type) !== index)).toEqual([]);
  });

  test("every type is snake_case and has a word", () => {
    for (const { type, webhook = [], audit = [] } of words) {
      expect(type).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
      expect(webhook.length + audit.length, type).toBeGreaterThan(0);
    }
  });

  test("the page lists them as they are", async () => {
    const page = fileURLToPath(new URL("../../../../docs/github-events.md", import.meta.url));
    const written = readFileSync(page, "utf8");
    const [before = ""] = written.split("<!-- words -->");
    await expect(`${before}<!-- words -->\n\n${tables()}`).toMatchFileSnapshot(page);
  });
});

function tables(): string {
  return Object.entries(githubWords)
    .map(([subject, list]) => `## ${subject}\n\n${table(list)}\n`)
    .join("\n");
}

/** A table as the formatter of the pages aligns it. */
function table(list: readonly (typeof words)[number][]): string {
  const code = (entries: readonly string[] = []) => entries.map((one) => `\`${one}\``).join(", ");
  const rows = [
    ["event type", "webhooks, Events API", "audit log"],
    ...list.map(({ type, webhook, audit }) => [code([type]), code(webhook), code(audit)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}
