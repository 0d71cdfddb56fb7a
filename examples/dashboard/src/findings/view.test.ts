import { describe, expect, it } from "vitest";
import { searchOf } from "../api/client";
import { changed, everything, parseView, queryOfView, searchOfView, sortedBy, type View, withoutFilters } from "./view";

const narrow: View = {
  severity: ["high", "critical"],
  user: "ada & co? <b>",
  rule_name: "login-failed",
  from: "2026-01-20",
  to: "2026-01-21",
  sort: "-event_count",
  page: 3,
};

describe("a view's address", () => {
  it("brings the view back", () => {
    expect(parseView(searchOfView(narrow))).toEqual(narrow);
    expect(parseView(searchOfView(everything))).toEqual(everything);
  });

  it("is empty for everything, and names only what differs", () => {
    expect(searchOfView(everything)).toBe("");
    expect(searchOfView({ ...everything, severity: ["high"], page: 2 })).toBe("?severity=high&page=2");
  });

  it("ignores what no view can be", () => {
    const wrong =
      "?severity=grave&severity=HIGH&user=&rule_name=&from=2026-02-31&to=yesterday&sort=password&page=-2&other=1";
    expect(parseView(wrong)).toEqual(everything);
    expect(parseView("?page=1e400").page).toBe(1);
    expect(parseView("?page=1.5").page).toBe(1);
    expect(parseView("?severity=critical&severity=low&severity=low").severity).toEqual(["low", "critical"]);
  });
});

describe("a view's query", () => {
  it("asks for its page in the API's words", () => {
    expect(queryOfView(narrow)).toEqual({
      severity: ["high", "critical"],
      user: "ada & co? <b>",
      rule_name: "login-failed",
      from: "2026-01-20T00:00:00.000Z",
      to: "2026-01-21T00:00:00.000Z",
      sort: "-event_count",
      limit: 25,
      offset: 50,
    });
    expect(queryOfView(everything)).toEqual({ sort: "-timestamp", limit: 25, offset: 0 });
  });

  it("repeats a parameter with several values and escapes every value", () => {
    expect(searchOf({ severity: ["high", "critical"], user: "a&b=c", limit: 0 })).toBe(
      "?severity=high&severity=critical&user=a%26b%3Dc&limit=0",
    );
    expect(searchOf({ user: undefined })).toBe("");
  });
});

describe("changing a view", () => {
  it("goes back to the first page, unless the page is what changes", () => {
    expect(changed(narrow, { user: null }).page).toBe(1);
    expect(changed(narrow, { page: 4 })).toEqual({ ...narrow, page: 4 });
  });

  it("keeps the order when filters are cleared", () => {
    expect(withoutFilters(narrow)).toEqual({ ...everything, sort: "-event_count" });
  });

  it("turns a column's order round, and starts another with what is looked for first", () => {
    expect(sortedBy("-timestamp", "timestamp")).toBe("timestamp");
    expect(sortedBy("timestamp", "timestamp")).toBe("-timestamp");
    expect(sortedBy("-timestamp", "severity")).toBe("-severity");
    expect(sortedBy("-timestamp", "user")).toBe("user");
  });
});
