import type { Evaluate, TestForm, ValueForm } from "./compiler.js";
import { visit } from "./work.js";

/*
 * `map`, `filter`, `reduce`, `all`, `none` and `some`: their second argument is evaluated once for each element, and sees
 * the element alone.
 */

/** The list that a loop goes over; null where there is none. */
function listOf(evaluate: Evaluate, data: unknown): readonly unknown[] | null {
  const list = evaluate(data);
  return Array.isArray(list) ? list : null;
}

export const mapValue: ValueForm = ([over, each], compiler) => {
  const list = compiler.value(over);
  const value = compiler.value(each);
  return (data) =>
    (listOf(list, data) ?? []).map((element) => {
      visit();
      return value(element);
    });
};

export const filterValue: ValueForm = ([over, each], compiler) => {
  const list = compiler.value(over);
  const test = compiler.test(each);
  return (data) =>
    (listOf(list, data) ?? []).filter((element) => {
      visit();
      return test(element);
    });
};

export const reduceValue: ValueForm = ([over, each, start], compiler) => {
  const list = compiler.value(over);
  const value = compiler.value(each);
  const first: Evaluate = start === undefined ? () => null : compiler.value(start);
  return (data) => {
    // The list comes first, as whatever it takes is then taken whether or not there is one.
    const elements = listOf(list, data);
    let accumulator = first(data);
    for (const current of elements ?? []) {
      visit();
      accumulator = value({ current, accumulator });
    }
    return accumulator;
  };
};

export const allTest: TestForm = ([over, each], compiler) => {
  const list = compiler.value(over);
  const test = compiler.test(each);
  return (data) => {
    const elements = listOf(list, data);
    if (!elements?.length) return false;
    for (const element of elements) {
      visit();
      if (!test(element)) return false;
    }
    return true;
  };
};

export const someTest: TestForm = ([over, each], compiler) => {
  const list = compiler.value(over);
  const test = compiler.test(each);
  return (data) => {
    for (const element of listOf(list, data) ?? []) {
      visit();
      if (test(element)) return true;
    }
    return false;
  };
};

export const noneTest: TestForm = (args, compiler) => {
  const some = someTest(args, compiler);
  return (data) => !some(data);
};
