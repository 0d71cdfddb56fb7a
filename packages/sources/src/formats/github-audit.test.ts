import { parseEvent } from "@mcm/engine";
import { describe, expect, test } from "vitest";
import { githubAudit } from "./github-audit.js";

const record = {
  "@timestamp": 1737363600000,
  _document_id: "q1w2e3",
  action: "org.update_member",
  actor: "ada",
  user: "bob",
  created_at: 1737363600500,
  org: "acme",
};

describe("GitHub's audit log", () => {
  test("a record becomes an event of its actor that keeps all of it", () => {
    expect(githubAudit.normalize(record)).toEqual({
      external_id: "q1w2e3:org.update_member",
      source: "github",
      timestamp: "2025-01-20T09:00:00.000Z",
      user: "ada",
      event_type: "role_changed",
      raw_data: record,
    });
  });

  test.each([
    [{ created_at: "2023-01-31 18:58:27.638" }, "2023-01-31T18:58:27.638Z"],
    [{ at_sign_timestamp: "2023-01-31 18:58:27.638", created_at: 1737363600000 }, "2023-01-31T18:58:27.638Z"],
    [{ created_at: "1737363600" }, "2025-01-20T09:00:00.000Z"],
  ])("takes the time of %j", (times, expected) => {
    expect(githubAudit.normalize({ action: "repo.create", actor: "ada", ...times })?.timestamp).toBe(expected);
  });

  test("two actions with one document id are two events, the same record twice is one", () => {
    const other = { ...record, action: "org.remove_member" };
    const [first, again, second] = [record, { ...record }, other].map((one) => parseEvent(githubAudit.normalize(one)));
    expect(again?.external_id).toBe(first?.external_id);
    expect(second?.external_id).not.toBe(first?.external_id);
  });

  test("a record without a document id gets one of its content", () => {
    const { _document_id, ...nameless } = record;
    const [first, second] = [nameless, { ...nameless, user: "eve" }].map((one) => {
      expect(githubAudit.normalize(one)).not.toHaveProperty("external_id");
      return parseEvent(githubAudit.normalize(one)).external_id;
    });
    expect(first).not.toBe(second);
    expect(_document_id).toBe("q1w2e3");
  });

  test("nobody acted where no actor is named", () => {
    expect(githubAudit.normalize({ ...record, actor: "" })?.user).toBeNull();
  });

  test.each([
    [{ action: "user.failed_login", user: "bob" }, "bob"],
    [{ action: "user.failed_login", user: "bob", actor: "" }, "bob"],
    [{ action: "org.remove_member", user: "bob" }, null],
    [{ action: "git.clone", actor: "", user: "bob", programmatic_access_type: "Deploy key" }, null],
    [{ action: "repo.create", actor: "dependabot[bot]", actor_is_bot: true }, "dependabot[bot]"],
  ])("who acted in %j is %j", (fields, user) => {
    expect(githubAudit.normalize({ "@timestamp": 1737363600000, ...fields })?.user).toBe(user);
  });

  test("a record without time or action names what is missing", () => {
    expect(() => githubAudit.normalize({ action: "repo.create" })).toThrow(/^github-audit: "@timestamp" is missing;/);
    expect(() => githubAudit.normalize({ ...record, action: "…" })).toThrow(
      'github-audit: "action" is "…"; it takes an action such as "org.add_member"',
    );
  });

  test("a webhook's body is not taken for a record", () => {
    expect(githubAudit.recognises({ action: "opened", sender: {}, created_at: "2025-01-20T09:00:00Z" })).toBe(false);
  });
});
