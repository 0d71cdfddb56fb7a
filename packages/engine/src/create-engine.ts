import { type BackfillSpan, backfill } from "./backfill.js";
import { backtest } from "./backtest.js";
import { breather } from "./breather.js";
import { checkAllCounters } from "./check-all-counters.js";
import { operatorSet } from "./condition/operator-set.js";
import { placeOf } from "./cursor.js";
import type { Engine, EngineOptions, IngestResult, PullResult, Rejection, RunResult } from "./engine.js";
import { McmError, messageOf } from "./errors.js";
import type { Evaluation, Outcome } from "./evaluate/evaluation.js";
import { unknownRule } from "./evaluate/explain.js";
import { createMemory, type Memory } from "./evaluate/group-memory.js";
import { createLoader } from "./evaluate/loaded-rules.js";
import { type NumberedEvent, numbered } from "./evaluate/matching.js";
import { createPartitionedMemory } from "./evaluate/partitioned-memory.js";
import { nothing } from "./evaluate/review.js";
import { maximumLead, type NewEvent, parseEvent } from "./event.js";
import { timeOf } from "./event-time.js";
import type { Explanation } from "./explanation.js";
import { builtinKinds } from "./kinds/builtin.js";
import { lookBackOf, pruneAll } from "./prune-all.js";
import { checkQuery, type EventQuery, type FindingQuery, momentsOf, querySchemas, type Total } from "./query.js";
import { checkRetention, prunedAlready, refuseOld } from "./retention.js";
import { hasWritten, workSideBySide } from "./side-by-side.js";
import type { Source } from "./source.js";
import type { HistoryAnswers, HistoryQuestions, Store, StoreTransaction } from "./store.js";
import { type Mark, takeEvents, takeStored } from "./take-in.js";

/** Whose memory knows the last transaction of a store: two engines may share one. */
const lastWriters = new WeakMap<Store, Memory>();

const nothingDone: RunResult = { processed: 0, created: 0, amended: 0, withdrawn: 0, problems: 0 };

/**
 * Makes an engine over a store. Nothing is read or written before its first method is called.
 *
 * @throws {McmError} `invalid_rule` or `invalid_source`
 */
