import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { JsonLogic } from "../json-logic.js";
import { compileLogic } from "./compile-logic.js";
import { operatorSet } from "./operator-set.js";

const operators = operatorSet();
const value = (document: JsonLogic, data: unknown) => compileLogic(document, operators).value(data);
const x = { var: "x" };

/** The fastest of three runs, in milliseconds. */
function fastest(run: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const started = performance.now();
    run();
    return performance.now() - started;
  });
  return Math.min(...times);
}

test.each(["(a+)+$", "(a|aa)+$", "(.*a){20}$", "^(([a-z])+.)+[A-Z]([a-z])+$"])(
  "%s takes time in proportion to the text",
  (pattern) => {
    const { test: matches } = compileLogic({ matches: [x, pattern] }, operators);
    const [short, long] = [5000, 50_000].map((length) => ({ x: `${"a".repeat(length)}!` }));
    expect(matches(long)).toBe(false);
    const [brief, full] = [fastest(() => matches(short)), fastest(() => matches(long))];
    expect(full).toBeLessThan(Math.max(40 * brief, 100));
  },
);

const names = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "x.__proto__",
  "x.constructor.constructor",
  "list.map",
  "text.at",
];

test.each(names)("the path %s reaches no prototype", (path) => {
  const data = { x: {}, list: [], text: "abc" };
  expect(value({ var: path }, data)).toBe(null);
  expect(value({ var: [{ cat: [path] }] }, data)).toBe(null);
  expect(value({ missing: [path] }, data)).toEqual([path]);
  expect(value({ exists: path }, data)).toBe(false);
});

test("names of prototypes are read where they are the data's own", () => {
  const data: unknown = JSON.parse(
    '{"x": {"__proto__": 1, "constructor": "c", "at": 2}, "list": [1, 2], "text": "abc"}',
  );
  const paths = ["x.__proto__", "x.constructor", "x.at", "list.length", "list.1", "text.length", "text.1"];
  expect(paths.map((path) => value({ var: path }, data))).toEqual([1, "c", 2, 2, 2, 3, "b"]);
});

test("an object among the keys of missing is data, and is not run", () => {
  const document: JsonLogic = { missing: [x] };
  expect(value(document, { x: [{ cat: ["a"] }], a: 1 })).toEqual([{ cat: ["a"] }]);
});

const odd = JSON.parse('{"toString": 1, "valueOf": 1}');
const operatorsOfTwo = [
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "+",
  "-",
  "*",
  "/",
  "%",
  "max",
  "min",
  "cat",
  "substr",
  "merge",
  "missing_some",
  "var",
];

test.each(operatorsOfTwo)("%s never throws on an object that has no text and no number", (operator) => {
  for (const args of [[x, "a"], ["a", x], [x, 1], [1, x], [x, x], [x]] as JsonLogic[][]) {
    expect(() => value({ [operator]: args }, { x: odd })).not.toThrow();
    expect(() => value({ [operator]: args }, { x: [odd] })).not.toThrow();
    expect(() => value({ [operator]: args }, { x: Object.create(null) })).not.toThrow();
  }
});

test("a value that cannot be compared is neither equal nor unequal, and hides no other part", () => {
  const data = { x: odd, user: "eve" };
  expect([value({ "==": [x, "a"] }, data), value({ "!=": [x, "a"] }, data)]).toEqual([false, false]);
  expect(value({ or: [{ "==": [x, "a"] }, { "==": [{ var: "user" }, "eve"] }] }, data)).toBe(true);
});

test("what would be longer than bearable is null", () => {
  const doubling = (name: string): JsonLogic => ({
    reduce: [x, { [name]: [{ var: "accumulator" }, { var: "accumulator" }] }, "a"],
  });
  const list = Array.from({ length: 60 }, (_, index) => index);
  expect(fastest(() => value(doubling("cat"), { x: list }))).toBeLessThan(2000);
  expect(fastest(() => value(doubling("merge"), { x: list }))).toBeLessThan(2000);
});

test("loops within loops end after a million elements, and then hold for nothing", () => {
  const list = Array.from({ length: 200 }, (_, index) => index);
  const deep: JsonLogic = {
    some: [x, { some: [{ var: "y" }, { some: [{ var: "z" }, { "==": [{ var: "" }, -1] }] }] }],
  };
  const z = list;
  const y = list.map(() => ({ z }));
  const data = { x: list.map(() => ({ y })) };
  const { test: holds } = compileLogic(deep, operators);
  expect(fastest(() => holds(data))).toBeLessThan(1000);
  expect(holds(data)).toBe(false);
  expect(compileLogic({ "!": [deep] }, operators).test(data)).toBe(false);
  expect(compileLogic({ some: [x, { "!!": [1] }] }, operators).test(data)).toBe(true);
});

test("lists that hold themselves do no harm", () => {
  const ring: unknown[] = [1];
  ring.push(ring);
  for (const operator of ["==", "cat", "in", "merge", "+", "<"]) {
    expect(() => value({ [operator]: [x, "a"] }, { x: ring })).not.toThrow();
  }
});

test("runs where code generation from text is forbidden", { timeout: 600_000 }, () => {
  const program = `
    import { createRequire, registerHooks } from "node:module";
    registerHooks({
      resolve: (name, context, next) =>
        next(/^\\.{1,2}\\/.*\\.js$/.test(name) && context.parentURL?.includes("/src/") ? name.replace(/js$/, "ts") : name, context),
    });
    const { fuzz } = await import(process.argv[1]);
    const { compileCondition } = await import(process.argv[2]);
    const { operatorSet } = await import(process.argv[3]);
    let isForbidden = false;
    try { new Function("return 1")(); } catch { isForbidden = true; }
    const own = [{ matches: [{ var: "user" }, "^a+$"] }, { cidr: [{ var: "user" }, "::/0"] }, { time_of_day: [{ var: "timestamp" }, "UTC"] }];
    const condition = compileCondition({ or: own }, operatorSet());
    const holds = condition.test({ user: "aa" }) && condition.explain({ user: "aa" }).holds;
    const require = createRequire(process.argv[1]);
    const place = require.resolve("json-logic-js");
    const copy = () => (delete require.cache[place], require(place));
    const pairs = Number(process.argv[4]);
    const { same } = fuzz({ pairs, seed: 5, copy });
    console.log(JSON.stringify({ isForbidden, holds, hasRun: same > pairs / 2 }));
  `;
  const files = ["./testing/fuzz.ts", "./compile.ts", "./operator-set.ts"].map(
    (file) => new URL(file, import.meta.url).href,
  );
  const pairs = process.env.MCM_DEEP === "1" ? "1000000" : "2000";
  const flags = ["--disallow-code-generation-from-strings", "--input-type=module", "-e", program];
  const printed = execFileSync(process.execPath, [...flags, ...files, pairs], { encoding: "utf8", timeout: 600_000 });
  expect(JSON.parse(printed)).toEqual({ isForbidden: true, holds: true, hasRun: true });
});
