import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { JsonLogic } from "../json-logic.js";
import { compileLogic } from "./compile-logic.js";
import { operatorSet } from "./operator-set.js";

/* JSON-Logic's published test suite, https://jsonlogic.com/tests.json: [document, data, value], with headings between. */

type Case = readonly [document: JsonLogic, data: unknown, value: unknown];

const entries: readonly (string | Case)[] = JSON.parse(
  readFileSync(new URL("./testing/published-suite.json", import.meta.url), "utf8"),
);
const cases = entries.filter((entry): entry is Case => typeof entry !== "string");

test("the suite is whole", () => {
  expect(cases).toHaveLength(267);
});

test.each(cases)("%j of %j is %j", (document, data, value) => {
  expect(compileLogic(document, operatorSet()).value(data)).toEqual(value);
});
