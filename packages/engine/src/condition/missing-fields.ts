import type { JsonLogic } from "../json-logic.js";
import type { OperatorSet } from "../operator.js";
import { compileLogic } from "./compile-logic.js";
import { type Call, callOf, isList, isScoped } from "./document.js";
import { type ConditionProblem, type Place, warningAt } from "./problem.js";
import { argumentPath, askedPath, readsData } from "./verdict.js";

/*
 * JSON-Logic reads what is missing as null, and null as 0: `{"<": [{"var": "raw_data.age"}, 18]}` holds for events without
 * an age. What is looked for are parts of a condition that hold for an event that says nothing, unless another part
 * demands the field, or the part plainly asks whether it is there.
 */

/** Fields that every event has. */
const everPresent: ReadonlySet<string> = new Set(["external_id", "source", "timestamp", "event_type", "raw_data"]);

const chains: ReadonlySet<string> = new Set(["and", "or", "!!", "if", "?:"]);
const presenceTests: ReadonlySet<string> = new Set(["exists", "missing", "missing_some"]);

/** A warning for each part that a missing field makes true. */
export function missingFieldWarnings(document: JsonLogic, operators: OperatorSet): readonly ConditionProblem[] {
  const holdsForNothing = (node: JsonLogic) => compileLogic(node, operators).test({});

  const known = new Map<JsonLogic, ReadonlySet<string>>();

  /** The paths without which a part does not hold. */
  function demands(node: JsonLogic | undefined): ReadonlySet<string> {
    if (node === undefined) return new Set();
    const found = known.get(node) ?? demandsOf(node, callOf(node));
    known.set(node, found);
    return found;
  }

  function demandsOf(node: JsonLogic, call: Call | null): ReadonlySet<string> {
    if (!call) return new Set();
    if (call.operator === "and") return new Set(call.args.flatMap((part) => [...demands(part)]));
    if (call.operator === "or") {
      const [first = new Set<string>(), ...others] = call.args.map(demands);
      return new Set([...first].filter((path) => others.every((more) => more.has(path))));
    }
    const paths = pathsOf(node);
    return paths.size === 1 && !holdsForNothing(node) ? paths : new Set();
  }

  function look(node: JsonLogic | undefined, at: Place, demanded: ReadonlySet<string>): readonly ConditionProblem[] {
    const call = callOf(node);
    if (!call || node === undefined) return [];
    if (chains.has(call.operator)) return lookAtChain(call, at, demanded);
    const paths = [...pathsOf(node)].filter((path) => !demanded.has(path) && !everPresent.has(path));
    if (paths.length === 0 || asksForPresence(node) || !holdsForNothing(node)) return [];
    return [warningAt([...at, call.operator], "true-when-missing", warning(paths))];
  }

  /** What `and` demands guards each of its parts; what `if` asks, its outcome. */
  function lookAtChain(call: Call, at: Place, demanded: ReadonlySet<string>): readonly ConditionProblem[] {
    const isChoice = call.operator === "if" || call.operator === "?:";
    const all =
      call.operator === "and" ? new Set([...demanded, ...call.args.flatMap((part) => [...demands(part)])]) : demanded;
    return call.args.flatMap((node, index) => {
      const guards = isChoice && index % 2 === 1 ? new Set([...all, ...demands(call.args[index - 1])]) : all;
      return look(node, [...at, ...argumentPath(call, index)], guards);
    });
  }

  return look(document, [], new Set());
}

function warning(paths: readonly string[]): string {
  const all = paths.map((path) => JSON.stringify(path)).join(" and ");
  const guard = `{"exists": ${JSON.stringify(paths[0])}}`;
  return `this holds for events without ${all}, as what is missing counts as null; join ${guard} with "and", or say that it may be missing`;
}

/** The event's paths that a part reads, outside of lists' elements. */
function pathsOf(node: JsonLogic | undefined): ReadonlySet<string> {
  const asked = askedPath(node);
  if (asked !== null) return new Set([asked]);
  const call = callOf(node);
  const inner = isList(node) ? node : (call?.args.filter((_, index) => !isScoped(call.operator, index)) ?? []);
  return new Set(inner.flatMap((part) => [...pathsOf(part)]));
}

/** Whether a part plainly asks if something is there: then its being true without it is what is meant. */
function asksForPresence(node: JsonLogic | undefined): boolean {
  const call = callOf(node);
  if (!call) return false;
  const { operator, args } = call;
  if (presenceTests.has(operator)) return true;
  if (operator === "!" || operator === "!!") return asksForPresence(args[0]);
  if (operator === "and" || operator === "or") return args.every(asksForPresence);
  return ["==", "===", "!=", "!=="].includes(operator) && args.some((side) => side === null) && args.some(readsData);
}
