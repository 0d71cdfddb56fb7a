import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Engine, Page, PullProgress, PullResult, Source } from "@mcm/engine";
import { type FormatName, file } from "@mcm/sources";
import { eventCounts, findingCounts } from "../command/counts.js";
import { say } from "../terminal/output.js";

/** Longer names are told by a digest. */
const longestName = 150;

/**
 * The source for following files, folders and globs. It has the same name from whatever folder it is asked for, so that
 * it goes on where it was left. Gaps are told as they come.
 */
export function followed(paths: readonly string[], format: FormatName): Source {
  const path = paths.map((one) => resolve(one));
  const listed = path.join(",");
  const isLong = listed.length > longestName;
  const name = `file:${isLong ? createHash("sha256").update(listed).digest("base64url") : listed}`;
  return tellingGaps(file({ path, format, follow: true, name }));
}

function tellingGaps(source: Source): Source {
  const { pull } = source;
  if (!pull) return source;
  return {
    ...source,
    async *pull(context) {
      for await (const page of pull(context)) {
        yield page;
        tellGaps(page);
      }
    },
  };
}

function tellGaps({ gaps = [] }: Page): void {
  for (const { from, to, reason } of gaps) say(`something may be missing between ${from} and ${to}: ${reason}`);
}

/** How to follow. */
export interface FollowOptions {
  readonly run: boolean;
  /** Ends it behind what is being stored. */
  readonly signal: AbortSignal;
  /** Told how many more records were dealt with. */
  readonly onProgress: (count: number) => void;
}

/** How often is said what came, where there is no terminal, in milliseconds. */
const sayEvery = 60_000;

/** Follows an engine's one source until it is told to stop. Says what was rejected, and once a minute what came. */
export async function followFiles(
  engine: Engine,
  { run, signal, onProgress }: FollowOptions,
): Promise<PullResult | undefined> {
  let rejections = 0;
  let records = 0;
  let said = performance.now();
  const tell = (progress: PullProgress): void => {
    for (const { message } of progress.rejections.slice(rejections)) say(message);
    rejections = progress.rejections.length;
    if (progress.waiting) say(`${progress.waiting.message}; trying again in ${progress.waiting.milliseconds / 1000} s`);
    onProgress(progress.records - records);
    const isDue = performance.now() - said >= sayEvery && progress.records > records;
    records = progress.records;
    if (!isDue || process.stderr.isTTY) return;
    said = performance.now();
    say(`${eventCounts(progress)}; ${findingCounts(progress)}`);
  };
  const [result] = await engine.pull(undefined, { signal, run, onProgress: tell });
  return result;
}
