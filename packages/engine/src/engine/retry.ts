import { z } from "zod";
import { durationSchema, milliseconds } from "../duration.js";
import type { Retry } from "../engine.js";
import { McmError } from "../errors.js";
import { explainIssue } from "../explain-issue.js";

const retrySchema = z.strictObject({
  attempts: z.int().min(1, "is too few; it takes 1 to 100").max(100, "is too many; it takes 1 to 100").default(5),
  firstPause: durationSchema.default("1s"),
  longestPause: durationSchema.default("5m"),
});

/** {@link Retry} with its defaults, in milliseconds. */
export interface RetryPlan {
  readonly attempts: number;
  readonly firstPause: number;
  readonly longestPause: number;
}

/** @throws {McmError} `invalid_source` */
export function retryPlan(retry: Retry = {}): RetryPlan {
  const result = retrySchema.safeParse(retry);
  if (!result.success) throw new McmError("invalid_source", `retry: ${explainIssue(result.error, retry, "retry")}`);
  const { attempts, firstPause, longestPause } = result.data;
  return { attempts, firstPause: milliseconds(firstPause), longestPause: milliseconds(longestPause) };
}

/**
 * How long to wait before a failed work's next attempt, in milliseconds; null when it is to be given up. Half of the
 * wait is chance, so that many who failed together do not come back together.
 */
export function pauseBefore(
  attempt: number,
  thrown: unknown,
  { attempts, firstPause, longestPause }: RetryPlan,
): number | null {
  if (attempt > attempts || !isPassing(thrown)) return null;
  const asked = thrown instanceof McmError ? (thrown.retryAfter ?? 0) : 0;
  if (asked > longestPause) return null;
  const longest = Math.min(longestPause, firstPause * 2 ** (attempt - 2));
  return Math.max(asked, longest * (0.5 + Math.random() / 2));
}

/** Whether an error may be gone the next time. Of those that a source throws on purpose, only one sort may. */
const isPassing = (thrown: unknown): boolean => !(thrown instanceof McmError) || thrown.code === "source_unavailable";

/** Waits, but not behind an abort. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
