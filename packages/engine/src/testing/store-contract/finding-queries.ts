import { severities } from "../../event.js";
import type { Finding } from "../../finding.js";
import { type FindingFilter, type FindingQuery, findingSorts } from "../../query.js";
import type { FindingRecord, Store } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { expectPages, expectSorted, type Facts, filtersOf, passes } from "./filters.js";
import { add, all, asFinding, at, create, event, record, save, sortedBy, withdrawn } from "./sample.js";
import type { StoreCases } from "./store-case.js";

interface Sample {
  readonly finding: Finding;
  readonly facts: Facts;
}

const rules = ["many-failures", "many-logins", "many-logouts"];
const users = ["ada", "bob", null];
/** Controls are a rule's, so all findings of one version of it have the same. */
const controls: Readonly<Record<string, readonly string[]>> = {
  "many-failures": ["SOC2:CC6.1", "CIS:5.3"],
  "many-logins": ["SOC2:CC6.1"],
};

/** Findings that differ in all that filters look at; some of one moment, some withdrawn, some without an event. */
async function fill(store: Store): Promise<Sample[]> {
  return store.transaction(async (transaction) => {
    const anchors = await add(
      transaction,
      ["login", "logout", "login_failed", "login"].map((event_type, index) =>
        event(`${index}`, { event_type, source: index < 2 ? "app" : "web" }),
      ),
    );
    const records = Array.from({ length: 24 }, (_, index) => {
      const anchor = anchors[index % 5];
      const text = { rule_name: rules[index % 3] ?? "", severity: severities[(index * 3) % 4] ?? "low" };
      const numbers = { risk_score: (index * 17) % 50, event_count: 1 + ((index * 5) % 7) };
      const who = { user: users[(index >> 1) % 3] ?? null, event_id: anchor?.id ?? null };
      const timestamp = at(((index * 7) % 24) >> 1);
      const extra_data = { controls: controls[text.rule_name] };
      const finding = { fingerprint: `f${index}`, timestamp, extra_data, ...text, ...numbers, ...who };
      return { stored: record(finding, { rule_version: `v${index % 2}` }), by: anchor?.event };
    });
    const created = await create(
      transaction,
      records.map(({ stored }) => stored),
    );
    const gone = created.filter((_, index) => index % 6 === 5).map((one) => withdrawn(one));
    await save(transaction, { changes: gone });
    return created.map((one, index) => {
      const current: FindingRecord = gone.find(({ before }) => before === one)?.record ?? one;
      const finding = asFinding(current);
      const { event_type = null, source = null } = records[index]?.by ?? {};
      return { finding, facts: { ...finding, event_type, source, control: controls[finding.rule_name] ?? [] } };
    });
  });
}

const byNumber = (findings: readonly Finding[]) => sortedBy(findings, ({ id }) => id);
const isLive = ({ finding }: Sample): boolean => !finding.withdrawn;

/** Lists of findings. */
export const findingQueries: StoreCases = {
  "every filter, alone and together, in lists and counts": async (store) => {
    const stored = await fill(store);
    const filters = filtersOf({
      user: ["ada", ["ada", "bob"], "nobody", "ADA"],
      event_type: ["login", ["login", "logout"], "login_failed", "restart"],
      source: ["app", ["app", "web"], "web", "none"],
      severity: ["low", ["medium", "high"], "critical"],
      rule_name: ["many-failures", ["many-logins", "many-logouts"], "none"],
      status: ["open", ["open", "resolved"], "resolved", ["acknowledged", "dismissed"]],
      control: ["CIS:5.3", ["CIS:5.3", "SOC2:CC6.1"], "SOC2:CC6.1", "SOC2:CC9.9"],
      from: [at(3), at(2), "2025-01-20T10:04:00+01:00", at(99)],
      to: [at(9), at(11), "2025-01-20T09:09:00Z", at(-99)],
    });
    for (const filter of filters.flatMap((one) => [one, { ...one, withdrawn: true }])) {
      const wanted = byNumber(stored.filter(({ facts }) => passes(filter, facts)).map(({ finding }) => finding));
      const what = JSON.stringify(filter);
      expectEqual(`findings(${what}), by number`, byNumber(await store.findings({ ...all, ...filter })), wanted);
      expectEqual(`countFindings(${what})`, (await store.countFindings(filter)).count, wanted.length);
    }
  },

  "every sort, both ways, in pages that make up the whole": async (store) => {
    const stored = byNumber((await fill(store)).filter(isLive).map(({ finding }) => finding));
    for (const key of findingSorts) {
      for (const sort of [key, `-${key}`] as const) {
        const found = await store.findings({ ...all, sort });
        expectEqual(`findings sorted by ${sort}, by number`, byNumber(found), stored);
        const keys = found.map((one) => (key === "severity" ? severities.indexOf(one.severity) : one[key]));
        expectSorted(`sort ${sort}`, keys, sort !== key);
        await expectPages(`sort ${sort}`, found, (paging) => store.findings({ sort, ...paging }));
      }
    }
  },

  "findings of different moments of insertion are sorted by it": async (store) => {
    const moments = [3, 1, 2];
    for (const one of moments) {
      const changes = [{ type: "created" as const, record: record({ fingerprint: `f${one}` }) }];
      await store.transaction((transaction) => transaction.save({ points: [], told: [], changes }, one * 1000));
    }
    const found = await store.findings({ sort: "created_at" });
    expectEqual(
      "fingerprints",
      found.map(({ fingerprint }) => fingerprint),
      ["f1", "f2", "f3"],
    );
    expectEqual("created_at of the first", found[0]?.created_at, "1970-01-01T00:00:01.000Z");
  },

  "filters, sorts and pages go together": async (store) => {
    const stored = await fill(store);
    const filter: FindingFilter = { rule_name: ["many-failures", "many-logins"], from: at(2) };
    const query: FindingQuery = { ...filter, sort: "-severity" };
    const found = await store.findings(query);
    expectEqual("how many", found.length, stored.filter(({ facts }) => passes(filter, facts)).length);
    expectSorted(
      "sort",
      found.map(({ severity }) => severities.indexOf(severity)),
      true,
    );
    await expectPages("pages", found, (paging) => store.findings({ ...query, ...paging }));
  },

  "newest first, and a hundred, unless asked otherwise": async (store) => {
    const records = Array.from({ length: 130 }, (_, index) =>
      record({ fingerprint: `f${index}`, timestamp: at((index * 37) % 130) }),
    );
    await store.transaction((transaction) => create(transaction, records));
    const newest = sortedBy(
      records.map(({ finding }) => finding.timestamp),
      (time) => time,
    ).reverse();
    const times = async (query: FindingQuery) => (await store.findings(query)).map(({ timestamp }) => timestamp);
    expectEqual("times of findings({})", await times({}), newest.slice(0, 100));
    expectEqual("times behind an offset", await times({ offset: 110 }), newest.slice(110));
    expectEqual("times behind the end", await times({ offset: 130 }), []);
    expectEqual("times with a limit of 0", await times({ limit: 0 }), []);
  },
};
