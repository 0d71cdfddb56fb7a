import type { JsonLogic } from "../json-logic.js";
import type { OperatorSet } from "../operator.js";
import { existingPath } from "./access.js";
import { argumentCounts } from "./argument-counts.js";
import { type Call, callOf, isList, isLiteral, isScoped } from "./document.js";
import { likelyOperator } from "./near-miss.js";
import { pathProblem } from "./path-problem.js";
import { type ConditionProblem, errorAt, type Place } from "./problem.js";
import { sizeProblem } from "./size.js";

/** For what a document has to be refused, in its order; for one that is too large, that alone. */
export function conditionErrors(document: JsonLogic, operators: OperatorSet): readonly ConditionProblem[] {
  const size = sizeProblem(document);
  if (size) return [size];
  const problems: ConditionProblem[] = [];
  look({ node: document, path: [], isInList: false }, operators, problems);
  return problems;
}

interface Spot {
  readonly node: JsonLogic;
  readonly path: Place;
  /** Whether it is evaluated for elements of a list instead of the event. */
  readonly isInList: boolean;
}

function look({ node, path, isInList }: Spot, operators: OperatorSet, problems: ConditionProblem[]): void {
  if (isList(node)) {
    node.forEach((inner, index) => {
      look({ node: inner, path: [...path, index], isInList }, operators, problems);
    });
    return;
  }
  const call = callOf(node);
  if (call) lookAtCall({ node, path, isInList }, call, operators, problems);
  else if (typeof node === "object" && node !== null && Object.keys(node).length > 1) {
    problems.push(severalOperators(node as Readonly<Record<string, JsonLogic>>, path));
  }
}

function severalOperators(node: Readonly<Record<string, JsonLogic>>, path: Place): ConditionProblem {
  const names = Object.keys(node).slice(0, 5);
  const all = names.map((name) => JSON.stringify(name)).join(", ");
  return errorAt(path, "several-operators", `an object names one operator, this one ${all}; join them with "and"`);
}

function lookAtCall(spot: Spot, call: Call, operators: OperatorSet, problems: ConditionProblem[]): void {
  const at = [...spot.path, call.operator];
  const takes = argumentCounts.get(call.operator) ?? operators.get(call.operator)?.takes;
  if (!takes) {
    problems.push(unknownOperator(call.operator, at, operators));
    return;
  }
  const count = countProblem(call, takes);
  if (count) problems.push(errorAt(at, "argument-count", count));
  else problems.push(...argumentProblems(spot, call, at), ...refusals(call, at, operators));
  call.args.forEach((node, index) => {
    const path = call.isListed ? [...at, index] : at;
    look({ node, path, isInList: spot.isInList || isScoped(call.operator, index) }, operators, problems);
  });
}

function unknownOperator(name: string, at: Place, operators: OperatorSet): ConditionProblem {
  const near = likelyOperator(name, [...argumentCounts.keys(), ...operators.keys()]);
  const shown = JSON.stringify(name.length > 80 ? `${name.slice(0, 79)}…` : name);
  const remedy = near ? `did you mean ${JSON.stringify(near)}?` : "use one that docs/json-logic.md lists";
  return errorAt(at, "unknown-operator", `unknown operator ${shown}; ${remedy}`);
}

function countProblem({ operator, args }: Call, [least, most]: readonly [number, number]): string | null {
  if (args.length >= least && args.length <= most) return null;
  const range =
    least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
  const noun = range === "1" || range === "at least 1" ? "argument" : "arguments";
  return `"${operator}" takes ${range} ${noun}, not ${args.length}; write {"${operator}": [first, …]} with as many`;
}

/** The paths among a call's arguments, with where they stand. */
function writtenPaths({ operator, args, isListed }: Call, at: Place): readonly (readonly [path: unknown, at: Place])[] {
  const spot = (index: number): Place => (isListed ? [...at, index] : at);
  const each = (list: readonly JsonLogic[], place: Place) =>
    list.map((path, index) => [path, [...place, index]] as const);
  if (operator === "var") return [[args[0], spot(0)]];
  if (operator === "exists") return typeof args[0] === "string" ? [[args[0], at]] : [];
  if (operator === "missing") {
    const [first] = args;
    return isList(first) ? each(first, spot(0)) : args.map((path, index) => [path, spot(index)] as const);
  }
  if (operator === "missing_some") return isList(args[1]) ? each(args[1], spot(1)) : [];
  return [];
}

function argumentProblems({ isInList }: Spot, call: Call, at: Place): readonly ConditionProblem[] {
  if (call.operator === "exists" && existingPath(call.args) === null) {
    return [
      errorAt(
        at,
        "invalid-argument",
        '"exists" takes a path that is written out; write {"exists": "raw_data.country"}',
      ),
    ];
  }
  return writtenPaths(call, at).flatMap(([path, place]) => {
    if (!isLiteral(path as JsonLogic)) return [];
    const problem = pathProblem(path === null || path === undefined ? "" : String(path), isInList);
    return problem ? [errorAt(place, problem.rule, problem.message)] : [];
  });
}

/** What the operator itself refuses about the arguments that are written out. */
function refusals({ operator, args, isListed }: Call, at: Place, operators: OperatorSet): readonly ConditionProblem[] {
  const outcome = operators.get(operator)?.prepare?.(args.map((node) => (isLiteral(node) ? node : undefined)));
  if (outcome === undefined || typeof outcome === "function") return [];
  return [errorAt(isListed ? [...at, outcome.argument] : at, outcome.rule, outcome.fault)];
}
