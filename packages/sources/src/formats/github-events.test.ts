import { parseEvent } from "@mcm/engine";
import { describe, expect, test } from "vitest";
import { githubEvents } from "./github-events.js";

const record = {
  id: "40001",
  type: "PushEvent",
  actor: { id: 7, login: "ada" },
  repo: { id: 9, name: "acme/api" },
  payload: { push_id: 1, ref: "refs/heads/main" },
  public: true,
  created_at: "2025-01-20T09:00:00Z",
};

const typeOf = (type: string, payload: object) => githubEvents.normalize({ ...record, type, payload })?.event_type;

describe("GitHub's Events API", () => {
  test("a record becomes an event that keeps all of it", () => {
    expect(githubEvents.normalize(record)).toEqual({
      external_id: "40001",
      source: "github",
      timestamp: "2025-01-20T09:00:00.000Z",
      user: "ada",
      event_type: "commits_pushed",
      raw_data: record,
    });
  });

  test.each([
    ["PullRequestEvent", { action: "opened" }, "pull_request_opened"],
    ["PullRequestEvent", { action: "closed", pull_request: { merged: true } }, "pull_request_merged"],
    [
      "PullRequestEvent",
      { action: "closed", pull_request: { merged_at: "2025-01-20T09:00:00Z" } },
      "pull_request_merged",
    ],
    ["PullRequestEvent", { action: "merged" }, "pull_request_merged"],
    ["PullRequestEvent", { action: "closed", pull_request: { merged: false, merged_at: null } }, "pull_request_closed"],
    ["PullRequestReviewEvent", { action: "created" }, "pull_request_reviewed"],
    ["CreateEvent", { ref_type: "branch" }, "branch_created"],
    ["CreateEvent", { ref_type: "repository", ref: null }, "repository_created"],
    ["DeleteEvent", { ref_type: "tag" }, "tag_deleted"],
    ["WatchEvent", { action: "started" }, "repository_starred"],
    ["ForkEvent", { forkee: {} }, "repository_forked"],
    ["IssuesEvent", { action: "opened" }, "issue_opened"],
    ["IssueCommentEvent", { action: "created" }, "issue_commented"],
    ["MemberEvent", { action: "added" }, "collaborator_added"],
    ["ReleaseEvent", { action: "published" }, "release_published"],
    ["PublicEvent", {}, "repository_made_public"],
    ["GollumEvent", { pages: [] }, "wiki_edited"],
    ["SomethingNewEvent", { action: "begun" }, "something_new_begun"],
  ])("%s with %j is %s", (type, payload, expected) => {
    expect(typeOf(type, payload)).toBe(expected);
  });

  test("records without an id stay apart", () => {
    const { id, ...nameless } = record;
    const other = { ...nameless, payload: { ...record.payload, push_id: 2 } };
    const [first, second] = [nameless, other].map((one) => parseEvent(githubEvents.normalize(one)));
    expect(first?.external_id).not.toBe(second?.external_id);
    expect(id).toBe("40001");
  });

  test("a numeric id and a bare login are taken as well", () => {
    const event = githubEvents.normalize({ ...record, id: 40001, actor: "ada" });
    expect(event).toMatchObject({ external_id: "40001", user: "ada" });
  });

  test("a record without time or type names what is missing", () => {
    expect(() => githubEvents.normalize({ ...record, created_at: undefined })).toThrow(
      /^github-events: "created_at" is missing; it takes a time/,
    );
    expect(() => githubEvents.normalize({ ...record, type: 5 })).toThrow(
      'github-events: "type" is 5; it takes an event name such as "PushEvent"',
    );
  });
});
