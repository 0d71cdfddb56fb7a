import type { Evaluation, Evaluations, Outcome } from "../evaluate/evaluation.js";
import type { PartitionedMemory } from "../evaluate/partitioned-memory.js";
import type { NewEvent } from "../event.js";
import { inTurn } from "../in-turn.js";
import type { ClaimTransaction, IntakeTransaction, SharedWork } from "../store.js";
import { type Mark, type Show, type TakenIn, type TakenUp, takeEvents, takeStored } from "./take-in.js";

/** What work on a shared store goes by. */
export interface SideBySideTools {
  readonly shared: SharedWork;
  readonly memory: PartitionedMemory;
  /** Of the rules as they are now. */
  readonly evaluations: () => Evaluations;
  /** Walks to the end and writes what came of it. */
  readonly conclude: (transaction: IntakeTransaction | ClaimTransaction, walk: Evaluation) => Promise<Outcome>;
  /** Called before each transaction. */
  readonly breathe: () => Promise<void>;
}

/** An engine's work on a store that others work on too. */
export interface SideBySide {
  /** Adds events, and shows them to the rules where they are to run. */
  take(events: readonly NewEvent[], how: { readonly run: boolean; readonly mark?: Mark | undefined }): Promise<TakenIn>;
  /** Shows the rules some events that they have not seen. */
  run(limit: number): Promise<TakenUp>;
  /** Makes findings of all that is queued by now, by whomever: waits for what others are at. */
  fold(): Promise<readonly Outcome[]>;
  /** Writes down what is no event. */
  mark(work: (transaction: IntakeTransaction) => Promise<void>): Promise<void>;
}

/**
 * Works side by side with other processes: takes events in, then makes findings in one group's partition after the
 * other, which it holds meanwhile.
 */
export function workSideBySide({ shared, memory, evaluations, conclude, breathe }: SideBySideTools): SideBySide {
  const intakes = inTurn();
  const folds = inTurn();
  /** Partitions to be held at a time: all, until others turn out to work on them too. */
  let most = shared.partitions;

  const intake = <Result>(work: (transaction: IntakeTransaction) => Promise<Result>): Promise<Result> =>
    intakes(async () => {
      await breathe();
      return shared.intake(work);
    });

  const show: Show<IntakeTransaction> = async (transaction, events) => [
    await conclude(transaction, evaluations().sift(events)),
  ];

  const work = async (claim: ClaimTransaction) => {
    const { fold, sweep } = evaluations();
    memory.hold(claim.held);
    const outcomes: Outcome[] = [];
    if (claim.points.length > 0) outcomes.push(await conclude(claim, fold(claim.points)));
    if (sweep && claim.sources.length > 0) outcomes.push(await conclude(claim, sweep(claim.sources)));
    const step = outcomes.some(hasWritten) ? 1 : 0;
    return { held: claim.held.map(({ number, version }) => ({ number, version: version + step })), claim, outcomes };
  };

  const claim = async (among: readonly number[], wait: boolean) => {
    await breathe();
    const { knows, silences } = evaluations();
    const remembered = memory.partitions();
    const done = await shared.claim({ among, most, remembered, knows, silences, wait }, work);
    if (!done) return null;
    memory.keep(done.held);
    const isShared = done.claim.held.some(({ number, version }) =>
      remembered.some((one) => one.number === number && one.version !== version),
    );
    most = isShared ? Math.ceil(shared.partitions / 4) : shared.partitions;
    return done;
  };

  const fold = async (): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = [];
    const left = new Set(Array.from({ length: shared.partitions }, (_, number) => number));
    for (let wait = false; left.size > 0; ) {
      const done = await claim([...left], wait);
      if (!done && wait) break;
      wait = !done;
      outcomes.push(...(done?.outcomes ?? []));
      for (const number of done?.claim.drained ?? []) left.delete(number);
    }
    return outcomes;
  };

  return {
    take: (events, how) => intake((transaction) => takeEvents(transaction, events, { ...how, show })),
    run: (limit) => intake((transaction) => takeStored(transaction, limit, show)),
    fold: () => folds(fold),
    mark: intake,
  };
}

/** Whether an outcome is more than nothing. */
export const hasWritten = ({ evaluated: { points, changes, told } }: Outcome): boolean =>
  points.length + changes.length + told.length > 0;
