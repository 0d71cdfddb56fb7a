import { type ConditionProblem, errorAt, type Place } from "./problem.js";

/** How deep operators and lists may nest, and of how many values a condition may consist. */
const maximumDepth = 50;
const maximumNodes = 5000;

interface Pending {
  readonly node: unknown;
  readonly depth: number;
  readonly path: Place;
}

/**
 * Why a document is too large, too deep or no JSON; null where it is none of these. It looks with a stack of its own, no
 * further than the bounds: a document nested without end, or into itself, costs no more than one at the bounds.
 */
export function sizeProblem(document: unknown): ConditionProblem | null {
  const stack: Pending[] = [{ node: document, depth: 1, path: [] }];
  let nodes = 0;
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, depth, path } = next;
    nodes += 1;
    if (nodes + stack.length > maximumNodes) {
      return errorAt([], "too-large", `the condition consists of more than ${maximumNodes} values; split the rule`);
    }
    if (!isJson(node)) {
      return errorAt(
        path,
        "not-json",
        `${describe(node)} is not JSON; write text, a number, true, false, null, a list or an operator`,
      );
    }
    if (typeof node !== "object" || node === null) continue;
    if (depth > maximumDepth) {
      return errorAt(
        [],
        "too-deep",
        `the condition nests deeper than ${maximumDepth} levels; flatten it or split the rule`,
      );
    }
    const inner = Object.keys(node);
    if (inner.length > maximumNodes) {
      return errorAt([], "too-large", `the condition consists of more than ${maximumNodes} values; split the rule`);
    }
    for (const key of inner.reverse()) {
      const child = (node as Readonly<Record<string, unknown>>)[key];
      const isList = Array.isArray(node);
      // The list of an operator's arguments nests no deeper than they do.
      const inside = isList || !Array.isArray(child) ? depth + 1 : depth;
      stack.push({ node: child, depth: inside, path: [...path, isList ? Number(key) : key] });
    }
  }
  return null;
}

function isJson(node: unknown): boolean {
  if (typeof node === "number") return Number.isFinite(node);
  if (node === null || typeof node === "string" || typeof node === "boolean") return true;
  if (typeof node !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(node);
  return Array.isArray(node) || prototype === Object.prototype || prototype === null;
}

const describe = (node: unknown): string =>
  typeof node === "number" ? String(node) : `a value of type ${typeof node}`;
