import { join } from "node:path";
import { expect } from "vitest";
import { createEngine, type Engine, type NewEvent, type Store } from "../src/index.js";
import { tieOf } from "../src/order.js";
import { type Fault, type History, type Step, sources } from "./arbitrary-histories.js";
import { expectSound } from "./expect-sound.js";
import { feed, pagesOf } from "./feed.js";
import { emptied, storeAt } from "./places.js";
import { type Moment, withMoments } from "./store-moments.js";
import { inTemporaryFolder } from "./temporary-folder.js";

/** What came of a history. */
export interface Outcome {
  /** How many faults came to pass. */
  readonly faults: number;
  /** The rules that found something. */
  readonly finders: readonly string[];
}

/**
 * Plays a history, and holds what is stored against what was delivered and what the definitions say of it: after
 * every step, and in the end, when all is delivered. Engines that share a file share the database where one is given.
 */
export async function simulate(history: History, database?: string): Promise<Outcome> {
  if (!history.isFile) {
    const store = storeAt(":memory:");
    return play(history, { stores: [store], observer: store });
  }
  if (database !== undefined) return playAt(history, await emptied(database));
  return inTemporaryFolder((folder) => playAt(history, join(folder, "simulated.db")));
}

function playAt(history: History, place: string): Promise<Outcome> {
  return play(history, { stores: [storeAt(place), storeAt(place)], observer: storeAt(place) });
}

interface Connections {
  /** What engines share, by turns where there are fewer than engines. */
  readonly stores: readonly Store[];
  /** What is looked through; no engine that is looked at notices. */
  readonly observer: Store;
}

async function play(history: History, { stores, observer }: Connections): Promise<Outcome> {
  const faults = createFaults();
  const faulty = stores.map((store) => withMoments(store, faults.reach));
  const world = createWorld(history, faulty, observer);
  try {
    await observer.open();
    for (const step of history.steps) {
      world.publish(step);
      const fault = await faults.during(step.fault, () => world.take(step));
      if (fault?.isCrash) world.restart(step);
      await (fault ? world.expectWhole(step) : world.expectAll());
      if (fault?.isRetried) await world.take(step);
    }
    const finders = await world.finish();
    return { faults: faults.count(), finders };
  } finally {
    for (const store of new Set([...stores, observer])) await store.close();
  }
}

class FaultError extends Error {}

/** Throws at one moment of some work. */
function createFaults() {
  let pending: Fault | null = null;
  let left = 0;
  let count = 0;
  return {
    count: () => count,
    reach: (moment: Moment): void => {
      if (moment !== pending?.moment || --left > 0) return;
      pending = null;
      count++;
      throw new FaultError(moment);
    },
    /** Does the work with a fault in it; gives the fault if it came to pass, which the work may not keep to itself. */
    during: async (fault: Fault | null, work: () => Promise<unknown>): Promise<Fault | null> => {
      pending = fault;
      left = fault?.nth ?? 0;
      const before = count;
      const thrown: unknown = await work().then(
        () => null,
        (error: unknown) => error,
      );
      pending = null;
      if (thrown !== null && !(thrown instanceof FaultError)) throw thrown;
      expect(thrown instanceof FaultError, "whoever is told to work hears of the fault").toBe(count > before);
      return thrown ? fault : null;
    },
  };
}

