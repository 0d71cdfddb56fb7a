import type { JsonLogic } from "../json-logic.js";
import { greater, greaterOrEqual, isIn, less, lessOrEqual, looseEqual } from "./coercion.js";
import type { Evaluate, Test, TestForm } from "./compiler.js";
import { isList, isLiteral } from "./document.js";

/*
 * The comparisons. Where one side is written out, the closure knows its type, and a value of the same type takes the
 * short way.
 */

type Compare = (a: unknown, b: unknown) => boolean;

const isPrimitive = (node: JsonLogic | undefined): boolean => typeof node !== "object" || node === null;

/** Compares what two nodes give. */
const comparing = (compare: Compare): TestForm => {
  return ([left, right], compiler) => {
    const a = compiler.value(left);
    const b = compiler.value(right);
    return (data) => compare(a(data), b(data));
  };
};

/** The literal among two arguments, and the value of the other; null where neither is a primitive written out. */
function oneSided(
  [left, right]: readonly JsonLogic[],
  value: (node: JsonLogic | undefined) => Evaluate,
): { readonly read: Evaluate; readonly literal: unknown } | null {
  if (right !== undefined && isPrimitive(right)) return { read: value(left), literal: right };
  if (left !== undefined && isPrimitive(left)) return { read: value(right), literal: left };
  return null;
}

/** `== literal`, fast for values of the literal's own type. */
function equalTo(read: Evaluate, literal: unknown): Test {
  if (literal === null) {
    return (data) => {
      const value = read(data);
      return value === null || value === undefined;
    };
  }
  const type = typeof literal;
  return (data) => {
    const value = read(data);
    return value === literal || (typeof value !== type && looseEqual(value, literal) === true);
  };
}

const equal = comparing((a, b) => looseEqual(a, b) === true);
const unequal = comparing((a, b) => looseEqual(a, b) === false);

export const equalTest: TestForm = (args, compiler) => {
  const sides = oneSided(args, compiler.value);
  return sides ? equalTo(sides.read, sides.literal) : equal(args, compiler);
};

export const unequalTest: TestForm = (args, compiler) => {
  const sides = oneSided(args, compiler.value);
  if (!sides) return unequal(args, compiler);
  const { read, literal } = sides;
  const type = typeof literal;
  return (data) => {
    const value = read(data);
    return (
      value !== literal && (typeof value === type && type !== "object" ? true : looseEqual(value, literal) === false)
    );
  };
};

export const identicalTest: TestForm = (args, compiler) => {
  const sides = oneSided(args, compiler.value);
  if (!sides) return comparing((a, b) => a === b)(args, compiler);
  const { read, literal } = sides;
  return (data) => read(data) === literal;
};

export const differentTest: TestForm = (args, compiler) => {
  const identical = identicalTest(args, compiler);
  return (data) => !identical(data);
};

/** An order between two arguments, fast for a number written out on the right. */
const ordering = (compare: Compare, withNumber: (read: Evaluate, bound: number) => Test): TestForm => {
  const generic = comparing(compare);
  return (args, compiler) => {
    const [left, right] = args;
    return typeof right === "number" ? withNumber(compiler.value(left), right) : generic(args, compiler);
  };
};

export const greaterTest = ordering(greater, (read, bound) => (data) => {
  const value = read(data);
  return typeof value === "number" ? value > bound : greater(value, bound);
});

export const greaterOrEqualTest = ordering(greaterOrEqual, (read, bound) => (data) => {
  const value = read(data);
  return typeof value === "number" ? value >= bound : greaterOrEqual(value, bound);
});

const lessThanTest = ordering(less, (read, bound) => (data) => {
  const value = read(data);
  return typeof value === "number" ? value < bound : less(value, bound);
});

const lessOrEqualThanTest = ordering(lessOrEqual, (read, bound) => (data) => {
  const value = read(data);
  return typeof value === "number" ? value <= bound : lessOrEqual(value, bound);
});

/** `a < b`, or with a third argument `a < b < c`, which counts as left out where it is undefined. */
const between = (two: TestForm, compare: Compare): TestForm => {
  return (args, compiler) => {
    if (args[2] === undefined) return two(args, compiler);
    const [a, b, c] = [compiler.value(args[0]), compiler.value(args[1]), compiler.value(args[2])];
    return (data) => {
      const middle = b(data);
      if (!compare(a(data), middle)) return false;
      const last = c(data);
      return last === undefined || compare(middle, last);
    };
  };
};

export const lessTest = between(lessThanTest, less);
export const lessOrEqualTest = between(lessOrEqualThanTest, lessOrEqual);

/** `in`: a list that is written out becomes a set; both go by identity. */
export const inTest: TestForm = (args, compiler) => {
  const [needle, holder] = args;
  const read = compiler.value(needle);
  if (isList(holder) && isLiteral(holder)) {
    const [only] = holder;
    if (holder.length === 1 && isPrimitive(only)) return (data) => read(data) === only;
    const values: ReadonlySet<unknown> = new Set(holder);
    return (data) => values.has(read(data));
  }
  return comparing(isIn)(args, compiler);
};
