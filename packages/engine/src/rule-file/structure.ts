import type { JsonObject } from "../event.js";
import type { Fault } from "./problem.js";

/** How deep a rule file may nest: what an event may, within a test's case. */
export const maximumNesting = 110;

/** What a document is made of. */
export interface Structure {
  /** What keeps it from being JSON that can be worked with. */
  readonly fault: Fault | null;
  /** Keys of all its objects, where there is no fault. */
  readonly keys: number;
}

/** Looks through a value that may be anything, cyclic things included. */
export function structureOf(document: unknown): Structure {
  let keys = 0;
  const error = (id: string, message: string, at?: "key"): Fault => ({ path: [], at, level: "error", id, message });

  const look = (value: unknown, levels: number): Fault | null => {
    if (typeof value === "string") return textFault(value);
    if (typeof value === "boolean" || value === null || value === undefined) return null;
    if (typeof value === "number") {
      return Number.isFinite(value) ? null : error("invalid-value", `${value} is no number of JSON; correct it`);
    }
    if (typeof value !== "object") {
      return error("invalid-value", `a ${typeof value} is nothing that JSON has a form for; take it out`);
    }
    if (!isPlain(value)) {
      return error("invalid-value", `a ${value.constructor.name} is nothing that JSON has a form for; take it out`);
    }
    if (levels === 0) return error("nesting", nestingMessage);
    return Array.isArray(value) ? lookAtList(value, levels) : lookAtObject(value as JsonObject, levels);
  };

  const lookAtList = (list: readonly unknown[], levels: number): Fault | null => {
    for (let index = 0; index < list.length; index++) {
      const fault = look(list[index], levels - 1);
      if (fault) return { ...fault, path: [index, ...fault.path] };
    }
    return null;
  };

  const lookAtObject = (object: JsonObject, levels: number): Fault | null => {
    for (const key of Object.keys(object)) {
      if (key === "__proto__") return { ...error("unsafe-key", unsafeKeyMessage, "key"), path: [key] };
      keys++;
      const fault = look(object[key], levels - 1);
      if (fault) return { ...fault, path: [key, ...fault.path] };
    }
    return null;
  };

  const textFault = (text: string): Fault | null => {
    if (text.includes("\0"))
      return error("invalid-value", "a text holds a NUL character, which no database keeps; remove it");
    if (!text.isWellFormed())
      return error("invalid-value", "a text holds half a character (a lone surrogate); remove it");
    return null;
  };

  return { fault: look(document, maximumNesting), keys };
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/** Says that a file nests too deep. */
export const nestingMessage = `the rule nests deeper than ${maximumNesting} levels; make it flatter`;

const unsafeKeyMessage = '"__proto__" is no key that a rule may have; take it out';