export function createEngine(options: EngineOptions): Engine {
  const { store, sources = [], rules = [], kinds = [], operators = [] } = options;
  const { onProblem, batchSize = 1000, rememberedGroups = 100_000, now = Date.now, retention } = options;
  if (retention) checkRetention(retention);
  checkSources(sources);
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 100_000) {
    throw new RangeError(`batchSize is ${batchSize}; it takes a whole number from 1 to 100000`);
  }
  if (!Number.isInteger(rememberedGroups) || rememberedGroups < 0) {
    throw new RangeError(`rememberedGroups is ${rememberedGroups}; it takes a whole number from 0 on`);
  }
  /** Of transactions that are alone. */
  const memory = createMemory(rememberedGroups);
  const partitioned = store.shared && createPartitionedMemory(rememberedGroups, store.shared);
  const newLoader = (own: Memory) => createLoader([...builtinKinds, ...kinds], operatorSet(operators), own);
  const loader = newLoader(partitioned ?? memory);
  let loaded = loader.load(rules);

  const breathe = breather();

  const conclude = async (
    transaction: Pick<StoreTransaction, "recall" | "save">,
    walk: Evaluation,
  ): Promise<Outcome> => {
    const outcome = await answered(walk, transaction);
    outcome.settle(hasWritten(outcome) ? await transaction.save(outcome.evaluated, now()) : []);
    return outcome;
  };

  const apply = async (transaction: StoreTransaction, events: readonly NumberedEvent[]): Promise<Outcome[]> => {
    const { evaluate, sweep } = loaded.evaluations;
    const outcome = await conclude(transaction, evaluate(events));
    const sources = [...new Set(events.map(({ event }) => event.source))];
    return sweep ? [outcome, await conclude(transaction, sweep(sources))] : [outcome];
  };

  /** Whoever is alone sees events whose points are still queued, and must not get ahead of these. */
  const foldQueued = async (transaction: StoreTransaction): Promise<void> => {
    const { knows, fold } = loaded.evaluations;
    const points = (await transaction.takeQueued?.(knows)) ?? [];
    if (points.length === 0) return;
    partitioned?.clear();
    await conclude(transaction, fold(points));
    partitioned?.clear();
  };

  /** The one way into the store where writers take turns, and for work that must be alone: what is remembered is forgotten when somebody else wrote, and when a transaction fails. */
  const transact = async <Result>(work: (transaction: StoreTransaction) => Promise<Result>): Promise<Result> => {
    await breathe();
    try {
      return await store.transaction(async (transaction) => {
        if (transaction.changedElsewhere || lastWriters.get(store) !== memory) memory.clear();
        lastWriters.set(store, memory);
        await foldQueued(transaction);
        return work(transaction);
      });
    } catch (thrown) {
      memory.clear();
      throw thrown;
    }
  };

  const report = (outcomes: readonly Outcome[], processed: number): RunResult => {
    for (const { keepFates } of outcomes) keepFates();
    const problems = outcomes.flatMap((outcome) => outcome.problems);
    for (const problem of problems) onProblem?.(problem);
    const changes = outcomes.flatMap((outcome) => outcome.evaluated.changes);
    const count = (type: string) => changes.filter((change) => change.type === type).length;
    const [created, amended, withdrawn] = [count("created"), count("amended"), count("withdrawn")];
    return { processed, created, amended, withdrawn, problems: problems.length };
  };

  const beside =
    store.shared && partitioned
      ? workSideBySide({
          ...{ shared: store.shared, memory: partitioned, conclude, breathe },
          evaluations: () => loaded.evaluations,
        })
      : null;

  /** Side by side with others, findings are made in transactions of their own. */
  const fold = async (): Promise<RunResult> => (beside ? report(await beside.fold(), 0) : nothingDone);

  const commit = async (events: readonly NewEvent[], { run, mark, onPruned }: Committing): Promise<Committed> => {
    const { fresh, outcomes, kept, before } = beside
      ? await beside.take(events, { run, mark })
      : await transact((transaction) => takeEvents(transaction, events, { run, mark, show: apply }));
    const seen = report(outcomes, run ? fresh : 0);
    const done = run ? add(seen, await fold()) : seen;
    if (before !== null && kept.length < events.length) {
      const left = new Set(kept);
      onPruned(
        events.filter((event) => !left.has(event)),
        before,
      );
    }
    return { ...done, new: fresh, duplicate: kept.length - fresh };
  };

  const ingestAll = async (
    inputs: readonly unknown[],
    { run, mark, read }: { run: boolean; mark?: Mark; read?: (input: unknown) => unknown },
  ): Promise<IngestResult> => {
    await store.open();
    const rejected: Rejection[] = [];
    const events: NewEvent[] = [];
    const places = new Map<NewEvent, number>();
    inputs.forEach((input, index) => {
      try {
        const event = read ? read(input) : input;
        if (event === null && read) return;
        const checked = refuseOld(plausible(parseEvent(event), now()), { retention, now: now() });
        events.push(checked);
        places.set(checked, index);
      } catch (thrown) {
        rejected.push({ index, message: messageOf(thrown) });
      }
    });
    const onPruned = (old: readonly NewEvent[], before: number) => {
      for (const event of old) rejected.push({ index: places.get(event) ?? 0, message: prunedAlready(event, before) });
    };
    let total: Committed = { ...nothingDone, new: 0, duplicate: 0 };
    // A page is one transaction, whatever its size, as its cursor belongs to all of it.
    const size = mark ? Math.max(events.length, 1) : batchSize;
    for (let from = 0; from < events.length || (mark && from === 0); from += size) {
      total = add(
        total,
        await commit(events.slice(from, from + size), mark ? { run, mark, onPruned } : { run, onPruned }),
      );
    }
    return { ...total, rejected: rejected.sort((a, b) => a.index - b.index) };
  };

  const pullOne = async (source: Source, { signal, run }: PullOptions): Promise<PullResult> => {
    await store.open();
    if (!store.shared) return pullPages(source, { signal, run });
    return store.shared.alone(source.name, (lost) =>
      pullPages(source, { signal: AbortSignal.any([signal, lost]), run }),
    );
  };

  const pullPages = async (source: Source, { signal, run }: PullOptions): Promise<PullResult> => {
    const cursor = await (beside
      ? beside.cursor(source.name)
      : transact((transaction) => transaction.cursor(source.name)));
    let total: IngestResult = { ...nothingDone, new: 0, duplicate: 0, rejected: [] };
    let records = 0;
    for await (const page of source.pull?.({ cursor, signal }) ?? []) {
      if (signal.aborted) break;
      const mark = { source: source.name, cursor: page.cursor };
      const result = await ingestAll(page.records, { run, mark, read: source.normalize });
      const rejected = result.rejected.map(({ index, message }) => ({ index: records + index, message }));
      total = { ...add(total, result), rejected: [...total.rejected, ...rejected] };
      records += page.records.length;
    }
    return { source: source.name, ...total };
  };

  /** Every source, also behind one that fails; then its error. */
  const pullAll = async (wanted: readonly Source[], how: PullOptions): Promise<PullResult[]> => {
    const results: PullResult[] = [];
    const errors: unknown[] = [];
    for (const source of wanted) {
      await pullOne(source, how).then(
        (result) => results.push(result),
        (thrown) => errors.push(thrown),
      );
    }
    if (errors.length > 0) throw errors[0];
    return results;
  };

  const runOnce = async (): Promise<{ result: RunResult; more: boolean }> => {
    const { outcomes, processed, more } = beside
      ? await beside.run(batchSize)
      : await transact((transaction) => takeStored(transaction, batchSize, apply));
    return { result: add(report(outcomes, processed), await fold()), more };
  };

  const runAll = async (): Promise<RunResult> => {
    await store.open();
    let total = nothingDone;
    for (;;) {
      const { result, more } = await runOnce();
      total = add(total, result);
      if (!more) return total;
    }
  };

  const explainFinding = async (id: number): Promise<Explanation> => {
    await store.open();
    const record = Number.isSafeInteger(id) ? await store.record(id) : null;
    if (!record) throw new McmError("unknown_finding", `there is no finding ${id}`);
    return answered(loaded.explainer.finding({ ...record, row: id }), store);
  };

  const explainEvent = async (ruleName: string, id: number): Promise<Explanation> => {
    await store.open();
    const { events } = await store.recall({ ...nothing, events: Number.isSafeInteger(id) ? [id] : [] });
    if (!events[0]) throw new McmError("unknown_event", `there is no event ${id}`);
    return answered(loaded.explainer.event(ruleName, numbered(events[0])), store);
  };

  const backfillRule = async (
    name: string,
    { from, to, signal }: Omit<BackfillSpan, "provenFrom">,
  ): Promise<RunResult> => {
    await store.open();
    const booked = loaded.book.find(name);
    if (!booked) throw unknownRule(name, loaded.book);
    const { rule, set } = booked;
    const { evaluations } = newLoader(memory).load([rule.rule]);
    let total = nothingDone;
    const before = await transact(async ({ prunedBefore }) => prunedBefore);
    // Findings that deleted events had a part in stay as they are: the rule could not make them again.
    const provenFrom = before === null ? from : Math.max(from, before + lookBackOf(rule));
    const sharing = set.windowed.filter((other) => other !== rule);
    for await (const done of backfill(
      { transact, conclude, evaluations, rule, batchSize },
      { from: Math.max(from, before ?? from), provenFrom, to, signal },
    )) {
      // The points that it added belong to the other rules of its match set too.
      for (const other of sharing) memory.drop(other.version);
      total = add(total, report(done.outcomes, done.processed));
    }
    return total;
  };

  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();

  /** Notes work as under way, for `close` to wait for. */
  const during = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closing.signal.aborted) throw new McmError("engine_closed", "the engine is closed; make another one");
    const result = work();
    underWay.add(result);
    try {
      return await result;
    } finally {
      underWay.delete(result);
    }
  };

  return {
    ingest: (inputs, { run = true } = {}) => during(() => ingestAll(inputs, { run })),
    pull: (names, { signal, run = true } = {}) => {
      const until = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      return during(async () => pullAll(chosen(sources, names), { signal: until, run }));
    },
    run: () => during(runAll),
    backfill: (ruleName, { from, to, signal } = {}) => {
      const until = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      return during(async () =>
        backfillRule(ruleName, { ...momentsOf(checkQuery(querySchemas.range, { from, to })), signal: until }),
      );
    },
    backtest: (tried, { from, to, signal, onProgress = () => undefined, onProblem: onFailure } = {}) => {
      const until = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      return during(async () => {
        await store.open();
        const span = { ...momentsOf(checkQuery(querySchemas.range, { from, to })), signal: until, onProgress };
        return backtest(store, { rules: tried, kinds, operators, onProblem: onFailure }, span);
      });
    },
    explain: (findingId) => during(() => explainFinding(findingId)),
    explainEvent: (ruleName, eventId) => during(() => explainEvent(ruleName, eventId)),
    load: (rules) => {
      loaded = loader.load(rules);
    },
    rules: () =>
      loaded.book.all().map(({ set, rule: { rule, kind, version } }) => {
        const { failures, last, isSetAside } = loaded.evaluations.fateOf(set);
        return { name: rule.name, kind, version, failures, last_failure: last, set_aside: isSetAside };
      }),
    events: (query = {}) => during(async () => store.events(checkPage("events", query))),
    findings: (query = {}) => during(async () => store.findings(checkPage("findings", query))),
    count: (what, filter = {}) => during(async () => (await countOf(store, what, filter)).count),
    total: (what, filter = {}, { atMost = 10_000 } = {}) => during(async () => countOf(store, what, filter, atMost)),
    status: () =>
      during(async () => {
        await store.open();
        return store.status();
      }),
    prune: ({ signal, onProgress = () => undefined } = {}) => {
      const until = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      return during(async () => {
        await store.open();
        if (!retention) return { events: 0, findings: 0, points: 0 };
        const rules = loaded.book.all().map(({ rule }) => rule);
        return pruneAll({ transact, retention, now: now(), rules, signal: until, onProgress });
      });
    },
    checkCounters: ({ mend = false, signal } = {}) => {
      const until = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      return during(async () => {
        await store.open();
        return checkAllCounters(transact, { mend, signal: until });
      });
    },
    summary: (range = {}) => during(async () => store.summary(checkQuery(querySchemas.range, range))),
    close: async () => {
      closing.abort();
      await Promise.allSettled(underWay);
      await store.close();
    },
  };
}

