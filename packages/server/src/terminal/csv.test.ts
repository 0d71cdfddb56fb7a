import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.js";

describe("csvLine", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x"])("defuses %j", (cell) => {
    expect(csvLine([cell]).replace(/^"|"\r\n$/g, "")).toMatch(/^'/);
  });

  it("leaves numbers and other text as they are", () => {
    expect(csvLine([-5, "ada", null, undefined, "", true])).toBe("-5,ada,,,,true\r\n");
  });

  it("quotes what would break a cell", () => {
    expect(csvLine(['say "hi"', "a,b"])).toBe('"say ""hi""","a,b"\r\n');
  });

  it("writes control characters out, so that a record is one line", () => {
    expect(csvLine(["one\ntwo\r", "\t=1", "\u001b[2J\u009b"])).toBe(
      "one\\u000atwo\\u000d,\\u0009=1,\\u001b[2J\\u009b\r\n",
    );
  });

  it("writes objects as JSON", () => {
    expect(csvLine([{ a: [1] }])).toBe('"{""a"":[1]}"\r\n');
  });
});
