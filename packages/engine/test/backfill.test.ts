import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEngine, type Rule } from "../src/index.js";
import { sqlite } from "../src/stores/sqlite.js";
import { batchesOf, eventSetOf } from "./arbitrary-events.js";
import { kinds, listening } from "./arbitrary-rules.js";
import { essences, expectedFindings } from "./expected-findings.js";

/* A rule that changed and was backfilled has found what it would have found from the beginning. */

const cases = process.env.MCM_DEEP ? 3_000 : 25;

const named = (rule: fc.Arbitrary<Rule>): fc.Arbitrary<Rule> =>
  listening(rule).map((one) => ({ ...one, name: "rule", version: "2" }));
const anyRule = fc.oneof(...Object.values(kinds).map(named));

const delivery = eventSetOf(["a", "b"]).chain((events) =>
  fc.record({ events: fc.constant(events), batches: batchesOf(events) }),
);

describe.each(Object.entries(kinds))("to %s", { timeout: 60_000 + cases * 100 }, (_, kind) => {
  test("from the same kind or another, with old findings, new ones, and a backfill that was stopped", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(named(kind), anyRule),
        named(kind),
        delivery,
        fc.record({ share: fc.nat(10), batchSize: fc.integer({ min: 1, max: 6 }), stop: fc.boolean() }),
        async (earlier, rule, { events, batches }, { share, batchSize, stop }) => {
          const store = sqlite(":memory:");
          const change = Math.floor((batches.length * share) / 10);
          // Functions of one text may have closed over different values: so their authors tell them apart.
          const old = createEngine({ store, rules: [{ ...earlier, version: "1" }] });
          for (const batch of batches.slice(0, change)) await old.ingest(batch);
          const engine = createEngine({ store, rules: [rule], batchSize });
          for (const batch of batches.slice(change)) await engine.ingest(batch);
          const before = await engine.findings({ limit: 1000 });
          if (stop) {
            const stopped = new AbortController();
            const under = engine.backfill("rule", { signal: stopped.signal });
            setTimeout(() => stopped.abort(), 1);
            await under;
          }
          await engine.backfill("rule");
          const findings = await engine.findings({ limit: 1000 });
          expect(essences(findings)).toEqual(essences(expectedFindings([rule], events)));
          for (const { fingerprint, id } of findings) {
            const same = before.find((one) => one.fingerprint === fingerprint);
            if (same) expect(id).toBe(same.id);
          }
          const nothing = { created: 0, amended: 0, withdrawn: 0, problems: 0 };
          expect(await engine.backfill("rule")).toMatchObject(nothing);
          expect((await engine.summary()).total_findings).toBe(findings.length);
          await engine.close();
        },
      ),
      { numRuns: cases },
    );
  });
});
