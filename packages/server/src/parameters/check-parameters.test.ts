import { describe, expect, it } from "vitest";
import { checkParameters, type Given, InvalidParameters } from "./check-parameters.js";
import { eventQuery } from "./event-query.js";
import { findingQuery } from "./finding-query.js";
import { summaryQuery } from "./summary-query.js";

function factsOf(check: () => unknown): string {
  try {
    check();
  } catch (error) {
    if (error instanceof InvalidParameters) return error.message;
    throw error;
  }
  return "nothing wrong";
}

describe("what a list takes", () => {
  const taken: [Given, object][] = [
    [{}, {}],
    [{ user: ["ada", "bob"] }, { user: ["ada", "bob"] }],
    [
      { severity: ["high"], limit: ["1"], offset: ["0"] },
      { severity: ["high"], limit: 1, offset: 0 },
    ],
    [{ limit: ["1000"] }, { limit: 1000 }],
    [{ sort: ["-event_type"] }, { sort: "-event_type" }],
    [{ from: ["2025-01-20"] }, { from: "2025-01-20T00:00:00.000Z" }],
    [{ to: ["2025-01-20T09:00:00+02:00"] }, { to: "2025-01-20T07:00:00.000Z" }],
    [
      { from: ["2025-01-20"], to: ["2025-01-20"] },
      { from: "2025-01-20T00:00:00.000Z", to: "2025-01-20T00:00:00.000Z" },
    ],
  ];
  it.each(taken)("%j", (given, meaning) => expect(checkParameters(eventQuery, given)).toEqual(meaning));

  it("findings by rule, status and withdrawal", () => {
    const given = { rule_name: ["a"], status: ["open", "resolved"], withdrawn: ["true"], sort: ["-risk_score"] };
    const meaning = { rule_name: ["a"], status: ["open", "resolved"], withdrawn: true, sort: "-risk_score" };
    expect(checkParameters(findingQuery, given)).toEqual(meaning);
    expect(checkParameters(findingQuery, { withdrawn: ["false"] })).toEqual({ withdrawn: false });
  });
});

describe("what a list refuses, and why", () => {
  const refused: [Given, string][] = [
    [{ limit: ["0"] }, 'limit is "0"; it takes a whole number from 1 to 1000'],
    [{ limit: ["1001"] }, 'limit is "1001"; it takes a whole number from 1 to 1000'],
    [{ limit: ["ten"] }, 'limit is "ten"; it takes a whole number from 1 to 1000'],
    [{ limit: ["1e2"] }, 'limit is "1e2"'],
    [{ limit: [""] }, 'limit is ""'],
    [{ offset: ["-1"] }, 'offset is "-1"; it takes a whole number from 0'],
    [{ limit: ["1", "2"] }, "limit is given more than once; give it once"],
    [{ user: [""] }, "user is empty; give it a value, or leave it out"],
    [{ user: ["x".repeat(501)] }, "user is longer than 500 characters"],
    [{ user: Array(101).fill("x") }, "user is given more than 100 times"],
    [{ severity: ["High"] }, 'severity is "High"; it takes low, medium, high or critical'],
    [{ sort: ["size"] }, 'sort is "size"; it takes timestamp, event_type, user or source, with "-" in front'],
    [{ sort: ["--timestamp"] }, 'sort is "--timestamp"'],
    [{ from: ["yesterday"] }, 'from is "yesterday"; it takes a day such as "2025-01-20" or a time with a zone'],
    [{ from: ["2025-02-30"] }, 'from is "2025-02-30"'],
    [{ from: ["2025-01-20T09:00:00"] }, 'from is "2025-01-20T09:00:00"'],
    [{ from: ["2025-01-20T09:00:00 02:00"] }, 'write "+" as "%2B"'],
    [{ from: ["2025-01-21"], to: ["2025-01-20"] }, "from is later than to; swap them"],
    [
      { limt: ["5"] },
      "limt is unknown here; the parameters are user, event_type, source, severity, from, to, sort, limit",
    ],
    [{ rule_name: ["a"] }, "rule_name is unknown here"],
    [Object.fromEntries([["__proto__", ["x"]]]), "__proto__ is unknown here"],
  ];
  it.each(refused)("%j", (given, fact) => expect(factsOf(() => checkParameters(eventQuery, given))).toContain(fact));

  it("says all that is wrong at once", () => {
    const facts = factsOf(() => checkParameters(findingQuery, { status: ["done"], withdrawn: ["yes"] }));
    expect(facts).toBe(
      'status is "done"; it takes open, acknowledged, resolved or dismissed; withdrawn is "yes"; it takes true or false',
    );
  });

  it("paging of a summary", () => {
    expect(factsOf(() => checkParameters(summaryQuery, { limit: ["1"] }))).toBe(
      "limit is unknown here; the parameters are from, to",
    );
  });
});
