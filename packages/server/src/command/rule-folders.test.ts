import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type RunOptions, runMcm, startMcm } from "../testing/mcm.js";
import { jsonLines, ndjson, ruleDocument, writeFiles } from "../testing/rules.js";
import { event, freshFile } from "../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;
const mcm = (words: string, options: Partial<RunOptions> = {}) => runMcm(words.split(" "), { cwd, ...options });
const files = (content: Record<string, unknown>) => writeFiles(cwd, content);
const found = async (rule: string) => jsonLines((await mcm(`findings --json --rule ${rule}`)).out);
const burst = ndjson([event(0), event(1), event(2)]);

beforeEach(async () => {
  cwd = dirname(await freshFile());
});

describe("mcm ingest and run with --rules", () => {
  it("run the rules of folders beside the built-in ones", async () => {
    await files({
      "one/a.json": ruleDocument(),
      "two/deep/b.jsonc": `// b\n${JSON.stringify(ruleDocument({ name: "b" }))}`,
    });
    expect((await mcm("ingest --rules one --rules two", { input: burst })).err).toBe("");
    for (const rule of ["failed-burst", "b"]) expect(await found(rule)).toHaveLength(1);
    expect(await found("login-failed")).toHaveLength(3);
    await mcm("ingest --no-run --rules one", { input: ndjson([event(50), event(51), event(52)]) });
    expect(await found("failed-burst")).toHaveLength(1);
    expect((await mcm("run --rules one")).out).toContain("3 processed\nfindings: 4 created");
    expect(await found("failed-burst")).toHaveLength(2);
  });

  it("refuse broken rules as wrong use, naming all that is wrong, before anything is made", async () => {
    await files({
      "rules/a.json": '{"name": ',
      "rules/b.json": ruleDocument({ severity: "grave", titel: "x" }),
      "rules/c.json": ruleDocument(),
      "taken/d.json": ruleDocument({ name: "login-failed" }),
    });
    const { code, out, err } = await mcm("ingest --rules rules", { input: burst });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err.split("\n")).toEqual([
      expect.stringMatching(/^rules.a\.json:1:\d+: /),
      expect.stringMatching(/^rules.b\.json:4:15: "severity" is "grave"; it takes /),
      expect.stringMatching(/^rules.b\.json:\d+:3: "titel" is .*; did you mean "title"\?$/),
      'mcm: 2 rule files have errors; mend them, or see more with "mcm rules check"',
      "",
    ]);
    const taken = await mcm("ingest --rules taken", { input: burst });
    expect(taken).toMatchObject({
      code: 2,
      err: expect.stringContaining("has the name of a built-in rule; rename it"),
    });
    for (const words of ["ingest --rules none", "serve --rules none", "run --rules none --watch --db x.db"]) {
      expect(await mcm(words, { input: burst })).toMatchObject({ code: 2, out: "" });
    }
    expect((await readdir(cwd)).filter((name) => !name.startsWith("mcm.db")).sort()).toEqual(["rules", "taken"]);
  });

  it("leave the lists of findings alone: they need no rules", async () => {
    await mcm("ingest", { input: burst });
    for (const list of ["findings", "events", "stats"]) {
      expect(await mcm(`${list} --rules nowhere`)).toMatchObject({ code: 0, err: "" });
    }
  });

  it("find the same in any order and in any parts, with every kind", async () => {
    await files(rulesOfEveryKind);
    const events = history(600);
    const sorted = events.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp));
    const random = chance(7);
    const shuffled = shuffle(events, random);
    await files({
      "sorted.ndjson": ndjson(sorted),
      "shuffled.ndjson": ndjson(shuffled),
      "reversed.ndjson": ndjson(sorted.toReversed()),
    });
    const again = shuffled.filter(() => random() < 0.2);
    expect(again.length).toBeGreaterThan(90);
    const parts = inParts(shuffle([...shuffled, ...again], random), 50, random);
    const names = parts.map((_, index) => `part-${index}.ndjson`);
    await files(Object.fromEntries(parts.map((part, index) => [`part-${index}.ndjson`, ndjson(part)])));

    const findings = async (db: string) => {
      const { out } = await mcm(`findings --json --db ${db}.db`);
      return out
        .replaceAll(/"(id|event_id|revision)":(\d+|null)|"created_at":"[^"]+"/g, "")
        .split("\n")
        .sort();
    };
    await mcm("ingest sorted.ndjson --rules rules --db sorted.db");
    const expected = await findings("sorted");
    const kinds = new Set(expected.flatMap((line) => /"rule_name":"every-([a-z-]+)"/.exec(line)?.[1] ?? []));
    expect([...kinds].sort()).toEqual(Object.keys(kindsOfRules).sort());

    await mcm("ingest shuffled.ndjson --rules rules --db shuffled.db --batch 17");
    expect(await findings("shuffled")).toEqual(expected);
    await mcm("ingest reversed.ndjson --rules rules --db reversed.db");
    expect(await findings("reversed")).toEqual(expected);
    await mcm(`ingest ${shuffle(names, random).join(" ")} --rules rules --db parts.db --batch 40`);
    expect(await findings("parts")).toEqual(expected);
  }, 300_000);
});

