export { cursorOf } from "./cursor.js";
export {
  type CommonSourceOptions,
  defineSource,
  type SourceDefinition,
  type SourceFactory,
  type SourceParts,
} from "./define-source.js";
export { type Duration, durationSchema, milliseconds } from "./duration.js";
export { createEngine } from "./engine/create-engine.js";
export type {
  Engine,
  EngineOptions,
  IngestResult,
  Problem,
  PullOptions,
  PullProgress,
  PullResult,
  Rejection,
  Retry,
  RuleStatus,
  RunResult,
} from "./engine.js";
export { McmError, type McmErrorCode } from "./errors.js";
export {
  createEvaluator,
  type EvaluatedChange,
  type Evaluator,
  type EvaluatorOptions,
} from "./evaluate/create-evaluator.js";
export {
  type EventInput,
  eventInputSchema,
  type JsonObject,
  type NewEvent,
  parseEvent,
  type Severity,
  type SourceEvent,
  severities,
  severitySchema,
  sourceEventSchema,
} from "./event.js";
export type { ConditionOutcome, ExplainedEvent, Explanation } from "./explanation.js";
export type { EvaluatedFinding } from "./finding.js";
export { type Finding, type FindingStatus, findingSchema, findingStatuses } from "./finding.js";
export type { JsonLogic } from "./json-logic.js";
export { defineKind, type Kind, type Plan, type Point } from "./kind.js";
export type { AbsenceOptions } from "./kinds/absence.js";
export type { DistinctOptions } from "./kinds/distinct.js";
export type { DedupOptions } from "./kinds/match.js";
export type { NewValueOptions } from "./kinds/new-value.js";
export type { RareOptions } from "./kinds/rare.js";
export type { SequenceOptions } from "./kinds/sequence.js";
export type { ThresholdOptions } from "./kinds/threshold.js";
export {
  type ArgumentFault,
  defineOperator,
  type Evaluation,
  type Operator,
  type OperatorSet,
} from "./operator.js";
export { pathReader } from "./path.js";
export {
  type DayCount,
  type EventFilter,
  type EventQuery,
  eventSorts,
  type FindingFilter,
  type FindingQuery,
  findingSorts,
  type OneOf,
  type Sort,
  type Summary,
  type Total,
} from "./query.js";
export { keepRawText } from "./raw-text.js";
export type { PruneResult, Retention } from "./retention.js";
export {
  type Condition,
  type ConditionFunction,
  type Control,
  defineRule,
  type KindOptions,
  type Rule,
  type RuleEvent,
} from "./rule.js";
export type { RuleVocabulary } from "./rule-file/find-faults.js";
export { overrideRules, type RuleException, type RuleOverride } from "./rule-file/override-rules.js";
export { parseRule } from "./rule-file/parse-rule.js";
export type { RuleDocument } from "./rule-file/schema.js";
export type {
  Cursor,
  Gap,
  NormalizedEvent,
  Page,
  PullContext,
  PushedRequest,
  Source,
} from "./source.js";
export type { RecordedGap, SourceHealth, SourceStatus } from "./source-status.js";
export type { CounterDifference, Store, StoreStatus, StoreTransaction } from "./store.js";
