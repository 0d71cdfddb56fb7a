import { describe, expect, test } from "vitest";
import { compareBytes } from "../../order.js";
import type { FindingRecord } from "../../store.js";
import { caseOf, type Lie, lying, lyingInside } from "./lying-store.js";

const later = (time: string | undefined) => time && new Date(Date.parse(time) + 1).toISOString();

const lies: readonly Lie[] = [
  [
    "an amended finding gets a new moment of insertion",
    lying((store) => {
      const amendedAt = new Map<number | null, string>();
      return {
        transaction: (work) =>
          store.transaction((transaction) =>
            work({
              ...transaction,
              save: (evaluated, at) => {
                for (const { record } of evaluated.changes) amendedAt.set(record.row, new Date(at).toISOString());
                return transaction.save(evaluated, at);
              },
            }),
          ),
        findings: async (query) =>
          (await store.findings(query)).map((one) => ({ ...one, created_at: amendedAt.get(one.id) ?? one.created_at })),
      };
    }),
    "saving: an amended finding keeps its number, its insertion and its status",
    /findings: \[0\]\.created_at is/,
  ],
  [
    "numbers of created findings come in the order of their fingerprints",
    lyingInside(({ save }) => ({
      save: ({ changes, ...rest }, at) => {
        const key = ({ record }: { record: FindingRecord }) => record.finding.fingerprint;
        return save({ ...rest, changes: [...changes].sort((a, b) => compareBytes(key(a), key(b))) }, at);
      },
    })),
    "saving: created findings are given their numbers, in order",
    /finding 1: finding\./,
  ],
  [
    "the counters keep what was",
    lyingInside(({ save }) => ({
      save: (evaluated, at) =>
        save({ ...evaluated, changes: evaluated.changes.map((change) => ({ ...change, before: undefined })) }, at),
    })),
    "summaries: findings that are amended and withdrawn are counted as they are then",
    /summary\(\{\}\), against what the lists say: total_findings is 10, expected 7/,
  ],
  [
    "the summary is off by one",
    lying((store) => ({
      summary: async (range) => {
        const summary = await store.summary(range);
        return { ...summary, total_events: summary.total_events + 1 };
      },
    })),
    "summaries: totals, severities and days agree with the lists",
    /totals: \[0\] is 10, expected 9/,
  ],
  [
    "events up to a moment take it in",
    lying((store) => ({ events: (query) => store.events({ ...query, to: later(query.to) }) })),
    "querying events: every filter, alone and together, in lists and counts",
    /events\(\{"to":.*by number: /,
  ],
  [
    "counts of events ignore the user",
    lying((store) => ({ countEvents: (filter) => store.countEvents({ ...filter, user: undefined }) })),
    "querying events: every filter, alone and together, in lists and counts",
    /countEvents\(\{"user":"ada"\}\): it is 24, expected 6/,
  ],
  [
    "findings are sorted one way only",
    lying((store) => ({
      findings: (query) => store.findings({ ...query, sort: query.sort?.replace(/^-/, "") as typeof query.sort }),
    })),
    "querying findings: every sort, both ways, in pages that make up the whole",
    /sort -severity: keys: |sort -timestamp: keys: /,
  ],
  [
    "withdrawn findings are not hidden",
    lying((store) => ({
      findings: async (query) => [
        ...(await store.findings(query)),
        ...(query.withdrawn ? [] : await store.findings({ ...query, withdrawn: true })),
      ],
    })),
    "saving: a withdrawn finding is kept, and hidden unless asked for",
    /findings: it is \[.*2 |findings: it is/,
  ],
  [
    "pages overlap",
    lying((store) => ({
      findings: ({ offset = 0, ...query }) => store.findings({ ...query, offset: Math.max(0, offset - 1) }),
    })),
    "querying findings: filters, sorts and pages go together",
    /pages of 1: /,
  ],
  [
    "pages have no end unless asked",
    lying((store) => ({ events: (query) => store.events({ limit: 1000, ...query }) })),
    "querying events: newest first, and a hundred, unless asked otherwise",
    /times of events\(\{\}\): /,
  ],
  [
    "raw_data loses a key that is no ordinary one",
    lying((store) => ({
      events: async (query) =>
        (await store.events(query)).map((one) => {
          const { ["__proto__"]: _, ...raw_data } = one.raw_data;
          return { ...one, raw_data };
        }),
    })),
    "fidelity: raw_data and extra_data of any JSON",
    /events: \[0\]\.raw_data\.__proto__ is undefined/,
  ],
];

describe("a store that lies about findings, lists and numbers is found out", () => {
  test.each(lies)("%s", async (_, make, name, message) => {
    await expect(caseOf(make, name)()).rejects.toThrow(message);
  });
});
