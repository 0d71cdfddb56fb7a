import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { type Copy, differences } from "./testing/differences.js";
import { fuzz, type Tally } from "./testing/fuzz.js";

const require = createRequire(import.meta.url);

function copy(): Copy {
  const place = require.resolve("json-logic-js");
  delete require.cache[place];
  return require(place);
}

const isDeep = process.env.MCM_DEEP === "1";
const pairs = isDeep ? 1_000_000 : 8000;
const seed = isDeep ? Date.now() % 2 ** 31 : 4;

test(`conditions agree with json-logic-js on ${pairs} random pairs of document and data`, {
  timeout: 1_800_000,
}, () => {
  if (isDeep) console.log(`fuzzing ${pairs} pairs from seed ${seed}: one to three minutes`);
  const report = (done: number, soFar: Tally) => {
    if (isDeep) console.log(`${done} of ${pairs}: ${JSON.stringify(soFar)}`);
  };
  const tally = fuzz({ pairs, seed, copy, report });
  const known = new Set<string>(Object.values(differences).map(({ name }) => name));
  expect(Object.keys(tally).filter((name) => name !== "same" && !known.has(name))).toEqual([]);
  // Else the generator would only ask what json-logic-js has no answer to.
  expect(tally.same).toBeGreaterThan(pairs * 0.75);
});

test("docs/json-logic.md lists every difference", () => {
  const page = readFileSync(new URL("../../../../docs/json-logic.md", import.meta.url), "utf8").toLowerCase();
  expect(Object.values(differences).filter(({ name }) => !page.includes(`**${name}.**`))).toEqual([]);
});
