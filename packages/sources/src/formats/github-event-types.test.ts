import { describe, expect, test } from "vitest";
import { githubEventType } from "./github-event-types.js";

describe("GitHub's words in ours", () => {
  test("the feeds agree on what they both tell of", () => {
    expect(githubEventType("pull_request.create")).toBe(githubEventType("pull_request.opened"));
    expect(githubEventType("pull_request.merge")).toBe(githubEventType("pull_request.merged"));
    expect(githubEventType("repo.add_member")).toBe(githubEventType("member.added"));
    expect(githubEventType("repo.create")).toBe(githubEventType("create.repository"));
    expect(githubEventType("git.push")).toBe(githubEventType("push"));
  });

  test.each([
    ["org.add_member", "member_added"],
    ["org.update_member", "role_changed"],
    ["pull_request.opened", "pull_request_opened"],
    ["user.failed_login", "login_failed"],
  ])("%s is %s", (word, type) => {
    expect(githubEventType(word)).toBe(type);
  });

  test("a word without one of ours stays itself", () => {
    expect(githubEventType("protected_branch.destroy")).toBe("protected_branch_destroy");
    expect(githubEventType("ip_allow_list.disable")).toBe("ip_allow_list_disable");
  });

  test("words of JavaScript are words like others", () => {
    expect(githubEventType("constructor")).toBe("constructor");
    expect(githubEventType("__proto__")).toBe("proto");
  });
});
