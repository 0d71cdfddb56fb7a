import { truthy } from "./coercion.js";
import type { Compiler, Evaluate, Test, TestForm, ValueForm } from "./compiler.js";

/*
 * `and`, `or`, `!`, `!!` and `if`: they evaluate no more than they need. Each of the first two comes twice, for the value
 * that json-logic-js gives and, shorter, for whether it is truthy.
 */

export const andTest: TestForm = (args, compiler) => {
  const [a, b, c, ...more] = args.map(compiler.test);
  if (!a) return () => false;
  if (!b) return a;
  if (!c) return (data) => a(data) && b(data);
  if (more.length === 0) return (data) => a(data) && b(data) && c(data);
  const tests = [a, b, c, ...more];
  return (data) => {
    for (const test of tests) if (!test(data)) return false;
    return true;
  };
};

export const orTest: TestForm = (args, compiler) => {
  const [a, b, c, ...more] = args.map(compiler.test);
  if (!a) return () => false;
  if (!b) return a;
  if (!c) return (data) => a(data) || b(data);
  if (more.length === 0) return (data) => a(data) || b(data) || c(data);
  const tests = [a, b, c, ...more];
  return (data) => {
    for (const test of tests) if (test(data)) return true;
    return false;
  };
};

/** The first value whose truth is as said, or the last of all; undefined where there is none. */
const firstThat = (isSought: boolean): ValueForm => {
  return (args, compiler) => {
    const values = args.map(compiler.value);
    return (data) => {
      let current: unknown;
      for (const value of values) {
        current = value(data);
        if (truthy(current) === isSought) return current;
      }
      return current;
    };
  };
};

export const andValue = firstThat(false);
export const orValue = firstThat(true);

export const notTest: TestForm = ([operand], compiler) => {
  const test = compiler.test(operand);
  return (data) => !test(data);
};

export const truthTest: TestForm = ([operand], compiler) => compiler.test(operand);

/** Conditions with what they lead to, and what is left when none holds. */
function branches(args: Parameters<ValueForm>[0], compiler: Compiler) {
  const pairs: (readonly [Test, Evaluate])[] = [];
  let index = 0;
  for (; index < args.length - 1; index += 2) {
    pairs.push([compiler.test(args[index]), compiler.value(args[index + 1])]);
  }
  return { pairs, otherwise: index < args.length ? compiler.value(args[index]) : () => null };
}

export const ifValue: ValueForm = (args, compiler) => {
  const { pairs, otherwise } = branches(args, compiler);
  return (data) => {
    for (const [test, value] of pairs) if (test(data)) return value(data);
    return otherwise(data);
  };
};
