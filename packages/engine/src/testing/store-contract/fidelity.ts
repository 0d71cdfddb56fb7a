import type { JsonObject, NewEvent } from "../../event.js";
import { expectEqual } from "../expect-equal.js";
import {
  add,
  addPoints,
  all,
  always,
  asFinding,
  ask,
  asStored,
  create,
  event,
  pointOf,
  record,
  sortedBy,
} from "./sample.js";
import type { StoreCases } from "./store-case.js";

const texts = [
  "O'Brien",
  'say "hi"',
  "back\\slash",
  "'; DROP TABLE events; --",
  "100%_",
  "$1 ? :name @p {x}",
  "é e\u0301 ﬁ ß İ",
  "😀👩‍👩‍👧‍👦",
  "\uffee\ufffd\u{10ffff}",
  "مرحبا \u202e",
  " spaces ",
  "null",
  "0",
];

/** JSON that is easily lost on the way. */
const hard = JSON.parse(`{
  "__proto__": { "polluted": true }, "constructor": { "prototype": 1 }, "toString": null, "": "empty key",
  "numbers": [0, -1, 1.5, 1e308, 5e-324, 9007199254740991, -9007199254740991, 0.1, 1e21],
  "texts": ["\\u0000", "\\u001f", "\\n\\t", "\\ud83d", "\\ud83d\\ude00", "\\u2028", "\\"", "\\\\"],
  "é😀": [[], {}, [{}], null, true, false, ""], "10": "a", "9": "b"
}`) as JsonObject;

function nested(levels: number): JsonObject {
  let inner: JsonObject = { end: true };
  for (let level = 2; level < levels; level++) inner = level % 2 === 0 ? { list: [inner] } : { inner };
  return inner;
}

const byId = <T extends { readonly id: number }>(list: readonly T[]): T[] => sortedBy(list, ({ id }) => id);

/** That what goes in comes out as it was. */
export const fidelity: StoreCases = {
  "names of any characters": async (store) => {
    const long = "😀".repeat(90);
    const events = [...texts, long].map((text) =>
      event(text, { source: text, user: text, raw_data: { text }, event_type: "a".repeat(200) }),
    );
    const added = await store.transaction((transaction) => add(transaction, events));
    expectEqual("events", byId(await store.events(all)), byId(added.map((one) => asStored(one))));
    for (const text of [...texts, long]) {
      expectEqual(`events of the user ${text}`, (await store.countEvents({ user: text })).count, 1);
      expectEqual(`events of the source ${text}`, (await store.countEvents({ source: [text] })).count, 1);
    }
  },

  "findings of any characters": async (store) => {
    const described = [...texts, "tab\tline\nbell\u0007", "x".repeat(100_000), ""];
    const records = described.map((text, index) =>
      record(
        {
          fingerprint: `f${index} ${text.slice(0, 20)}`,
          description: text,
          user: text.slice(0, 99),
          extra_data: { text },
        },
        { group: JSON.stringify([text.slice(0, 99)]), anchor_tie: `app\t${text.slice(0, 99)}` },
      ),
    );
    const stored = await store.transaction((transaction) => create(transaction, records));
    expectEqual("findings", byId(await store.findings(all)), byId(stored.map(asFinding)));
    const asked = stored.map(({ finding, group, rule_version }) => {
      return { rule_name: finding.rule_name, rule_version, group: group ?? "", ...always };
    });
    const { fingerprints, findings } = await ask(store, {
      fingerprints: stored.map(({ finding }) => finding.fingerprint),
      findings: asked,
    });
    expectEqual("findings by fingerprint", fingerprints, stored);
    expectEqual(
      "findings by group",
      findings,
      stored.map((one) => [one]),
    );
  },

  "raw_data and extra_data of any JSON": async (store) => {
    const samples = [hard, nested(100), { text: "é😀\n".repeat(200_000) }, {}];
    const { added, created } = await store.transaction(async (transaction) => {
      const added = await add(
        transaction,
        samples.map((raw_data, index) => event(`${index}`, { raw_data })),
      );
      const created = await create(
        transaction,
        samples.map((extra_data, index) => record({ fingerprint: `f${index}`, extra_data })),
      );
      const processed = await transaction.processed({ ...always, limit: 10 });
      expectEqual("processed events", byId(processed), byId(added.map((one) => asStored(one))));
      return { added, created };
    });
    expectEqual("events", byId(await store.events(all)), byId(added.map((one) => asStored(one))));
    expectEqual("findings", byId(await store.findings(all)), byId(created.map(asFinding)));
    const { events, fingerprints } = await ask(store, {
      events: added.map(({ id }) => id),
      fingerprints: ["f0", "f1"],
    });
    expectEqual("events recalled", byId(events), byId(added.map((one) => asStored(one))));
    expectEqual("findings recalled", fingerprints, created.slice(0, 2));
  },

  "times before 1970 and in the year 9999": async (store) => {
    const moments = [
      "0001-01-01T00:00:00.000Z",
      "1969-12-31T23:59:59.999Z",
      "1970-01-01T00:00:00.000Z",
      "2025-01-20T09:00:00.001Z",
      "9999-12-31T23:59:59.999Z",
    ];
    const events = moments.map((timestamp, index): NewEvent => event(`${index}`, { timestamp }));
    const group = { match_set: "logins", group: "[]" };
    const { added, created } = await store.transaction(async (transaction) => {
      const added = await add(transaction, events);
      await addPoints(transaction, group, added);
      const processed = await transaction.processed({ ...always, limit: 10 });
      expectEqual(
        "processed events",
        processed,
        added.map((one) => asStored(one)),
      );
      const records = moments.map((timestamp, index) => record({ fingerprint: `f${index}`, timestamp }));
      return { added, created: await create(transaction, records) };
    });
    const sorted = await store.events({ sort: "timestamp" });
    expectEqual(
      "events",
      sorted,
      added.map((one) => asStored(one)),
    );
    expectEqual("findings", await store.findings({ sort: "timestamp" }), created.map(asFinding));
    for (const [index, from] of moments.entries()) {
      expectEqual(`events from ${from}`, (await store.countEvents({ from })).count, moments.length - index);
      expectEqual(`findings to ${from}`, (await store.countFindings({ to: from })).count, index);
    }
    const { points, newest } = await ask(store, {
      points: [{ ...group, at: { time: 0, tie: "app\t2" }, before: 9, after: 9 }],
      newest: ["app"],
    });
    const wanted = added.map(pointOf);
    expectEqual("points", points, [{ before: wanted.slice(0, 3), after: wanted.slice(3) }]);
    expectEqual("newest", newest, [Date.parse("9999-12-31T23:59:59.999Z")]);
  },

  "the newest event may be older than 1970": async (store) => {
    await store.transaction((transaction) => add(transaction, [event("1", { timestamp: "1950-05-05T05:05:05.050Z" })]));
    const { newest } = await ask(store, { newest: ["app"] });
    expectEqual("newest", newest, [Date.parse("1950-05-05T05:05:05.050Z")]);
  },

  "numbers up to the largest whole one": async (store) => {
    const most = Number.MAX_SAFE_INTEGER;
    const finding = { event_count: most, revision: most, risk_score: 100 };
    const [stored] = await store.transaction((transaction) =>
      create(transaction, [record({ fingerprint: "f1", ...finding }, { lead: most })]),
    );
    const found = await store.record(stored?.row ?? 0);
    expectEqual("the finding", found, stored && { ...stored, finding: asFinding(stored) });
  },
};