/** Checks a page's query with its cursor, before the store is asked. */
function checkPage<Query extends EventQuery | FindingQuery>(list: "events" | "findings", query: Query): Query {
  const { cursor, sort } = checkQuery(querySchemas[list], query);
  if (cursor !== undefined) placeOf(list, { cursor, sort });
  return query;
}

function countOf(store: Store, what: "events" | "findings", filter: object, atMost?: number): Promise<Total> {
  if (what === "events") return store.countEvents(checkQuery(querySchemas.eventFilter, filter), atMost);
  return store.countFindings(checkQuery(querySchemas.findingFilter, filter), atMost);
}

/** Walks to the end, with answers from wherever the past is kept. */
async function answered<Result>(
  walk: Generator<HistoryQuestions, Result, HistoryAnswers>,
  past: Pick<Store, "recall">,
): Promise<Result> {
  let step = walk.next();
  while (!step.done) step = walk.next(await past.recall(step.value));
  return step.value;
}

interface PullOptions {
  readonly signal: AbortSignal;
  readonly run: boolean;
}

interface Committing {
  readonly run: boolean;
  readonly mark?: Mark;
  /** Told of events that are older than what was deleted. */
  readonly onPruned: (old: readonly NewEvent[], before: number) => void;
}

type Committed = Omit<IngestResult, "rejected">;

