import fc from "fast-check";
import type { JsonLogic } from "../../json-logic.js";

/** Names that prototypes know, names that conversions ask for, and plain ones. */
const names = [
  "a",
  "b",
  "c",
  "0",
  "1",
  "",
  "length",
  "constructor",
  "__proto__",
  "toString",
  "indexOf",
  "valueOf",
  "map",
];

const text = fc.oneof(
  fc.constantFrom("", "a", "b", "ab", "abc", "0", "1", "10", " 1 ", "null", "true", "a.b", "a,b", "NaN", "1e3", "ä"),
  fc.string({ maxLength: 4 }),
);
const number = fc.oneof(fc.constantFrom(0, 1, -1, 2, 10, 0.5, -0, 1e21), fc.integer({ min: -5, max: 20 }));
const scalar: fc.Arbitrary<string | number | boolean | null> = fc.oneof(fc.constant(null), fc.boolean(), number, text);

/** Sets own properties whatever their names, as JSON.parse does. */
function ownObject(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

/** Any JSON data, with names that could do harm. */
export const arbitraryData: fc.Arbitrary<unknown> = fc.letrec<{ data: unknown }>((tie) => ({
  data: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("data"), { maxLength: 4 }),
    fc.array(fc.tuple(fc.constantFrom(...names), tie("data")), { maxLength: 4 }).map(ownObject),
  ),
})).data;

const path = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }).map((keys) => keys.join(".")),
  },
  { weight: 3, arbitrary: fc.constantFrom("a", "b", "a.b", "current", "accumulator", "current.a") },
  { weight: 1, arbitrary: scalar },
);

/** How many arguments generated documents give each operator, right and wrong numbers among them. */
const counts: Readonly<Record<string, readonly [number, number]>> = {
  missing: [0, 3],
  missing_some: [0, 3],
  if: [0, 5],
  "?:": [0, 4],
  and: [0, 5],
  or: [0, 5],
  "!": [0, 2],
  "!!": [0, 2],
  "==": [0, 3],
  "===": [0, 3],
  "!=": [0, 3],
  "!==": [0, 3],
  ">": [0, 3],
  ">=": [0, 3],
  "<": [0, 4],
  "<=": [0, 4],
  in: [0, 3],
  max: [0, 3],
  min: [0, 3],
  "+": [0, 3],
  "*": [0, 3],
  "-": [0, 3],
  "/": [0, 3],
  "%": [0, 3],
  cat: [0, 3],
  substr: [0, 4],
  merge: [0, 3],
  map: [0, 3],
  filter: [0, 3],
  all: [0, 3],
  none: [0, 3],
  some: [0, 3],
  reduce: [0, 4],
  log: [0, 2],
};

/** Any document of JSON-Logic's own operators, sensible or not. */
export const arbitraryLogic: fc.Arbitrary<JsonLogic> = fc.letrec<{ node: JsonLogic; call: JsonLogic }>((tie) => {
  const node = tie("node") as fc.Arbitrary<JsonLogic>;
  const variable = fc.oneof(
    { weight: 8, arbitrary: path.map((name): JsonLogic => ({ var: name })) },
    { weight: 1, arbitrary: fc.tuple(path, node).map(([name, otherwise]): JsonLogic => ({ var: [name, otherwise] })) },
    { weight: 1, arbitrary: fc.array(node, { maxLength: 2 }).map((args): JsonLogic => ({ var: args })) },
  );
  const calls = Object.entries(counts).map(([operator, [minLength, maxLength]]) =>
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.array(node, { minLength, maxLength }).map((args): JsonLogic => ({ [operator]: args })),
      },
      { weight: 1, arbitrary: node.map((only): JsonLogic => ({ [operator]: only })) },
    ),
  );
  const bare = fc.array(fc.tuple(fc.constantFrom(...names), scalar), { minLength: 2, maxLength: 2 }).map((entries) => {
    const object = ownObject(entries);
    return (Object.keys(object).length === 1 ? {} : object) as JsonLogic;
  });
  return {
    node: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      { weight: 4, arbitrary: scalar as fc.Arbitrary<JsonLogic> },
      { weight: 5, arbitrary: variable },
      { weight: 1, arbitrary: fc.array(node, { maxLength: 4 }) },
      { weight: 1, arbitrary: bare },
      { weight: 20, arbitrary: tie("call") as fc.Arbitrary<JsonLogic> },
    ),
    call: fc.oneof(...calls),
  };
}).call;