function createWorld(history: History, stores: readonly Store[], observer: Store) {
  const { events, rules, feeds } = history;
  const published = new Map(sources.map((source) => [source as string, [] as (readonly unknown[])[]]));
  const pages = (source: string) => published.get(source) ?? [];
  const start = (number: number): Engine => {
    const store = stores[number % stores.length] as Store;
    const settings = history.engines[number];
    return createEngine({ store, rules, sources: sources.map((name) => feed(name, pages(name))), ...settings });
  };
  const engines = history.engines.map((_, number) => start(number));
  const numberOf = (step: Step) => step.engine % engines.length;
  const looking = createEngine({ store: observer });
  let known = new Set<string>();

  /** Some records in the pieces that a step keeps whole. */
  const batches = (step: Step, records: readonly unknown[]) =>
    pagesOf(records, history.engines[numberOf(step)]?.batchSize ?? 1);

  /** What a step delivers, in such pieces. */
  const piecesOf = (step: Step): readonly (readonly unknown[])[] => {
    if (step.does === "pull") return pages(step.source).flatMap((page) => batches(step, page));
    return step.does === "ingest" ? batches(step, step.events) : [];
  };

  const take = async (step: Step): Promise<void> => {
    const engine = engines[numberOf(step)] as Engine;
    if (step.does === "restart") engines[numberOf(step)] = start(numberOf(step));
    if (step.does === "run") await engine.run();
    if (step.does === "ingest") await engine.ingest(step.events, { run: step.run });
    if (step.does === "pull") await engine.pull([step.source], { run: step.run });
    known = withPieces(known, piecesOf(step));
  };

  const publish = (step: Step): void => {
    if (step.does !== "pull") return;
    const given = pages(step.source).length;
    pages(step.source).push(...(feeds[step.source]?.slice(given, given + step.pages) ?? []));
  };

  /** Where findings may be a moment behind events, somebody has to make up for whom the fault met. */
  const catchUp = async (): Promise<void> => {
    if (observer.shared) await createEngine({ store: observer, rules }).run();
  };

  /** How many pieces of a source may be there: those that its cursor is behind, and of the next page any but the last. */
  const legalCounts = async (step: Extract<Step, { does: "pull" }>): Promise<number[]> => {
    const cursor = await cursorOf(observer, step.source);
    const counts = pages(step.source).map((page) => batches(step, page).length);
    const least = counts.slice(0, cursor).reduce((sum, count) => sum + count, 0);
    return Array.from({ length: Math.max(1, counts[cursor] ?? 1) }, (_, more) => least + more);
  };

  /** After a fault: the first so many pieces are there, for a source as many as its cursor says; and all is sound. */
  const expectWhole = async (step: Step): Promise<void> => {
    await catchUp();
    const stored = await expectSound(looking, rules);
    const pieces = piecesOf(step);
    const counts = step.does === "pull" ? await legalCounts(step) : [...pieces.keys(), pieces.length];
    const legal = counts.map((count) => withPieces(known, pieces.slice(0, count)));
    expect(legal, "no piece is there by half").toContainEqual(new Set(stored.map(tieOf)));
    known = new Set(stored.map(tieOf));
  };

  /** All that was delivered is there, and all is sound. */
  const expectAll = async () => {
    const stored = await expectSound(looking, rules);
    expect(new Set(stored.map(tieOf))).toEqual(known);
    return stored;
  };

  /** Delivers what was not delivered, by one engine after the other; gives the rules that found something. */
  const finish = async (): Promise<string[]> => {
    const usual = { fault: null, run: true };
    for (const [engine, source] of sources.entries()) {
      const step: Step = { ...usual, engine, does: "pull", source, pages: Number.POSITIVE_INFINITY };
      publish(step);
      await take(step);
    }
    await take({ ...usual, engine: sources.length, does: "ingest", events });
    await take({ ...usual, engine: sources.length + 1, does: "run" });
    const stored = await expectAll();
    expect(stored.length).toBe(events.length);
    expect(stored.every(({ processed }) => processed)).toBe(true);
    return [...new Set((await looking.findings({ limit: 1000 })).map(({ rule_name }) => rule_name))];
  };

  const restart = (step: Step) => {
    engines[numberOf(step)] = start(numberOf(step));
  };

  return { take, publish, expectAll, expectWhole, finish, restart };
}

async function cursorOf(store: Store, source: string): Promise<number> {
  return Number(await store.transaction(async (transaction) => (await transaction.source(source)).cursor));
}

/** Some events' ties with those of some pieces, of what in them is an event. */
function withPieces(ties: ReadonlySet<string>, pieces: readonly (readonly unknown[])[]): Set<string> {
  const events = pieces.flat().filter((record) => typeof record === "object" && record !== null);
  return new Set([...ties, ...(events as NewEvent[]).map(tieOf)]);
}
