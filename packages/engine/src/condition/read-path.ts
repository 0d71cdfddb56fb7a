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

/** Grows with each look at an event: what was read for an earlier one is not to be used again. */
let look = 0;

/** To be called before an event is shown to conditions, which then read each of its paths once, however many ask. */
export function lookAnew(): void {
  look++;
}

const readers = new Map<string, Evaluate>();

/**
 * The reader of a path that is written out in documents, null where there is nothing: all of them share it, and it
 * remembers what it read since the last {@link lookAnew}.
 */
export function sharedReader(path: string): Evaluate {
  const known = readers.get(path) ?? remembering(readPath(path));
  readers.set(path, known);
  return known;
}

function remembering(read: Evaluate): Evaluate {
  let seen = -1;
  let last: unknown;
  let value: unknown;
  return (data) => {
    if (seen === look && last === data) return value;
    const found = read(data);
    seen = look;
    last = data;
    value = found === undefined ? null : found;
    return value;
  };
}

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
  const field = keys.length === 1 ? fieldReaders.get(a) : undefined;
  if (field) return field;
  if (a === "raw_data" && (keys.length === 2 || keys.length === 3)) return readRecord(keys);
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

/** An event's own fields, read by name, which engines make faster than by a key in a variable. */
const fieldReaders: ReadonlyMap<string, Evaluate> = new Map<string, Evaluate>([
  ["event_type", (data) => (isNothing(data) ? undefined : (data as Fields).event_type)],
  ["user", (data) => (isNothing(data) ? undefined : (data as Fields).user)],
  ["source", (data) => (isNothing(data) ? undefined : (data as Fields).source)],
  ["timestamp", (data) => (isNothing(data) ? undefined : (data as Fields).timestamp)],
]);

/** One or two keys below `raw_data`. */
function readRecord([, b = "", c]: readonly string[]): Evaluate {
  if (c === undefined) {
    return (data) => {
      const record = isNothing(data) ? undefined : (data as Fields).raw_data;
      return isNothing(record) ? undefined : (record as Fields)[b];
    };
  }
  return (data) => {
    const record = isNothing(data) ? undefined : (data as Fields).raw_data;
    if (isNothing(record)) return undefined;
    const inner = (record as Fields)[b];
    return isNothing(inner) ? undefined : (inner as Fields)[c];
  };
}
