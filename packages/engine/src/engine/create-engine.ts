import pLimit from "p-limit";
import { operatorSet } from "../condition/operator-set.js";
import { placeOf } from "../cursor.js";
import type { Engine, EngineOptions, IngestResult, PullResult, RunResult } from "../engine.js";
import { McmError } from "../errors.js";
import { unknownRule } from "../evaluate/explain.js";
import { createMemory, type Memory } from "../evaluate/group-memory.js";
import { createLoader } from "../evaluate/loaded-rules.js";
import { numbered } from "../evaluate/matching.js";
import { createPartitionedMemory } from "../evaluate/partitioned-memory.js";
import { nothing } from "../evaluate/review.js";
import type { Explanation } from "../explanation.js";
import { builtinKinds } from "../kinds/builtin.js";
import { checkQuery, type EventQuery, type FindingQuery, momentsOf, querySchemas, type Total } from "../query.js";
import { checkRetention } from "../retention.js";
import type { PushedRequest, Source } from "../source.js";
import { sourceStatuses } from "../source-status.js";
import type { Store } from "../store.js";
import { type BackfillSpan, backfill } from "./backfill.js";
import { backtest } from "./backtest.js";
import { checkAllCounters } from "./check-all-counters.js";
import { normalizerOf } from "./normalizer-of.js";
import { createPace } from "./pace.js";
import { largestStep, lookBackOf, pruneAll, pruneAlone } from "./prune-all.js";
import { type Pulling, pullSource } from "./pull-source.js";
import { retryPlan } from "./retry.js";
import { addCounts, nothingDone } from "./run-counts.js";
import { afterRequest } from "./source-changes.js";
import { type IntakeRules, takeInputs } from "./take-inputs.js";
import { answered, createWriter } from "./writer.js";

/** Sources that are pulled at a time, where more are. */
const pulledAtOnce = 4;

/**
 * Makes an engine over a store. Nothing is read or written before its first method is called.
 *
 * @throws {McmError} `invalid_rule` or `invalid_source`
 */
export function createEngine(options: EngineOptions): Engine {
  const { store, sources = [], rules = [], kinds = [], operators = [] } = options;
  const { onProblem, batchSize = 1000, batchMilliseconds, rememberedGroups = 100_000, now = Date.now } = options;
  const { retention } = options;
  const retry = retryPlan(options.retry);
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

  // A server's work holds up nobody in this process.
  const paceOf = (atMost: number) => createPace({ atMost, milliseconds: store.shared ? undefined : batchMilliseconds });
  const writer = createWriter({
    ...{ store, memory, partitioned, onProblem, pace: paceOf(batchSize), now },
    evaluations: () => loaded.evaluations,
  });
  const { transact, conclude, report } = writer;
  const intake: IntakeRules = { writer, retention, now };

  /** Every source, also behind one that fails; then its error. */
  const pullAll = async (wanted: readonly Source[], how: Pulling): Promise<PullResult[]> => {
    await store.open();
    const turn = pLimit(pulledAtOnce);
    const outcomes = await Promise.allSettled(
      wanted.map((source) => turn(() => pullSource(source, how, { store, intake, retry }))),
    );
    return outcomes.map((outcome) => {
      if (outcome.status === "rejected") throw outcome.reason;
      return outcome.value;
    });
  };

  const receiveRequest = async (name: string, request: PushedRequest): Promise<IngestResult> => {
    const source = receiverCalled(sources, name);
    const records = await source.receive(request);
    await store.open();
    return takeInputs(
      records,
      { run: true, read: normalizerOf(source), mark: (came) => ({ source: name, change: afterRequest(came, now()) }) },
      intake,
    );
  };

  const runAll = async (): Promise<RunResult> => {
    await store.open();
    let total = nothingDone;
    for (;;) {
      const { result, more } = await writer.takeUp();
      total = addCounts(total, result);
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
      total = addCounts(total, report(done.outcomes, done.processed));
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
    ingest: (inputs, { run = true } = {}) =>
      during(async () => {
        await store.open();
        return takeInputs(inputs, { run }, intake);
      }),
    pull: (names, { signal, run = true, since, onProgress = () => undefined } = {}) => {
      const until = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      return during(async () => {
        checkQuery(querySchemas.range, { from: since });
        return pullAll(chosen(sources, names), { signal: until, run, since, onProgress });
      });
    },
    receive: (source, request) => during(() => receiveRequest(source, request)),
    sources: () =>
      during(async () => {
        await store.open();
        return sourceStatuses(sources, await store.sources(), now());
      }),
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
        const tools = { transact, retention, pace: paceOf(largestStep), now: now(), onProgress };
        const rules = loaded.book.all().map(({ rule }) => rule);
        return pruneAlone(store.shared, (lost) =>
          pruneAll({ ...tools, rules, signal: lost ? AbortSignal.any([until, lost]) : until }),
        );
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
  const able = sources.filter((source) => source.pull);
  return names ? names.map((name) => sourceCalled(name, able, "pulled")) : able;
}

type Receiver = Source & { readonly receive: NonNullable<Source["receive"]> };

function receiverCalled(sources: readonly Source[], name: string): Receiver {
  const able = sources.filter((source): source is Receiver => source.receive !== undefined);
  return sourceCalled(name, able, "sent records");
}

function sourceCalled<Able extends Source>(name: string, able: readonly Able[], what: string): Able {
  const source = able.find((one) => one.name === name);
  if (source) return source;
  const known = able.map((one) => one.name);
  throw new McmError(
    "unknown_source",
    `there is no source ${JSON.stringify(name)} that can be ${what}; there ${known.length === 1 ? "is" : "are"} ${known.join(", ") || "none"}`,
  );
}
