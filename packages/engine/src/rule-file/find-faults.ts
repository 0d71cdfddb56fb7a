import { checkCondition } from "../condition/check.js";
import { conditionErrors } from "../condition/errors.js";
import { operatorSet } from "../condition/operator-set.js";
import type { JsonObject } from "../event.js";
import type { JsonLogic } from "../json-logic.js";
import type { Kind } from "../kind.js";
import { builtinKinds } from "../kinds/builtin.js";
import type { Operator, OperatorSet } from "../operator.js";
import { didYouMean } from "./near-miss.js";
import { placeholderFaults } from "./placeholders.js";
import { planned } from "./planned.js";
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
interface Findings {
  readonly faults: readonly Fault[];
  /** Keys of all its objects; 0 where it has a fault in its structure. */
  readonly keys: number;
}

/** Finds what is wrong with a document. */
export type FaultFinder = (document: unknown) => Findings;

/** How closely documents are looked at: for errors in the rule alone, or for warnings and in its tests too. */
export type Closeness = "rule" | "everything";

/** Makes a finder of faults, with a schema made once for many documents. */
export function faultFinder(vocabulary: RuleVocabulary, closeness: Closeness): FaultFinder {
  const kinds = [...builtinKinds, ...(vocabulary.kinds ?? [])];
  const operators = operatorSet(vocabulary.operators);
  const isClose = closeness === "everything";
  const schema = ruleDocumentSchema(kinds, { tests: isClose });
  return (document) => {
    const { fault, keys } = structureOf(document);
    if (fault) return { faults: [fault], keys: 0 };
    if (!isObject(document)) return { faults: [noObject(document)], keys };
    const checked = schema.safeParse(document);
    const inSchema = checked.success ? [] : schemaFaults(checked.error, document, schema, kinds);
    // An unknown field may be a kind's misspelt word: nothing can be said then of what the kind would bring.
    const isMisspelt = inSchema.some(({ id, path }) => id === "unknown-field" && path.length === 1);
    const plan = isMisspelt ? null : planned(document, kinds);
    const on = Array.isArray(document.on) ? document.on.filter((type) => typeof type === "string") : undefined;
    const conditions = [[["when"], document.when] as const, ...(plan?.conditions ?? [])];
    const faults = [
      ...inSchema,
      ...(plan?.faults ?? []),
      ...placeholderFaults(document.description, plan?.figures ?? null),
      ...conditions.flatMap(([path, condition]) => conditionFaults(path, condition, { operators, on, isClose })),
      ...(isClose ? [...eventTypeFaults(on ?? []), ...testFaults(document.tests)] : []),
    ];
    return { faults, keys };
  };
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function noObject(document: unknown): Fault {
  const shown = JSON.stringify(document)?.slice(0, 80);
  const message = Array.isArray(document)
    ? "a rule is one JSON object, and this is an array; give each rule a file of its own"
    : `a rule is one JSON object, and this is ${shown}; write { "name": … }`;
  return { path: [], level: "error", id: "invalid-value", message };
}

interface Context {
  readonly operators: OperatorSet;
  readonly on: readonly string[] | undefined;
  readonly isClose: boolean;
}

function conditionFaults(at: DocumentPath, condition: unknown, { isClose, operators, on }: Context): Fault[] {
  if (!isObject(condition)) return [];
  const document = condition as JsonLogic;
  const problems = isClose ? checkCondition(document, { operators, on }) : conditionErrors(document, operators);
  return problems.map(({ path, level, rule, message }) => {
    const place = [...at, ...path];
    // What ends with an operator is about it; its key says so better than its arguments.
    const isKey = typeof path.at(-1) === "string";
    const text = `"${place.join(".")}": ${message}`;
    return { path: place, at: isKey ? ("key" as const) : undefined, level, id: rule, message: text };
  });
}

/** Event types are snake_case; of another form there is none. */
function eventTypeFaults(on: readonly string[]): Fault[] {
  return on.flatMap((type, index): Fault[] => {
    if (/^[a-z0-9]+(_+[a-z0-9]+)*$/.test(type)) return [];
    const near = type
      .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "_");
    const message = `"on.${index}" (${JSON.stringify(type)}) is not snake_case, so no event is of that type${didYouMean(near)}`;
    return [{ path: ["on", index], level: "warning", id: "event-type", message }];
  });
}

function testFaults(tests: unknown): Fault[] {
  const warning = (path: DocumentPath, message: string): Fault => ({ path, level: "warning", id: "no-tests", message });
  if (tests === undefined) return [warning([], '"tests" is missing; show with a hit and a miss what the rule finds')];
  return ["hits", "misses"].flatMap((list) => {
    const cases = valueAt(tests, [list]);
    const isEmpty = Array.isArray(cases) && cases.length === 0;
    return isEmpty ? [warning(["tests", list], `"tests.${list}" is empty; add a case`)] : [];
  });
}