/** Refuses what cannot be true: one event dated far ahead would make every other look late. */
function plausible(event: NewEvent, now: number): NewEvent {
  if (timeOf(event.timestamp) - now > maximumLead) {
    throw new McmError(
      "invalid_event",
      `"timestamp" is ${event.timestamp}, more than a day ahead of the clock; correct it, or the clock of what wrote it`,
    );
  }
  return event;
}

/** Adds up counts, field by field. */
function add<Counts extends object>(total: Counts, more: Counts): Counts {
  const entries = Object.entries(total).map(([name, count]) => [
    name,
    typeof count === "number" ? count + Number((more as Record<string, unknown>)[name]) : count,
  ]);
  return Object.fromEntries(entries) as Counts;
}

function checkSources(sources: readonly Source[]): void {
  const names = new Set<string>();
  for (const { name } of sources) {
    if (names.has(name)) {
      throw new McmError(
        "invalid_source",
        `two sources are named ${JSON.stringify(name)}; give one of them another name`,
      );
    }
    names.add(name);
  }
}

function chosen(sources: readonly Source[], names: readonly string[] | undefined): readonly Source[] {
  if (!names) return sources.filter((source) => source.pull);
  return names.map((name) => {
    const source = sources.find((one) => one.name === name);
    if (source?.pull) return source;
    const known = sources.filter((one) => one.pull).map((one) => one.name);
    throw new McmError(
      "unknown_source",
      `there is no source ${JSON.stringify(name)} that can be pulled; there ${known.length === 1 ? "is" : "are"} ${known.join(", ") || "none"}`,
    );
  });
}
