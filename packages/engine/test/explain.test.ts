import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { place } from "../src/evaluate/matching.js";
import { createEvaluator, type NewEvent, type Rule } from "../src/index.js";
import { eventSetOf } from "./arbitrary-events.js";
import { kinds, listening } from "./arbitrary-rules.js";
import { essences, expectedFindings } from "./expected-findings.js";

/* Promise 4: what is said of an event is what the definitions say of it. */

const cases = process.env.MCM_DEEP ? 2_000 : 60;

/** The events that are hits: those that make a difference to what the events up to them make. */
function hitsAmong(rule: Rule, inOrder: readonly NewEvent[]): NewEvent[] {
  const found = (events: readonly NewEvent[]) => JSON.stringify(essences(expectedFindings([rule], events)));
  if (!rule.absence) {
    return inOrder.filter((_, index) => found(inOrder.slice(0, index + 1)) !== found(inOrder.slice(0, index)));
  }
  // Silence is judged by what comes later.
  const completed = new Set(expectedFindings([rule], inOrder).map(({ fingerprint }) => fingerprint));
  const alone = createEvaluator({ rules: [rule] });
  alone.evaluate(inOrder);
  return inOrder.filter((event) => completed.has(alone.explain(rule.name, event).finding?.fingerprint ?? ""));
}

describe.each(Object.entries(kinds))("%s", { timeout: 60_000 + cases * 60 }, (_, kind) => {
  test("it says of each event whether it is a hit, and to which finding it belongs", () => {
    fc.assert(
      fc.property(listening(kind), eventSetOf(["a", "b"]), (rule, events) => {
        const inOrder = place(events.map((event, id) => ({ id, event }))).map(({ event }) => event);
        const evaluator = createEvaluator({ rules: [rule] });
        evaluator.evaluate(events);
        const before = evaluator.findings();
        const explained = inOrder.map((event) => ({ ...evaluator.explain(rule.name, event), event }));
        expect(explained.filter(({ fired }) => fired).map(({ event }) => event)).toEqual(hitsAmong(rule, inOrder));
        for (const { fired, conditions, finding, event, events: counted } of explained) {
          expect(conditions.every(({ holds }) => holds)).toBe(fired);
          if (fired) expect(counted.map(({ external_id }) => external_id)).toContain(event.external_id);
          if (fired) expect(finding && finding.first_seen <= event.timestamp).toBe(true);
          if (finding) expect(finding.last_seen >= event.timestamp).toBe(true);
        }
        expect(evaluator.findings()).toEqual(before);
      }),
      { numRuns: cases },
    );
  });
});
