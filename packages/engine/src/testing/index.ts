export { type RuleCase, type RuleCases, testRule } from "./test-rule.js";
