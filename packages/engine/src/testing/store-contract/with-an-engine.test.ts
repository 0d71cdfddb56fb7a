import { expect, test } from "vitest";
import { createEvaluator } from "../../evaluate/create-evaluator.js";
import { hour, ruleOfEachKind } from "./with-an-engine.js";

test("each rule of the small run finds something, so that each can be found to be wrong", () => {
  const evaluator = createEvaluator({ rules: ruleOfEachKind });
  evaluator.evaluate(hour);
  const found = new Set(evaluator.findings().map(({ rule_name }) => rule_name));
  expect(found).toEqual(new Set(ruleOfEachKind.map(({ name }) => name)));
});
