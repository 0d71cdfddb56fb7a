import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type Engine, McmError, type Source } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { array, assert, asyncProperty, constant, constantFrom, integer, oneof, option, record } from "fast-check";
import { expect, test } from "vitest";
import { githubAuditLog } from "./audit-log.js";
import { githubEvents } from "./events.js";
import { shownRecords } from "./testing/fake-audit-log.js";
import { type FakeGithub, type Fault, fakeGithub } from "./testing/fake-github.js";
import { shownEvents } from "./testing/fake-timeline.js";

/*
 * Whatever GitHub does, once it can be asked again everything that it ever showed since the first pull is stored, or
 * lies within a gap that is recorded. What it shows late, it shows no later than the overlap.
 */

const [second, minute, day] = [1_000, 60_000, 86_400_000];
const overlap = 5 * minute;
const beginning = Date.parse("2026-03-02T09:00:00Z");

const runs = (usual: number, deep: number) => ({ numRuns: process.env.MCM_DEEP ? deep : usual, endOnFailure: true });

/** What happens at GitHub in one moment: some deeds, seconds apart, shown after so many seconds. */
interface Burst {
  readonly count: number;
  readonly apart: number;
  readonly late: number;
}

/** What befalls one request, besides what is at fault: things happen before it is answered, and time passes. */
interface Shift {
  readonly fault: Fault | undefined;
  readonly burst: Burst | null;
  readonly passes: number;
}

interface Step {
  /** Milliseconds that pass before it. */
  readonly wait: number;
  readonly bursts: readonly Burst[];
  readonly requests: readonly Shift[];
  /** One process pulls, two do at once, or one that is killed behind its first page. */
  readonly pull: "one" | "two" | "killed" | "begun anew";
}

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

