import type { PullProgress, PullResult } from "../engine.js";
import { McmError, messageOf } from "../errors.js";
import type { Cursor, Gap, Page, PullContext, Source } from "../source.js";
import type { Store } from "../store.js";
import { normalizerOf } from "./normalizer-of.js";
import { pause, pauseBefore, type RetryPlan } from "./retry.js";
import { addCounts, nothingDone } from "./run-counts.js";
import { afterFailure, afterPage, afterPull, afterSkip, type SourceChange } from "./source-changes.js";
import { type IntakeRules, takeInputs } from "./take-inputs.js";

/** How one source is pulled. */
export interface Pulling {
  readonly signal: AbortSignal;
  readonly run: boolean;
  readonly since: string | undefined;
  readonly onProgress: (progress: PullProgress) => void;
}

/** What pulling goes by. */
export interface PullTools {
  readonly store: Store;
  readonly intake: IntakeRules;
  readonly retry: RetryPlan;
}

/** Rejections that a result lists. */
const listedRejections = 100;

/** Pulls a source to its end, or until it is told to stop; what is stored by then stays. */
export function pullSource(source: Source, how: Pulling, tools: PullTools): Promise<PullResult> {
  const { shared } = tools.store;
  if (!shared) return pull(source, how, tools);
  return shared.alone(source.name, (lost) =>
    pull(source, { ...how, signal: AbortSignal.any([how.signal, lost]) }, tools),
  );
}

async function pull(source: Source, how: Pulling, { store, intake, retry }: PullTools): Promise<PullResult> {
  const { signal, since, onProgress } = how;
  const { writer, now } = intake;
  const kept = (await store.sources()).find(({ name }) => name === source.name);
  const began = now();
  const rests = kept?.health.not_before ?? null;
  if (rests !== null && Date.parse(rests) > began) return { ...nothingPulled(source), not_before: rests };

  const mark = (change: SourceChange) => writer.mark({ source: source.name, change });
  const take = taking(source, how, intake);
  let result = nothingPulled(source);
  const skipped = skippedBy(since, kept?.health.complete_until ?? null);
  if (skipped) {
    await mark(afterSkip(skipped, began));
    result = { ...result, gaps: 1 };
  }
  let cursor: Cursor = since === undefined ? (kept?.cursor ?? null) : null;
  for (let attempt = 1; ; ) {
    try {
      for await (const page of reading(source, { cursor, since, signal })) {
        if (signal.aborted) return result;
        result = await take(result, page);
        cursor = page.cursor;
        attempt = 1;
        onProgress({ ...result, waiting: null });
      }
      if (!signal.aborted) await mark(afterPull(began, now()));
      return result;
    } catch (thrown) {
      if (!(thrown instanceof SourceFailure)) throw thrown;
      if (signal.aborted) return result;
      const { cause } = thrown;
      const milliseconds = pauseBefore(++attempt, cause, retry);
      const rest = restOf(cause);
      // What a source asks for holds for every process, so it is written down even while this one waits.
      if (milliseconds === null || rest !== undefined) await mark(afterFailure(cause, now(), rest));
      if (milliseconds === null) throw failure(source, cause, attempt - 1);
      onProgress({ ...result, waiting: { message: messageOf(cause), milliseconds } });
      await pause(milliseconds, signal);
      if (signal.aborted) return result;
    }
  }
}

/** What lies between the end of the last pull and the beginning of one that begins anew. */
function skippedBy(since: string | undefined, completeUntil: string | null): Gap | null {
  if (since === undefined || completeUntil === null || Date.parse(since) <= Date.parse(completeUntil)) return null;
  const reason = "it was pulled anew from a later time on; pull it again since the beginning of this gap";
  return { from: completeUntil, to: new Date(since).toISOString(), reason };
}

/** Stores a page, and adds it to what there was. */
function taking(source: Source, { run }: Pulling, intake: IntakeRules) {
  const read = normalizerOf(source);
  return async (before: PullResult, page: Page): Promise<PullResult> => {
    const now = intake.now();
    const { rejected, ...counts } = await takeInputs(
      page.records,
      { run, read, mark: (came) => ({ source: source.name, change: afterPage(page, came, now) }) },
      intake,
    );
    const rejections = rejected.map(({ index, message }) => ({ index: before.records + index, message }));
    const more = {
      ...{ ...counts, records: page.records.length, rejected: rejected.length },
      gaps: page.gaps?.length ?? 0,
    };
    return {
      ...addCounts(before, { ...before, ...more }),
      rejections: [...before.rejections, ...rejections].slice(0, listedRejections),
      not_before: page.pause === undefined ? null : new Date(now + page.pause).toISOString(),
    };
  };
}

const nothingPulled = ({ name }: Source): PullResult => ({
  ...{ source: name, records: 0, ...nothingDone, new: 0, duplicate: 0 },
  ...{ rejected: 0, rejections: [], gaps: 0, not_before: null },
});

/** What a source threw, told from what the store did. */
class SourceFailure extends Error {}

async function* reading(source: Source, context: PullContext): AsyncGenerator<Page> {
  try {
    yield* source.pull?.(context) ?? [];
  } catch (thrown) {
    throw new SourceFailure("the source failed", { cause: thrown });
  }
}

const restOf = (thrown: unknown): number | undefined => (thrown instanceof McmError ? thrown.retryAfter : undefined);

function failure({ name }: Source, thrown: unknown, attempts: number): McmError {
  const code = thrown instanceof McmError ? thrown.code : "source_unavailable";
  const often = attempts > 1 ? `; it was tried ${attempts} times` : "";
  return new McmError(code, `source ${JSON.stringify(name)}: ${messageOf(thrown)}${often}`, {
    cause: thrown,
    retryAfter: restOf(thrown),
  });
}
