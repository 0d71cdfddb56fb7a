import type { JsonLogic } from "../json-logic.js";
import { type Fact, factsOf } from "./necessary.js";

/* Facts that must hold together, and cannot: then a condition never holds. */

type Values = Extract<Fact, { test: "in" }>["values"];

const show = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};

/** Why what a document demands of one path cannot be; null where nothing speaks against it. */
export function contradiction(document: JsonLogic): string | null {
  const byPath = Map.groupBy(factsOf(document), ({ path }) => path);
  for (const [path, facts] of byPath) {
    const reason = emptyList(path, facts) ?? clash(path, facts) ?? emptyRange(path, facts) ?? outOfRange(path, facts);
    if (reason !== null) return reason;
  }
  return null;
}

function emptyList(path: string, facts: readonly Fact[]): string | null {
  return facts.some((fact) => fact.test === "in" && fact.values.length === 0)
    ? `${show(path)} is sought in no values`
    : null;
}

/** Two demands that no value meets both. */
function clash(path: string, facts: readonly Fact[]): string | null {
  const lists = facts.flatMap((fact) => (fact.test === "in" ? [fact.values] : []));
  const prefixes = facts.flatMap((fact) => (fact.test === "prefix" ? [fact.text] : []));
  for (const [index, list] of lists.entries()) {
    const other = lists.slice(index + 1).find((values) => !meet(list, values));
    if (other) return `${show(path)} cannot be both ${shown(list)} and ${shown(other)}`;
    const prefix = prefixes.find((text) => list.every((value) => typeof value === "string" && !value.startsWith(text)));
    if (prefix !== undefined) return `${show(path)} cannot be ${shown(list)} and start with ${show(prefix)}`;
  }
  for (const [index, text] of prefixes.entries()) {
    const other = prefixes.slice(index + 1).find((prefix) => !prefix.startsWith(text) && !text.startsWith(prefix));
    if (other !== undefined) return `${show(path)} cannot start with both ${show(text)} and ${show(other)}`;
  }
  return null;
}

const shown = (values: Values): string => (values.length === 1 ? show(values[0]) : `one of ${show(values)}`);

/** Whether some value is loosely equal to one of each: `1` is to both `"1"` and `"01"`. */
function meet(some: Values, others: Values): boolean {
  return some.some((a) => others.some((b) => a === b || (a !== null && b !== null && Number(a) === Number(b))));
}

function bounds(facts: readonly Fact[]) {
  let least = { bound: Number.NEGATIVE_INFINITY, isOpen: false };
  let most = { bound: Number.POSITIVE_INFINITY, isOpen: false };
  for (const fact of facts) {
    if (fact.test !== "least" && fact.test !== "most") continue;
    const { bound, isOpen = false } = fact;
    if (fact.test === "least" && (bound > least.bound || (bound === least.bound && isOpen))) least = { bound, isOpen };
    if (fact.test === "most" && (bound < most.bound || (bound === most.bound && isOpen))) most = { bound, isOpen };
  }
  return { least, most };
}

function emptyRange(path: string, facts: readonly Fact[]): string | null {
  const { least, most } = bounds(facts);
  const isEmpty = least.bound > most.bound || (least.bound === most.bound && (least.isOpen || most.isOpen));
  if (!isEmpty) return null;
  const [above, under] = [least.isOpen ? "above" : "at least", most.isOpen ? "below" : "at most"];
  return `${show(path)} cannot be ${above} ${least.bound} and ${under} ${most.bound}`;
}

function outOfRange(path: string, facts: readonly Fact[]): string | null {
  const { least, most } = bounds(facts);
  const fits = (value: Values[number]): boolean => {
    const number = Number(value);
    const isHigh = least.isOpen ? number > least.bound : number >= least.bound;
    return isHigh && (most.isOpen ? number < most.bound : number <= most.bound);
  };
  if (least.bound === Number.NEGATIVE_INFINITY && most.bound === Number.POSITIVE_INFINITY) return null;
  const list = facts.find((fact) => fact.test === "in" && !fact.values.some(fits));
  return list?.test === "in"
    ? `${show(path)} cannot be ${shown(list.values)} and within the numbers demanded of it`
    : null;
}
