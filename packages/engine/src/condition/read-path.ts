import type { Evaluate } from "./compiler.js";

/*
 * `{"var": path}` reads own properties only. A name that no built-in prototype knows can be read directly, which is
 * twice as fast as asking first whether it is the value's own; the few that one knows are asked for.
 */

const prototypes: readonly object[] = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
];

type Fields = Readonly<Record<string, unknown>>;

/** Whether reading a name of some JSON value may reach a prototype. */
function isInherited(key: string): boolean {
  return prototypes.some((prototype) => key in prototype);
}

const isNothing = (value: unknown): value is null | undefined => value === null || value === undefined;

/** A reader of one path: undefined where there is nothing. */
export function readPath(path: string): Evaluate {
  const keys = path.split(".");
  return keys.some(isInherited) ? readOwn(keys) : readKnown(keys);
}

function readOwn(keys: readonly string[]): Evaluate {
  return (data) => {
    let value = data;
    for (const key of keys) {
      if (isNothing(value) || !Object.hasOwn(value as object, key)) return undefined;
      value = (value as Fields)[key];
    }
    return value;
  };
}

/** Written out for up to four keys: a loop costs about half as much again. */
function readKnown(keys: readonly string[]): Evaluate {
  const [a = "", b = "", c = "", d = ""] = keys;
  if (keys.length === 1) return (data) => (isNothing(data) ? undefined : (data as Fields)[a]);
  if (keys.length === 2) {
    return (data) => {
      if (isNothing(data)) return undefined;
      const first = (data as Fields)[a];
      return isNothing(first) ? undefined : (first as Fields)[b];
    };
  }
  if (keys.length === 3) {
    return (data) => {
      if (isNothing(data)) return undefined;
      const first = (data as Fields)[a];
      if (isNothing(first)) return undefined;
      const second = (first as Fields)[b];
      return isNothing(second) ? undefined : (second as Fields)[c];
    };
  }
  if (keys.length === 4) {
    return (data) => {
      if (isNothing(data)) return undefined;
      const first = (data as Fields)[a];
      if (isNothing(first)) return undefined;
      const second = (first as Fields)[b];
      if (isNothing(second)) return undefined;
      const third = (second as Fields)[c];
      return isNothing(third) ? undefined : (third as Fields)[d];
    };
  }
  return (data) => {
    let value = data;
    for (const key of keys) {
      if (isNothing(value)) return undefined;
      value = (value as Fields)[key];
    }
    return value;
  };
}
