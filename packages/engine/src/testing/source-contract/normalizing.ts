import { canonicalJson } from "../../digest.js";
import { normalizerOf } from "../../engine/normalizer-of.js";
import { messageOf } from "../../errors.js";
import { contentId, type NewEvent, parseEvent } from "../../event.js";
import { tieOf } from "../../order.js";
import type { Source } from "../../source.js";
import { show } from "../expect-equal.js";
import { withoutChance } from "../without-chance.js";

/** An error that names the source, what was done with it and what is wrong. */
export type Fail = (what: string, fact: string) => Error;

/** What a source makes of a record, checked; null for a record that is no event. */
export type Normalize = (what: string, record: unknown) => NewEvent | null;

/** The source's `normalize`, with the promises that hold for each record by itself. */
export function checkedNormalize(source: Source, fail: Fail): Normalize {
  return (what, record) => {
    const event = normalizeOnce(source, { what, record, fail });
    const again = normalizeOnce(source, { what, record, fail });
    if (canonicalJson(event) !== canonicalJson(again)) {
      throw fail(what, `the same record gave two events: ${show(event)}, then ${show(again)}`);
    }
    return event;
  };
}

interface Attempt {
  readonly what: string;
  readonly record: unknown;
  readonly fail: Fail;
}

function normalizeOnce(source: Source, { what, record, fail }: Attempt): NewEvent | null {
  const copy = copyOf({ what, record, fail });
  try {
    const input = withoutChance("an event depends on its record alone", () => normalizerOf(source)(copy));
    return input === null ? null : parseEvent(input);
  } catch (thrown) {
    throw fail(what, `normalize must give an event, or null: ${messageOf(thrown)}`);
  }
}

/** A frozen copy, so that a record that is written to throws. */
function copyOf({ what, record, fail }: Attempt): unknown {
  try {
    return deepFreeze(structuredClone(record));
  } catch (thrown) {
    throw fail(what, `it must be plain data, as records are: ${messageOf(thrown)}`);
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}

/** Every sample is an event or none, by itself and among the others, and some are one. */
export function checkSamples(source: Source, samples: readonly unknown[], tools: { normalize: Normalize; fail: Fail }) {
  const { normalize, fail } = tools;
  const name = (index: number): string => `sample ${index + 1}`;
  const events = samples.map((sample, index) => normalize(name(index), sample));
  // In another order, what it remembers of one record would show in the next.
  for (const [index, sample] of [...samples.entries()].reverse()) {
    const again = normalize(name(index), sample);
    if (canonicalJson(again) !== canonicalJson(events[index])) {
      throw fail(name(index), `it gave another event when it came behind others: ${show(again)}`);
    }
  }
  const found = events.flatMap((event, index) => (event ? [{ event, index }] : []));
  if (found.length === 0) {
    throw fail("samples", samples.length === 0 ? "there are none; give a few records" : "none of them is an event");
  }
  checkIdentity(found, samples, fail);
  checkNames(
    source,
    found.map(({ event }) => event),
    fail,
  );
}

interface Found {
  readonly event: NewEvent;
  /** Its sample's place, from 0. */
  readonly index: number;
}

/** Records that differ are events that differ, or one would be lost as the other's duplicate. */
function checkIdentity(found: readonly Found[], samples: readonly unknown[], fail: Fail): void {
  const seen = new Map<string, Found>();
  for (const one of found) {
    const tie = tieOf(one.event);
    const other = seen.get(tie);
    if (!other) seen.set(tie, one);
    else if (identityOf(other, samples) !== identityOf(one, samples)) {
      const ids = `source ${show(one.event.source)} and external_id ${show(one.event.external_id)}`;
      throw fail(
        `samples ${other.index + 1} and ${one.index + 1}`,
        `they differ, and are the same event by ${ids}; give each an external_id of its own, or leave it out and keep in raw_data what tells them apart`,
      );
    }
  }
}

/** What must be the same in two records of one event: all of it, unless the source itself says by an id that it is one. */
function identityOf({ event, index }: Found, samples: readonly unknown[]): string {
  return canonicalJson(event.external_id === contentId(event) ? samples[index] : event);
}

/** Events carry the source's name, or none of them does. */
function checkNames({ name }: Source, events: readonly NewEvent[], fail: Fail): void {
  const others = events.filter(({ source }) => source !== name);
  if (others.length === 0 || others.length === events.length) return;
  throw fail(
    "samples",
    `some events have the source's name as their source, others ${show(others[0]?.source)}; give all of them the name, or none`,
  );
}

const deep = (levels: number): unknown => {
  let inner: unknown = {};
  for (let level = 0; level < levels; level++) inner = level % 2 === 0 ? { inner } : [inner];
  return inner;
};

const badRecords: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["undefined", undefined],
  ["7", 7],
  ["NaN", Number.NaN],
  ["true", true],
  ['""', ""],
  ['"text"', "text"],
  ["[]", []],
  ["[null]", [null]],
  ["{}", {}],
  ["an object whose fields are null", { id: null, type: null, timestamp: null, created_at: null, actor: null }],
  ["an object whose keys are no ordinary ones", JSON.parse('{"__proto__": {"type": "login"}, "constructor": 1}')],
  ["200 levels of nesting", deep(200)],
  ["20,000 levels of nesting", deep(20_000)],
];

/** What is no record is refused, or is none: an event is never made up, and nothing else is given out as one. */
export function checkBadRecords(source: Source, fail: Fail): void {
  for (const [what, record] of badRecords) {
    const given = attempt(() => normalizerOf(source)(record));
    if (given.threw || given.value === null) continue;
    try {
      parseEvent(given.value);
    } catch (thrown) {
      throw fail(
        `the record ${what}`,
        `normalize gave ${typeof given.value === "object" ? "something" : show(given.value)} that is no event; it must throw, or give null: ${messageOf(thrown)}`,
      );
    }
  }
}

/** What some work gave, or that it threw, which is one of the right answers here. */
function attempt<T>(work: () => T): { readonly threw: true } | { readonly threw: false; readonly value: T } {
  try {
    return { threw: false, value: work() };
  } catch {
    return { threw: true };
  }
}
