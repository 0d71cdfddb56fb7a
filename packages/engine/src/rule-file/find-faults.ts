import { checkCondition } from "../condition/check.js";
import { McmError, messageOf } from "../errors.js";
import type { JsonObject } from "../event.js";
import type { JsonLogic } from "../json-logic.js";
import type { Asked, Kind, Plan } from "../kind.js";
import { builtinKinds } from "../kinds/builtin.js";
import { matchPlan } from "../kinds/match.js";
import { type Operator, operatorSet } from "../operator.js";
import { placeholderFaults } from "./placeholders.js";
import { didYouMean } from "./near-miss.js";
import type { DocumentPath, Fault } from "./problem.js";
import { ruleDocumentSchema } from "./schema.js";
import { schemaFaults, valueAt } from "./schema-faults.js";
import { structureOf } from "./structure.js";

/** What rules may be written with. */
export interface RuleVocabulary {
  /** Kinds beside the built-in ones. */
  readonly kinds?: readonly Kind[] | undefined;
  /** Operators of conditions beside the built-in ones. */
  readonly operators?: readonly Operator[] | undefined;
}

/** What a document turned out to be. */
export interface Findings {
  readonly faults: readonly Fault[];
  /** Keys of all its objects; 0 where it has a fault in its structure. */
  readonly keys: number;
}

/** Finds what is wrong with a document; makes its schema once for many. */
export type FaultFinder = (document: unknown) => Findings;

/** Makes a finder of faults; `tests` tells whether it looks at a document's own tests too. */
export function faultFinder({ kinds: more = [], operators: named = [] }: RuleVocabulary, tests: boolean): FaultFinder {
  const kinds = [...builtinKinds, ...more];
  const operators = operatorSet(named);
  const schema = ruleDocumentSchema(kinds, { tests });
  return (document) => {
    const { fault, keys } = structureOf(document);
    if (fault) return { faults: [fault], keys: 0 };
    if (!isObject(document)) return { faults: [noObject(document)], keys };
    const checked = schema.safeParse(document);
    const faults = checked.success ? [] : schemaFaults(checked.error, document, schema, kinds);
    const conditions: [DocumentPath, unknown][] = [[["when"], document.when]];
    const words = kinds.map(({ word }) => word).filter((word) => document[word] !== undefined);
    if (words.length > 1) faults.push(severalKinds(words));
    const planned = planOf(document, kinds, words);
    conditions.push(...planned.conditions);
    if (planned.fault) faults.push(planned.fault);
    if (planned.plan && typeof document.description === "string") {
      const figures = ["count", ...Object.keys(planned.plan.constants), ...planned.plan.figures];
      faults.push(...placeholderFaults(document.description, figures));
    }
    const on = Array.isArray(document.on) ? document.on.filter((type) => typeof type === "string") : undefined;
    faults.push(...eventTypeFaults(on ?? []));
    for (const [path, condition] of conditions) {
      if (!isObject(condition)) continue;
      faults.push(...conditionFaults(path, condition as JsonLogic));
    }
    if (tests) faults.push(...testFaults(document.tests));
    return { faults, keys };

    function conditionFaults(path: DocumentPath, condition: JsonLogic): Fault[] {
      return checkCondition(condition, { operators, on }).map(({ path: inner, level, rule, message }) => ({
        path: [...path, ...inner],
        level,
        id: rule,
        message,
      }));
    }
  };
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function noObject(document: unknown): Fault {
  const what = Array.isArray(document) ? "an array" : `${JSON.stringify(document)}`;
  const message = `a rule is one JSON object; this is ${what}${Array.isArray(document) ? "; give each rule a file of its own" : ""}`;
  return { path: [], level: "error", id: "invalid-value", message };
}

function severalKinds([first, ...others]: readonly string[]): Fault {
  const message = `"${first}" and ${others.map((word) => `"${word}"`).join(", ")} exclude each other; make ${others.length + 1} rules`;
  return { path: [others[0] ?? ""], at: "key", level: "error", id: "several-kinds", message };
}

/** What the one kind of a document plans, with the conditions among its options; no plan where that cannot be told. */
function planOf(
  document: JsonObject,
  kinds: readonly Kind[],
  [word, ...others]: readonly string[],
): { plan?: Plan; fault?: Fault; conditions: [DocumentPath, unknown][] } {
  if (word === undefined) return { plan: matchPlan, conditions: [] };
  const kind = kinds.find((one) => one.word === word);
  const options = kind?.options.safeParse(document[word]);
  if (!kind || !options?.success || others.length > 0) return { conditions: [] };
  const asked: unknown[] = [];
  const ask = (condition: unknown): Asked => {
    asked.push(condition);
    return neverAsked;
  };
  try {
    const plan = kind.plan(options.data, ask);
    return { plan, conditions: asked.map((one) => [[word, ...(pathOf(one, options.data) ?? [])], one]) };
  } catch (error) {
    const message = `"${word}" cannot be planned: ${messageOf(error)}`;
    return { fault: { path: [word], level: "error", id: "invalid-value", message }, conditions: [] };
  }
}

/** Stands for a condition while it is only looked for. */
const neverAsked: Asked = {
  test: () => false,
  explain: () => {
    throw new McmError("invalid_rule", "a kind explained a condition while it planned; it may only keep it");
  },
  key: null,
  isCode: false,
};

/** Where in a value an object stands. */
function pathOf(sought: unknown, value: unknown): DocumentPath | null {
  if (value === sought) return [];
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const path = pathOf(sought, inner);
    if (path) return [key, ...path];
  }
  return null;
}

/** Event types are snake_case; of another form there is none. */
function eventTypeFaults(on: readonly string[]): Fault[] {
  return on.flatMap((type, index): Fault[] => {
    if (/^[a-z0-9]+(_+[a-z0-9]+)*$/.test(type)) return [];
    const near = type.replaceAll(/([a-z])([A-Z])/g, "$1_$2").toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
    const message = `"on.${index}" (${JSON.stringify(type)}) is not snake_case, so no event is of that type${didYouMean(near)}`;
    return [{ path: ["on", index], level: "warning", id: "event-type", message }];
  });
}

function testFaults(tests: unknown): Fault[] {
  const warning = (path: DocumentPath, message: string): Fault[] => [{ path, level: "warning", id: "no-tests", message }];
  if (tests === undefined) return warning([], '"tests" is missing; show with a hit and a miss what the rule finds');
  return ["hits", "misses"].flatMap((list) => {
    const cases = valueAt(tests, [list]);
    return Array.isArray(cases) && cases.length === 0
      ? warning(["tests", list], `"tests.${list}" is empty; add a case`)
      : [];
  });
}
