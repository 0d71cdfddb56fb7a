import type { JsonLogic } from "../json-logic.js";
import { textOf } from "./coercion.js";
import type { Evaluate, TestForm, ValueForm } from "./compiler.js";
import { callOf, isLiteral } from "./document.js";
import { readPath, sharedReader } from "./read-path.js";

/* `var`, `missing`, `missing_some` and `exists`: what reads the data. */

/** Whether a path stands for the data itself. */
const isWhole = (name: unknown): boolean => name === undefined || name === null || name === "";

const orNull = (value: unknown): unknown => (value === undefined ? null : value);

/** What is at a path that is no whole: undefined where there is nothing, or the path has no text. */
function readerOf(name: unknown): Evaluate {
  const path = textOf(name);
  return path === null ? () => undefined : readPath(path);
}

/** The same for a path that is written out; null where there is nothing. */
function writtenReader(name: unknown): Evaluate {
  const path = textOf(name);
  return path === null ? () => null : sharedReader(path);
}

export const varValue: ValueForm = ([path, otherwise], compiler) => {
  const missing: Evaluate | null = otherwise === undefined ? null : compiler.value(otherwise);
  if (isLiteral(path)) {
    if (isWhole(path)) return (data) => data;
    return missing === null ? writtenReader(path) : withDefault(readerOf(path), missing);
  }
  const name = compiler.value(path);
  return (data) => {
    const key = name(data);
    return isWhole(key) ? data : withDefault(readerOf(key), missing)(data);
  };
};

function withDefault(read: Evaluate, missing: Evaluate | null): Evaluate {
  if (missing === null) {
    return (data) => {
      const value = read(data);
      return value === undefined ? null : value;
    };
  }
  return (data) => {
    const value = read(data);
    return value === undefined ? orNull(missing(data)) : value;
  };
}

/** The value of a key of `missing`: a path, or a list of a path and a default, of which nothing is run. */
function valueAt(key: unknown, data: unknown): unknown {
  const [name, otherwise]: readonly unknown[] = Array.isArray(key) ? key : [key];
  if (isWhole(name)) return data;
  const value = readerOf(name)(data);
  return value === undefined ? orNull(otherwise) : value;
}

/** The keys among some at which there is nothing, or empty text. */
function missingOf(values: readonly unknown[], data: unknown): readonly unknown[] {
  const keys: readonly unknown[] = Array.isArray(values[0]) ? values[0] : values;
  return keys.filter((key) => {
    const value = valueAt(key, data);
    return value === null || value === "";
  });
}

export const missingValue: ValueForm = (args, compiler) => {
  const values = args.map(compiler.value);
  return (data) =>
    missingOf(
      values.map((value) => value(data)),
      data,
    );
};

/** What an object, a list or text itself has as its length. */
function lengthOf(options: object): unknown {
  return Object.hasOwn(options, "length") ? (options as { readonly length: unknown }).length : undefined;
}

export const missingSomeValue: ValueForm = ([need, options], compiler) => {
  const count = compiler.value(need);
  const keys = compiler.value(options);
  return (data) => {
    const least = count(data);
    const among = keys(data);
    if (among === undefined || among === null) return null;
    const absent = missingOf(Array.isArray(among) ? among : [among], data);
    try {
      return (lengthOf(among) as number) - absent.length >= (least as number) ? [] : absent;
    } catch {
      return null;
    }
  };
};

/** The path that `exists` asks for, written as text or as `{"var": path}`; null where it is neither. */
export function existingPath(args: readonly JsonLogic[]): string | null {
  const [only] = args;
  if (args.length !== 1) return null;
  if (typeof only === "string") return only;
  const call = callOf(only);
  const [path] = call?.args ?? [];
  return call?.operator === "var" && call.args.length === 1 && typeof path === "string" ? path : null;
}

export const existsTest: TestForm = (args) => {
  const path = existingPath(args);
  if (path === null) return () => false;
  const read = sharedReader(path);
  return (data) => {
    const value = read(data);
    return value !== undefined && value !== null;
  };
};