const kindsOfRules: Readonly<Record<string, Record<string, unknown>>> = {
  match: { on: ["role_changed"] },
  dedup: { on: ["login_failed"], dedup: { quiet: "20m", group_by: ["user"] } },
  threshold: { on: ["login_failed"], threshold: { count: 4, within: "30m", group_by: ["user"] } },
  distinct: { distinct: { field: "event_type", count: 3, within: "20m", group_by: ["user"] } },
  "new-value": { new_value: { fields: ["event_type"], history: "6h", learn: "2h", group_by: ["user"] } },
  rare: { rare: { field: "event_type", at_most: 2, within: "12h", after: 20 } },
  sequence: {
    sequence: {
      steps: [{ "==": [{ var: "event_type" }, "login_failed"] }, { "==": [{ var: "event_type" }, "login_success"] }],
      within: "10m",
      group_by: ["user"],
    },
  },
  absence: { on: ["login_success"], absence: { every: "90m", group_by: ["user"] } },
};

const rulesOfEveryKind = Object.fromEntries(
  Object.entries(kindsOfRules).map(([kind, fields]) => {
    const rule = { name: `every-${kind}`, title: kind, severity: "low", description: "{{user}} {{count}}", ...fields };
    return [`rules/${kind}.rule.json`, rule];
  }),
);

/** A day of a few people, with bursts and rare things; the same each time. */
function history(count: number) {
  const random = chance(1);
  return Array.from({ length: count }, (_, n) => {
    const at = Date.UTC(2025, 0, 20) + Math.floor(random() * 24 * 60) * 60_000;
    const event_type =
      n % 97 === 0 ? "role_changed" : random() < 0.5 ? "login_failed" : random() < 0.7 ? "login_success" : "file_read";
    const user = `user-${Math.floor(random() * 6)}`;
    return { external_id: `n${n}`, source: "test", timestamp: new Date(at).toISOString(), user, event_type };
  });
}

/** Numbers from 0 to 1 that look random and are the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffle<Value>(values: readonly Value[], random: () => number): Value[] {
  return values
    .map((value) => ({ value, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}

/** So many parts of random sizes, none empty. */
function inParts<Value>(values: readonly Value[], count: number, random: () => number): Value[][] {
  const inner = shuffle(values.map((_, index) => index).slice(1), random).slice(0, count - 1);
  const cuts = [0, ...inner.sort((a, b) => a - b), values.length];
  return cuts.slice(1).map((end, index) => values.slice(cuts[index], end));
}

/** A running command, and what it said. */
function started(words: string): { child: ChildProcess; out: () => string; err: () => string } {
  const child = startMcm(words.split(" "), { cwd });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, err] = ["", ""];
  child.stdout?.on("data", (text) => {
    out += text;
  });
  child.stderr?.on("data", (text) => {
    err += text;
  });
  return { child, out: () => out, err: () => err };
}

/** Waits until something was said. */
async function said(text: () => string, what: string | RegExp): Promise<void> {
  await vi.waitFor(() => expect(text()).toMatch(what), { timeout: 20_000, interval: 10 });
}

describe("mcm run --watch", () => {
  it("follows its rule files: an edit counts, a broken one changes nothing, a deleted one retires", async () => {
    await files({ "rules/a.json": ruleDocument() });
    await mcm("ingest --no-run", { input: ndjson([event(0)]) });
    const { child, out, err } = started("run --watch --rules rules");
    await said(out, /^events: 1 processed\n/);

    for (const count of [4, 6, 2]) {
      const before = err().length;
      await files({ "rules/a.json": ruleDocument({ threshold: { count, within: "10m", group_by: ["user"] } }) });
      await said(() => err().slice(before), "rules changed: failed-burst\n");
    }
    await mcm("ingest --no-run", { input: ndjson([event(100), event(101)]) });
    await said(out, /events: 2 processed\nfindings: 3 created/);

    await files({ "rules/a.json": '{"name": "failed-burst", ' });
    await said(err, /^rules.a\.json:1:\d+: /m);
    await mcm("ingest --no-run", { input: ndjson([event(200), event(201)]) });
    await said(out, /(events: 2 processed\nfindings: 3 created[^\n]*\n){2}/);

    await files({ "rules/new.json": ruleDocument({ name: "login-failed" }) });
    await said(err, 'rule "login-failed" has the name of a built-in rule; rename it');
    await rm(join(cwd, "rules", "a.json"));
    await said(err, "rules removed: failed-burst\n");
    await mcm("ingest --no-run", { input: ndjson([event(300), event(301)]) });
    await said(out, /events: 2 processed\nfindings: 2 created/);

    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
    expect(await found("failed-burst")).toHaveLength(2);
  });
});

describe("mcm serve --rules", () => {
  it("starts in spite of a broken rule, which it names, and follows the files", async () => {
    await files({ "rules/a.json": ruleDocument(), "rules/broken.json": "{" });
    const { child, out, err } = started("serve --port 0 --rules rules");
    await said(out, "http://");
    expect(err()).toMatch(/^rules.broken\.json:1:\d+: [^\n]+\n$/);
    await mcm("ingest --no-run", { input: burst });
    const count = async (rule: string) => {
      const answer = await fetch(`${out().trim()}/api/findings?rule_name=${rule}`);
      return Number(answer.headers.get("x-total-count"));
    };
    await vi.waitFor(async () => expect(await count("failed-burst")).toBe(1), { timeout: 20_000, interval: 200 });
    await files({ "rules/broken.json": ruleDocument({ name: "mended" }) });
    await said(err, "rules added: mended\n");
    const events = [event(100), event(101), event(102)];
    const body = ndjson(events);
    const sent = await fetch(`${out().trim()}/api/events`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body,
    });
    expect(sent.status).toBe(201);
    expect(await count("mended")).toBe(1);
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
  });
});
