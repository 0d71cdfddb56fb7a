import fc from "fast-check";
import { place } from "../src/evaluate/matching.js";
import { type NewEvent, parseEvent } from "../src/index.js";

/*
 * Arbitrary small sets of events, crowded on few moments so that ties and windows' edges are met all the time, and
 * arbitrary ways to deliver them.
 */

/** Up to 40 events of two types on 40 minutes around a midnight, of two users or none, with values that may be missing. */
export function eventSetOf(sources: readonly string[]): fc.Arbitrary<NewEvent[]> {
  const event = fc.record({
    source: fc.constantFrom(...sources),
    external_id: fc
      .constantFrom("1", "2", "3", "\u{1f600}", "\uffee", "z")
      .chain((tie) => fc.nat(9).map((n) => `${tie}${n}`)),
    timestamp: fc.nat(40).map((minute) => new Date(Date.UTC(2025, 0, 1, 23, 40 + minute)).toISOString()),
    user: fc.constantFrom("ada", "bob", null),
    event_type: fc.constantFrom("login_failed", "login_failed", "login_success"),
    raw_data: fc.constantFrom({}, { value: "x" }, { value: "y" }, { value: "z" }),
  });
  return (
    fc
      // Left to itself, fast-check makes no more than ten.
      .uniqueArray(event, {
        maxLength: 40,
        size: "max",
        selector: ({ source, external_id }) => `${source} ${external_id}`,
      })
      .map((events) => events.map(parseEvent))
  );
}

/** The events in some order, some of them twice, cut into batches of at most so many. */
export function batchesOf(events: readonly NewEvent[], most = 12): fc.Arbitrary<NewEvent[][]> {
  return fc
    .tuple(
      orderOf(events),
      fc.oneof(fc.constant([]), fc.subarray([...events])),
      fc.array(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: 20, size: "max" }),
    )
    .map(([order, again, sizes]) => split([...order, ...again], sizes));
}

/** In order, in order but for a few that come late, in reverse, or in any order. */
function orderOf(events: readonly NewEvent[]): fc.Arbitrary<NewEvent[]> {
  const inOrder = place(events.map((event, id) => ({ id, event }))).map(({ event }) => event);
  const someLate = fc.subarray(inOrder, { maxLength: Math.min(3, inOrder.length) }).map((late) => {
    return [...inOrder.filter((event) => !late.includes(event)), ...late];
  });
  return fc.oneof(
    fc.constant(inOrder),
    someLate,
    fc.constant(inOrder.toReversed()),
    fc.shuffledSubarray([...events], { minLength: events.length }),
  );
}

function split<T>(list: readonly T[], sizes: readonly number[]): T[][] {
  const batches: T[][] = [];
  for (let from = 0, i = 0; from < list.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    batches.push(list.slice(from, from + size));
    from += size;
  }
  return batches;
}
