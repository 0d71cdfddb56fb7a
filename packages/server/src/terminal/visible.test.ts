import { describe, expect, it } from "vitest";
import { visible, visibleJson } from "./visible.js";

describe("visible", () => {
  it.each([
    ["\u001b[31mred", "\\u001b[31mred"],
    ["one\ntwo\r", "one\\u000atwo\\u000d"],
    ["\u009b2J\u007f", "\\u009b2J\\u007f"],
    ["ada\u202egnp.exe", "ada\\u202egnp.exe"],
    ["a\u2028b", "a\\u2028b"],
    ["tag\u{e0041}", "tag\\u{e0041}"],
    ["lone \ud800", "lone \\ud800"],
  ])("shows %j as %j", (text, shown) => expect(visible(text)).toBe(shown));

  it("leaves letters of all scripts alone", () => expect(visible("Zoë 李雷 🙂 Ω")).toBe("Zoë 李雷 🙂 Ω"));
});

describe("visibleJson", () => {
  it("holds no control character and parses to the same value", () => {
    const value = { user: "\u001b[2J\u009b\u007f\n", "\u0085": 1 };
    const line = visibleJson(value);
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(line)).toEqual(value);
  });
});
