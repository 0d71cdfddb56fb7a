import { once } from "node:events";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { createEngine, type Engine } from "../src/index.js";
import { startChild } from "./child.js";
import { stateOf } from "./engine-state.js";
import { feed, pagesOf } from "./feed.js";
import { someEvents, someRules } from "./month.js";
import { freshDatabase, storeAt } from "./places.js";
import type { PullOrders } from "./pull-child.js";
import type { Moment } from "./store-moments.js";
import { inTemporaryFolder } from "./temporary-folder.js";

/* Promise 2: events, findings, marks, cursors and counters commit together or not at all, whenever the process dies. */

type State = Awaited<ReturnType<typeof stateOf>>;

/** Lets an engine make up for what a killed one left behind: findings may be a moment behind events. */
const catchUp = (engine: Engine) => engine.run();

/** What is in a store, made or not, once an engine over it has done some work. */
async function stateAfter(path: string, pages: readonly (readonly unknown[])[], work: (engine: Engine) => unknown) {
  const store = storeAt(path);
  const engine = createEngine({ store, sources: [feed("app", pages)], rules: someRules });
  await work(engine);
  const state = await stateOf(engine, store);
  await engine.close();
  return state;
}

/** Every rule found something, so that what is compared says something of each. */
function expectAllRules({ findings }: State): void {
  expect(new Set(findings.map(({ rule_name }) => rule_name))).toEqual(new Set(someRules.map(({ name }) => name)));
}

describe("killed at any time", () => {
  const count = 600;

  /** Runs the child and kills it some time after it has begun to write; gives whether it got to its end. */
  async function ingestUntilKilled(path: string, patience: number): Promise<boolean> {
    const child = startChild("ingest-child.ts", path, `${count}`);
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), patience));
    const [code] = (await once(child, "exit")) as [number | null];
    return code === 0;
  }

  async function expectSame(place: string): Promise<void> {
    let kills = 0;
    for (let patience = 1; !(await ingestUntilKilled(place, patience)); patience *= 3) kills++;
    const expected = await stateAfter(":memory:", [], (engine) => engine.ingest(someEvents(count)));
    expect(kills).toBeGreaterThan(2);
    expectAllRules(expected);
    expect(await stateAfter(place, [], () => {})).toEqual(expected);
  }

  test(
    "over and over, and begun anew each time, it ends with what an uninterrupted run finds",
    {
      timeout: 120_000,
    },
    () => inTemporaryFolder((folder) => expectSame(join(folder, "killed.db"))),
  );

  test("so it does in PostgreSQL", { timeout: 120_000 }, async () => {
    await expectSame(await freshDatabase(inject("postgres")));
  });
});

describe("killed at every moment of a commit", () => {
  const count = 360;

  /** Pages of a size, with what is there when so many of them were pulled without a break. */
  function pulled(size: number) {
    const pages = pagesOf(someEvents(count), size);
    const known = new Map<number, Promise<State>>();
    const after = (many: number): Promise<State> => {
      const state = known.get(many) ?? stateAfter(":memory:", pages.slice(0, many), (engine) => engine.pull());
      known.set(many, state);
      return state;
    };
    return { size, pages, after };
  }

  /** How the child ended that was to end itself at a moment. */
  async function pullUntilKilled(orders: PullOrders): Promise<unknown> {
    const [code, signal] = await once(startChild("pull-child.ts", JSON.stringify(orders)), "exit");
    return signal ?? code;
  }

  /** What a killed process left; of a file a copy is looked at, so that itself stays as it was. */
  async function stateLeft(place: string): Promise<State> {
    if (place.startsWith("postgres:")) return stateAfter(place, [], catchUp);
    for (const part of ["", "-wal"]) if (existsSync(place + part)) copyFileSync(place + part, `${place}.copy${part}`);
    return stateAfter(`${place}.copy`, [], () => {});
  }

  async function survives(
    place: string,
    moment: Moment,
    { size, pages, after }: ReturnType<typeof pulled>,
    kills: readonly number[],
  ): Promise<void> {
    for (const nth of kills) {
      expect(await pullUntilKilled({ path: place, count, size, moment, nth })).toBe("SIGKILL");
      const state = await stateLeft(place);
      expect(state).toEqual(await after(Number(state.cursor)));
    }
    expect(await stateAfter(place, pages, (engine) => engine.pull())).toEqual(await after(pages.length));
  }

  const [small, large] = [pulled(12), pulled(60)];
  const usual: Moment[] = ["after append", "after save", "after markSource", "after commit"];
  const moments: Moment[] = process.env.MCM_DEEP ? ["before begin", "after recall", ...usual] : usual;

  test.each(moments)(
    "%s, what is there is what its pages say, and it goes on from there",
    {
      timeout: 60_000,
    },
    async (moment) => {
      await inTemporaryFolder((folder) =>
        Promise.all([
          survives(join(folder, "small.db"), moment, small, [1, 11, 4]),
          survives(join(folder, "large.db"), moment, large, [3]),
        ]),
      );
      expectAllRules(await small.after(small.pages.length));
    },
  );

  test.each(["after append", "after save", "after commit"] as const)(
    "%s, so it is in PostgreSQL",
    { timeout: 60_000 },
    async (moment) => {
      await survives(await freshDatabase(inject("postgres")), moment, large, [3, 4]);
    },
  );
});
