export type { RuleFileCases } from "./rule-file/cases.js";
export { type CheckOptions, checkRuleText, type RuleFile } from "./rule-file/check.js";
export type { RuleVocabulary } from "./rule-file/find-faults.js";
export { ruleJsonSchema } from "./rule-file/json-schema.js";
export { checkRules, type LoadRulesOptions, loadRules } from "./rule-file/load.js";
export { describeProblem, type RuleProblem } from "./rule-file/problem.js";
export { type RuleChange, type RuleWatch, type WatchRulesOptions, watchRules } from "./rule-file/watch.js";
