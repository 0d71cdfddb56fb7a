import type { Kysely } from "kysely";
import { describe, expect, test } from "vitest";
import { cursorOf } from "../src/cursor.js";
import { type EventQuery, eventSorts, type FindingQuery, findingSorts } from "../src/query.js";
import type { ReadsDialect } from "../src/stores/list-sql.js";
import { countEvents, countFindings, readEvents, readFindings } from "../src/stores/reads.js";
import type { Schema } from "../src/stores/schema.js";
import { readSummary } from "../src/stores/summary.js";

/* Every list that may be asked for, of a database that is filled so that a plan which looks at everything is told. */

/** How many events there are, and findings. */
export const rows = 100_000;

/** Time of the first event; they are a minute apart. */
export const start = Date.UTC(2025, 0, 1);

const hour = 3_600_000;

const range = { from: new Date(start + 900 * hour).toISOString(), to: new Date(start + 901 * hour).toISOString() };

const eventFilters: Readonly<Record<string, EventQuery>> = {
  "no filter": {},
  "a user": { user: "users-00001" },
  "a user of few": { user: "users-00100" },
  users: { user: ["users-00001", "users-00007"] },
  "a type": { event_type: "event_types-00003" },
  "a rare type": { event_type: "event_types-00050" },
  "a source": { source: "sources-00002" },
  "a severity": { severity: "high" },
  severities: { severity: ["high", "critical"] },
  "a time": range,
};

const findingFilters: Readonly<Record<string, FindingQuery>> = {
  "no filter": {},
  withdrawn: { withdrawn: true },
  "a user": { user: "users-00001" },
  "a rule": { rule_name: "rules-00003" },
  rules: { rule_name: ["rules-00003", "rules-00004"] },
  "a control": { control: "SOC2:CC6.1" },
  "a status": { status: "resolved" },
  "a severity": { severity: "critical" },
  severities: { severity: ["high", "critical"] },
  "a type": { event_type: "event_types-00003" },
  "a source": { source: "sources-00002" },
  "a time": range,
};

/** Two filters at once: one finds many, the other few. */
const eventPairs: Readonly<Record<string, EventQuery>> = {
  "a user of many and a rare type": { user: "users-00001", event_type: "event_types-00050" },
  "a user and a source": { user: "users-00100", source: "sources-00002" },
  "a user and a time": { user: "users-00001", ...range },
  "a type and a source": { event_type: "event_types-00003", source: "sources-00001" },
  "a type and a severity": { event_type: "event_types-00050", severity: "high" },
  "a source and a time": { source: "sources-00001", ...range },
};

const findingPairs: Readonly<Record<string, FindingQuery>> = {
  "a severity and a status": { severity: "critical", status: "resolved" },
  "a user and a rule": { user: "users-00001", rule_name: "rules-00003" },
  "a rule and a severity": { rule_name: "rules-00003", severity: "high" },
  "a source and a severity": { source: "sources-00001", severity: "high" },
  "a severity and a time": { severity: "critical", ...range },
};

const both = <Key extends string>(keys: readonly Key[]) => keys.flatMap((key) => [key, `-${key}`] as const);
const page = { limit: 50 };

/** What is looked at, and how. */
interface Listed {
  readonly db: () => Kysely<Schema>;
  readonly dialect: ReadsDialect;
  /** Throws where what was asked last was not served by an index. */
  readonly expectServed: () => Promise<void>;
}

/** Registers tests that an index serves every filter, the usual pairs, and every sort. */
export function describeLists({ db, dialect, expectServed }: Listed): void {
  describe(`of ${rows} rows, an index serves`, () => {
    test.each(Object.entries({ ...eventFilters, ...eventPairs }))(
      "events by %s, and their count",
      async (_, filter) => {
        const found = await readEvents(db(), { ...filter, ...page }, dialect);
        const last = found.at(-1);
        if (last) await readEvents(db(), { ...filter, ...page, cursor: cursorOf("events", last) }, dialect);
        await countEvents(db(), filter, { dialect, atMost: 10_000 });
        await expectServed();
      },
    );

    test.each(Object.entries({ ...findingFilters, ...findingPairs }))(
      "findings by %s, and their count",
      async (_, filter) => {
        const found = await readFindings(db(), { ...filter, ...page }, dialect);
        const last = found.at(-1);
        if (last) await readFindings(db(), { ...filter, ...page, cursor: cursorOf("findings", last) }, dialect);
        await countFindings(db(), filter, { dialect, atMost: 10_000 });
        await expectServed();
      },
    );

    test.each(both(eventSorts))("events sorted by %s", async (sort) => {
      const found = await readEvents(db(), { sort, ...page }, dialect);
      const cursor = cursorOf("events", found[49] as never, sort);
      expect(await readEvents(db(), { sort, ...page, cursor }, dialect)).toHaveLength(50);
      await expectServed();
    });

    test.each(both(findingSorts))("findings sorted by %s", async (sort) => {
      const found = await readFindings(db(), { sort, ...page }, dialect);
      const cursor = cursorOf("findings", found[49] as never, sort);
      expect(await readFindings(db(), { sort, ...page, cursor }, dialect)).toHaveLength(50);
      await expectServed();
    });

    test("the summary, from counters", async () => {
      await readSummary(db(), {});
      await readSummary(db(), range);
      await expectServed();
    });
  });
}
