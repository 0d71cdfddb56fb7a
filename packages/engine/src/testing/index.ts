export { type RuleCase, type RuleCases, testRule } from "./test-rule.js";
export { type SourceSamples, testSource } from "./test-source.js";
export { type MakeStore, type RegisterTest, testStore } from "./test-store.js";
