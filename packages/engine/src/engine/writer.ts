import { breather } from "../breather.js";
import type { Problem, RunResult } from "../engine.js";
import type { Evaluation, Evaluations, Outcome } from "../evaluate/evaluation.js";
import type { Memory } from "../evaluate/group-memory.js";
import type { NumberedEvent } from "../evaluate/matching.js";
import type { PartitionedMemory } from "../evaluate/partitioned-memory.js";
import type { NewEvent } from "../event.js";
import type { HistoryAnswers, HistoryQuestions, IntakeTransaction, Store, StoreTransaction } from "../store.js";
import type { Pace } from "./pace.js";
import { addCounts, nothingDone } from "./run-counts.js";
import { hasWritten, workSideBySide } from "./side-by-side.js";
import { type Mark, markSource, takeEvents, takeStored } from "./take-in.js";

/** What writing goes by. */
export interface WriterTools {
  readonly store: Store;
  /** Of the rules as they are now. */
  readonly evaluations: () => Evaluations;
  /** Of transactions that are alone. */
  readonly memory: Memory;
  /** Of work side by side, where the store is shared. */
  readonly partitioned: PartitionedMemory | undefined;
  readonly onProblem: ((problem: Problem) => void) | undefined;
  /** Of batches. */
  readonly pace: Pace;
  readonly now: () => number;
}

/** What became of events that were taken in. */
interface Taken extends RunResult {
  readonly new: number;
  readonly duplicate: number;
  /** Those that were refused since older ones are deleted, and the event time in milliseconds before which they are. */
  readonly pruned: { readonly events: readonly NewEvent[]; readonly before: number } | null;
}

/** An engine's way into its store: alone, or side by side with other processes where the store is shared. */
export interface Writer {
  /** Runs the work alone among writers. */
  transact<Result>(work: (transaction: StoreTransaction) => Promise<Result>): Promise<Result>;
  /** Writes down what is to be kept of a source that brought nothing. */
  mark(mark: Mark): Promise<void>;
  /** Walks to the end and writes what came of it. */
  conclude(transaction: Pick<StoreTransaction, "recall" | "save">, walk: Evaluation): Promise<Outcome>;
  /** How many events the next transaction is to take. */
  batchSize(): number;
  /** Adds events in one transaction, with the findings of rules where they are to run. */
  take(events: readonly NewEvent[], how: { readonly run: boolean; readonly mark?: Mark | undefined }): Promise<Taken>;
  /** Shows the rules a batch of events that they have not seen; `more` when there may be others. */
  takeUp(): Promise<{ readonly result: RunResult; readonly more: boolean }>;
  /** Counts what was committed, and tells of failures. */
  report(outcomes: readonly Outcome[], processed: number): RunResult;
}

/** Whose memory knows the last transaction of a store: two engines may share one. */
const lastWriters = new WeakMap<Store, Memory>();

/** Makes the {@link Writer} of an engine. */
export function createWriter({ store, evaluations, memory, partitioned, onProblem, pace, now }: WriterTools): Writer {
  const breathe = breather();

  const conclude: Writer["conclude"] = async (transaction, walk) => {
    const outcome = await answered(walk, transaction);
    outcome.settle(hasWritten(outcome) ? await transaction.save(outcome.evaluated, now()) : []);
    return outcome;
  };

  const apply = async (transaction: StoreTransaction, events: readonly NumberedEvent[]): Promise<Outcome[]> => {
    const { evaluate, sweep } = evaluations();
    const outcome = await conclude(transaction, evaluate(events));
    const sources = [...new Set(events.map(({ event }) => event.source))];
    return sweep ? [outcome, await conclude(transaction, sweep(sources))] : [outcome];
  };

  /**
   * Whoever is alone sees events whose points are still queued, and must not get ahead of these. No result counts the findings
   * that come of it: a backfill's are those of its rule alone, and other work that is alone tells of none.
   */
  const foldQueued = async (transaction: StoreTransaction): Promise<void> => {
    const { knows, fold } = evaluations();
    const points = (await transaction.takeQueued?.(knows)) ?? [];
    if (points.length === 0) return;
    partitioned?.clear();
    await conclude(transaction, fold(points));
    partitioned?.clear();
  };

  /** What is remembered is forgotten when somebody else wrote, and when a transaction fails. */
  const transact: Writer["transact"] = async (work) => {
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

  /** As `transact`, for a batch: others in the process wait while it goes on, but not while it waits for its turn. */
  const transactBatch = async <Result>(
    work: (transaction: StoreTransaction) => Promise<Result>,
    countOf: (result: Result) => number,
  ): Promise<Result> => {
    let begun = 0;
    const result = await transact((transaction) => {
      begun = performance.now();
      return work(transaction);
    });
    pace.took(countOf(result), performance.now() - begun);
    return result;
  };

  const report: Writer["report"] = (outcomes, processed) => {
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
      ? workSideBySide({ shared: store.shared, memory: partitioned, conclude, breathe, evaluations })
      : null;

  /** Side by side with others, findings are made in transactions of their own. */
  const fold = async (): Promise<RunResult> => (beside ? report(await beside.fold(), 0) : nothingDone);

  return {
    transact,
    conclude,
    report,
    mark: (mark) => {
      const work = (transaction: IntakeTransaction) => markSource(transaction, mark);
      return beside ? beside.mark(work) : transact(work);
    },
    batchSize: pace.size,
    take: async (events, { run, mark }) => {
      const { fresh, outcomes, kept, before } = beside
        ? await beside.take(events, { run, mark })
        : await transactBatch(
            (transaction) => takeEvents(transaction, events, { run, mark, show: apply }),
            () => events.length,
          );
      const seen = report(outcomes, run ? fresh : 0);
      const done = run ? addCounts(seen, await fold()) : seen;
      const left = new Set(kept.length < events.length ? kept : []);
      const pruned =
        before !== null && kept.length < events.length
          ? { events: events.filter((event) => !left.has(event)), before }
          : null;
      return { ...done, new: fresh, duplicate: kept.length - fresh, pruned };
    },
    takeUp: async () => {
      const limit = pace.size();
      const { outcomes, processed, more } = beside
        ? await beside.run(limit)
        : await transactBatch(
            (transaction) => takeStored(transaction, limit, apply),
            ({ processed }) => processed,
          );
      return { result: addCounts(report(outcomes, processed), await fold()), more };
    },
  };
}

/** Walks to the end, with answers from wherever the past is kept. */
export async function answered<Result>(
  walk: Generator<HistoryQuestions, Result, HistoryAnswers>,
  past: Pick<Store, "recall">,
): Promise<Result> {
  let step = walk.next();
  while (!step.done) step = walk.next(await past.recall(step.value));
  return step.value;
}