const fault = oneof(
  { arbitrary: constant(undefined), weight: 4 },
  constantFrom<Fault>("cut text", "cut connection", "reset", "repeat", "expire tokens"),
  constantFrom<Fault>(
    { status: 502 },
    { status: 500 },
    { status: 403, headers: { "retry-after": "0" } },
    { status: 429, headers: { "retry-after": "2" } },
    { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" } },
    { status: 403, message: "You have exceeded a secondary rate limit" },
    { status: 422, message: "Invalid cursor" },
  ),
);

const burst = record<Burst>({
  count: oneof({ arbitrary: integer({ min: 1, max: 12 }), weight: 4 }, integer({ min: 60, max: 340 })),
  apart: constantFrom(0, 1, 20),
  late: constantFrom(0, 0, 0, 30, 299),
});

const shift = record<Shift>({ fault, burst: option(burst, { freq: 4 }), passes: constantFrom(0, 1, 90) });

const step = record<Step>({
  wait: oneof(
    { arbitrary: constantFrom(30 * second, 61 * second, 6 * minute), weight: 5 },
    constantFrom(3 * 60 * minute, 8 * day, 35 * day, 200 * day),
  ),
  bursts: array(burst, { maxLength: 2 }),
  requests: array(shift, { maxLength: 6 }),
  pull: constantFrom<Step["pull"]>("one", "one", "one", "two", "killed", "begun anew"),
});

/** GitHub with a feed, and what it ever showed there. */
interface World {
  readonly fake: FakeGithub;
  /** When each thing that it ever showed was done, by its id. */
  readonly everShown: Map<string, number>;
  happen(burst: Burst): void;
  /** Time passes, and what was late is shown. */
  pass(milliseconds: number): void;
}

type Feed = "events" | "records";

async function worldOf(feed: Feed): Promise<World> {
  const fake = await fakeGithub(beginning);
  fake.tokens = new Set();
  const everShown = new Map<string, number>();
  const note = () => {
    for (const { id, created } of feed === "events" ? shownEvents(fake) : shownRecords(fake))
      everShown.set(id, created);
  };
  let made = 0;
  return {
    fake,
    everShown,
    happen: ({ count, apart, late }) => {
      for (let n = count - 1; n >= 0; n--) {
        const shown = fake.now;
        // Of what is done, only so much can come late; the rest was done just now.
        const created = shown - Math.min(late * second + n * apart * second, overlap);
        fake[feed].push({ id: `x${++made}`, created: Math.floor(created / second) * second, shown });
      }
      note();
    },
    pass: (milliseconds) => {
      fake.now += milliseconds;
      note();
    },
  };
}

const settings = { org: "acme", appId: 7, privateKey, installationId: 12, name: "github", overlap: "5m" } as const;

/** Processes that pull into one file: their clocks are some hours off. */
function processesAt(path: string, makeSource: () => Source, { fake }: World) {
  const retry = { attempts: 3, firstPause: "1ms", longestPause: "2ms" } as const;
  const now = () => fake.now - 7 * 60 * minute;
  const start = () => createEngine({ store: sqlite(path), sources: [makeSource()], retry, now });
  const running: Engine[] = [];
  const nth = (n: number): Engine => {
    running[n] ??= start();
    return running[n];
  };
  const end = () => Promise.all(running.splice(0).map((engine) => engine.close()));
  return { nth, end };
}

type Processes = ReturnType<typeof processesAt>;

/** Pulls, and says whether it came to an end; what GitHub refuses may fail. */
async function pull(engine: Engine, how: Step["pull"] = "one"): Promise<boolean> {
  const stop = new AbortController();
  const since = how === "begun anew" ? new Date(beginning - day).toISOString() : undefined;
  const onProgress = () => void (how === "killed" && stop.abort());
  try {
    await engine.pull(undefined, { signal: stop.signal, since, onProgress });
    return true;
  } catch (error) {
    if (error instanceof McmError && /^(source_unavailable|invalid_source)$/.test(error.code)) return false;
    throw error;
  }
}

async function take(processes: Processes, world: World, step: Step): Promise<void> {
  world.pass(step.wait);
  for (const burst of step.bursts) world.happen(burst);
  const left = [...step.requests];
  world.fake.faults.push(...left.map(({ fault }) => fault));
  world.fake.before = () => {
    const { burst, passes } = left.shift() ?? { burst: null, passes: 0 };
    world.pass(passes);
    if (burst) world.happen(burst);
  };
  const engines = step.pull === "two" ? [processes.nth(0), processes.nth(1)] : [processes.nth(0)];
  await Promise.all(engines.map((engine) => pull(engine, step.pull)));
  if (step.pull === "killed") await processes.end();
  world.fake.faults.length = 0;
  world.fake.before = () => undefined;
}

/** What was ever shown, is not stored, and lies in no gap; some of it. */
async function lost(engine: Engine, world: World): Promise<string[]> {
  const stored = new Set<string>();
  for (const { raw_data } of await engine.events({ limit: 100_000 })) {
    stored.add(String(raw_data.id ?? raw_data._document_id));
  }
  const gaps = (await engine.sources())[0]?.gaps ?? [];
  const isInGap = (time: number) =>
    gaps.some(({ from, to }) => Date.parse(from ?? "") <= time && time <= Date.parse(to ?? ""));
  const missing = [...world.everShown].filter(([id, created]) => !stored.has(id) && !isInGap(created));
  return missing.slice(0, 3).map(([id, created]) => `${id} of ${new Date(created).toISOString()}`);
}

async function recovers(feed: Feed, factory: typeof githubEvents | typeof githubAuditLog, steps: readonly Step[]) {
  const folder = mkdtempSync(join(tmpdir(), "mcm-"));
  const world = await worldOf(feed);
  const makeSource = () => factory({ ...settings, baseUrl: world.fake.url });
  const processes = processesAt(join(folder, "mcm.db"), makeSource, world);
  try {
    world.happen({ count: 5, apart: 20, late: 0 });
    await pull(processes.nth(0));
    for (const step of steps) await take(processes, world, step);
    world.pass(2 * 60 * minute);
    expect(await pull(processes.nth(0))).toBe(true);
    expect(await lost(processes.nth(0), world)).toEqual([]);
  } finally {
    await processes.end();
    world.fake.close();
    rmSync(folder, { recursive: true });
  }
}

test.each([
  ["events", githubEvents],
  ["records", githubAuditLog],
] as const)(
  "nothing of the %s that GitHub showed is lost without a gap",
  { timeout: 3_600_000 },
  async (feed, factory) => {
    await assert(
      asyncProperty(array(step, { minLength: 1, maxLength: 6 }), (steps) => recovers(feed, factory, steps)),
      runs(8, 2_000),
    );
  },
);
