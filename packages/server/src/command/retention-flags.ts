import { type Duration, durationSchema, milliseconds, type PruneResult, type Retention } from "@mcm/engine";
import type { Command } from "commander";
import { UsageError } from "../usage-error.js";
import { count } from "./counts.js";

/** Flags that say how long things are kept. */
export interface RetentionFlags {
  readonly keepEvents?: string;
  readonly keepFindings?: string;
  readonly pruneEvery?: string;
}

/** Adds the flags of {@link retentionOf} to a command. */
export function addRetentionFlags(command: Command): Command {
  return command
    .option("--keep-events <age>", "delete events that are older: 180d, 26w, 1y (MCM_KEEP_EVENTS; default for ever)")
    .option("--keep-findings <age>", "delete findings that ended longer ago (MCM_KEEP_FINDINGS; default for ever)");
}

/** Adds those of a command that deletes again and again. */
export function addPruningFlags(command: Command): Command {
  return addRetentionFlags(command).option("--prune-every <time>", "how often to delete what is old", "1h");
}

/**
 * How long things are kept: by flags first, else by the environment, else by the configuration; undefined for ever.
 *
 * @throws {UsageError} naming the flag or variable, what it was and what it takes.
 */
export function retentionOf(
  flags: RetentionFlags,
  environment: NodeJS.ProcessEnv,
  configured?: Retention,
): Retention | undefined {
  const said = {
    events: age(["--keep-events", flags.keepEvents], ["MCM_KEEP_EVENTS", environment.MCM_KEEP_EVENTS]),
    findings: age(["--keep-findings", flags.keepFindings], ["MCM_KEEP_FINDINGS", environment.MCM_KEEP_FINDINGS]),
  };
  const events = said.events ?? configured?.events;
  const findings = said.findings ?? configured?.findings;
  if (findings === undefined) return events && { events };
  if (events === undefined) {
    throw new UsageError("--keep-findings takes --keep-events beside it: findings would come back from their events");
  }
  if (milliseconds(findings) >= milliseconds(events)) return { events, findings };
  throw new UsageError(
    `findings would be kept for ${findings} and events for ${events}, from which they would come back; give --keep-findings at least ${events}`,
  );
}

/** Milliseconds between two times of deleting. */
export const pruneEvery = ({ pruneEvery }: RetentionFlags): number => {
  const every = age(["--prune-every", pruneEvery]);
  return milliseconds(every ?? "1h");
};

/** What was deleted, in words. */
export const prunedText = ({ events, findings }: PruneResult): string =>
  `${count(events)} events, ${count(findings)} findings`;

/** The first of some values that is given; one that is empty counts as not given, as shells and containers treat it. */
function age(...given: readonly (readonly [name: string, value: string | undefined])[]): Duration | undefined {
  const [name, value] = given.find(([, value]) => value !== undefined && value !== "") ?? [];
  if (value === undefined) return undefined;
  const result = durationSchema.safeParse(value);
  if (result.success) return result.data;
  throw new UsageError(`${name} is ${JSON.stringify(value)}; it takes an age from 1ms to 3650d, as in 180d, 26w or 1y`);
}
