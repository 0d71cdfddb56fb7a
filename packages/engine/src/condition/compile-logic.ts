import { McmError } from "../errors.js";
import type { JsonLogic } from "../json-logic.js";
import type { Evaluation, Operator, OperatorSet } from "../operator.js";
import { existsTest, missingSomeValue, missingValue, varValue } from "./access.js";
import { truthy } from "./coercion.js";
import {
  differentTest,
  equalTest,
  greaterOrEqualTest,
  greaterTest,
  identicalTest,
  inTest,
  lessOrEqualTest,
  lessTest,
  unequalTest,
} from "./comparison.js";
import type { Compiler, Evaluate, Test, TestForm, ValueForm } from "./compiler.js";
import { type Call, callOf, isList, isLiteral, iterations } from "./document.js";
import { allTest, filterValue, mapValue, noneTest, reduceValue, someTest } from "./lists.js";
import { andTest, andValue, ifValue, notTest, orTest, orValue, truthTest } from "./logic.js";
import { plainOperators } from "./operators/plain.js";
import { containsTest, endsWithTest, startsWithTest } from "./text-tests.js";
import { bounded } from "./work.js";

const valueForms: ReadonlyMap<string, ValueForm> = new Map([
  ["var", varValue],
  ["missing", missingValue],
  ["missing_some", missingSomeValue],
  ["and", andValue],
  ["or", orValue],
  ["if", ifValue],
  ["?:", ifValue],
  ["map", mapValue],
  ["filter", filterValue],
  ["reduce", reduceValue],
]);

const testForms: ReadonlyMap<string, TestForm> = new Map([
  ["and", andTest],
  ["or", orTest],
  ["!", notTest],
  ["!!", truthTest],
  ["==", equalTest],
  ["!=", unequalTest],
  ["===", identicalTest],
  ["!==", differentTest],
  [">", greaterTest],
  [">=", greaterOrEqualTest],
  ["<", lessTest],
  ["<=", lessOrEqualTest],
  ["in", inTest],
  ["all", allTest],
  ["none", noneTest],
  ["some", someTest],
  ["exists", existsTest],
  ["starts_with", startsWithTest],
  ["ends_with", endsWithTest],
  ["contains", containsTest],
]);

/** A document compiled to closures, with the semantics of json-logic-js: for any data, not only events. */
interface CompiledLogic {
  readonly value: Evaluate;
  readonly test: Test;
}

/**
 * Compiles a document that has been checked, or any other whose depth is bearable. What it makes never throws and never
 * changes its data.
 *
 * @throws {McmError} `invalid_rule` for an unknown operator, or an argument that one refuses.
 */
export function compileLogic(document: JsonLogic, operators: OperatorSet): CompiledLogic {
  const compiler = compilerWith(operators);
  const value = compiler.value(document);
  const test = compiler.test(document);
  return loops(document) ? { value: bounded(value, null), test: bounded(test, false) } : { value, test };
}

/** Whether a document has an operator that evaluates a part of it many times. */
function loops(node: JsonLogic): boolean {
  if (isList(node)) return node.some(loops);
  const call = callOf(node);
  return call !== null && (iterations.has(call.operator) || call.args.some(loops));
}

function compilerWith(operators: OperatorSet): Compiler {
  const compiler: Compiler = {
    value: (node) => {
      if (isList(node)) return listOf(node.map(compiler.value));
      const call = callOf(node);
      if (!call) return () => node;
      const form = valueForms.get(call.operator) ?? testForms.get(call.operator);
      return form ? form(call.args, compiler) : calling(evaluationOf(call, operators), call.args.map(compiler.value));
    },
    test: (node) => {
      const call = callOf(node);
      const form = call && testForms.get(call.operator);
      if (form) return form(call.args, compiler);
      const value = compiler.value(node);
      return (data) => truthy(value(data));
    },
  };
  return compiler;
}

/** A new list each time, as json-logic-js makes it. */
function listOf(elements: readonly Evaluate[]): Evaluate {
  return (data) => elements.map((element) => element(data));
}

function evaluationOf({ operator: name, args }: Call, operators: OperatorSet): Evaluation {
  if (Object.hasOwn(plainOperators, name)) return plainOperators[name] as Evaluation;
  const operator = operators.get(name);
  if (!operator) throw new McmError("invalid_rule", `unknown operator ${JSON.stringify(name)}; use a known one`);
  return prepared(operator, args);
}

function prepared(operator: Operator, args: readonly JsonLogic[]): Evaluation {
  const outcome = operator.prepare?.(args.map((argument) => (isLiteral(argument) ? argument : undefined)));
  if (outcome === undefined) return operator.evaluate;
  if (typeof outcome === "function") return outcome;
  throw new McmError("invalid_rule", outcome.fault);
}

/** Evaluates arguments and hands them over; null where the operator throws. Looping over arguments would cost twice. */
function calling(evaluation: Evaluation, args: readonly Evaluate[]): Evaluate {
  const operate = evaluation as Operate;
  const [a, b, c] = args;
  if (a && !b) return (data) => attempt1(operate, a(data));
  if (a && b && !c) return (data) => attempt2(operate, a(data), b(data));
  return (data) => {
    const values = args.map((argument) => argument(data));
    try {
      return operate(...values);
    } catch {
      return null;
    }
  };
}

type Operate = (...values: readonly unknown[]) => unknown;

function attempt1(operate: Operate, a: unknown): unknown {
  try {
    return operate(a);
  } catch {
    return null;
  }
}

function attempt2(operate: Operate, a: unknown, b: unknown): unknown {
  try {
    return operate(a, b);
  } catch {
    return null;
  }
}
