import type { PullResult } from "@mcm/engine";
import { type FormatName, formatNames } from "@mcm/sources";
import type { Command } from "commander";
import { z } from "zod";
import { followed, followFiles } from "../ingest/follow-files.js";
import { type IngestCounts, type IngestProgress, ingestFiles } from "../ingest/ingest-files.js";
import { findInputs, type Inputs } from "../ingest/inputs.js";
import { keepHeapSmall } from "../ingest/keep-heap-small.js";
import { once, wholeNumber, word } from "../parameters/parameter.js";
import { type RuleChoice, rulesOf } from "../rules/rule-folders.js";
import { print } from "../terminal/output.js";
import { showProgress } from "../terminal/progress.js";
import { stopSignal } from "../terminal/stop-signal.js";
import { UsageError } from "../usage-error.js";
import { count, eventCounts, findingCounts } from "./counts.js";
import { addFlags, checkFlags, type Flag } from "./flags.js";
import { type RulesFlag, ruleChoiceOf } from "./rules-flag.js";
import { withEngine } from "./with-engine.js";

/**
 * Larger than the engine's own default: a command has the database to itself, and each transaction costs. A million
 * events took 5 % less time in batches of 10,000 than of 5,000, but 75 MB more memory.
 */
const defaultBatch = 5_000;

const flags: readonly Flag[] = [
  { parameter: "format", written: "--format <name>", description: `${formatNames.join(", ")} (default auto)` },
  { parameter: "batch", written: "--batch <count>", description: `events a transaction (default ${defaultBatch})` },
];

const ingestFlags = z.strictObject({
  format: once(word<FormatName>(formatNames)),
  batch: once(wholeNumber(1, 100_000)),
});

interface Switches extends RulesFlag {
  readonly db?: string;
  readonly json?: true;
  readonly run: boolean;
  readonly skipInvalid?: true;
  readonly follow?: true;
}

/** `mcm ingest` */
export function ingestCommand(program: Command): void {
  const command = program.command("ingest").description("read events from files, folders or standard input");
  const words = "files of JSON or NDJSON, plain or compressed, folders, globs; - or none for standard input";
  addFlags(command.argument("[files...]", words), flags)
    .option("--follow", "go on until stopped, as lines are written and logs rotated, from where it was left")
    .option("--no-run", "only store the events, for a later run of the rules")
    .option("--skip-invalid", "exit with 0 even when records were rejected")
    .action(async (words: string[]) => {
      const switches = command.optsWithGlobals<Switches>();
      const { format = "auto", batch = defaultBatch } = checkFlags(ingestFlags, command, flags);
      const choice = await ruleChoiceOf(command);
      if (switches.follow) return follow(words, format, { ...switches, choice });
      const inputs = await chosenInputs(words);
      const ruleSet = await rulesOf(choice);
      keepHeapSmall();
      const progress = showProgress("events");
      const reached = reachedOf(inputs);
      const onProgress = (reading: IngestProgress) => progress.add(reading.events, reached(reading));
      const { run } = switches;
      const result = await withEngine({ ...switches, ruleSet, create: true, batchSize: batch }, (engine) =>
        ingestFiles(engine, inputs, { format, batch, run, onProgress }).finally(progress.end),
      );
      if (result.rejected > 0 && !switches.skipInvalid) process.exitCode = 1;
      await printCounts(result, switches);
    });
}

interface Following extends Switches {
  readonly choice: RuleChoice;
}

async function follow(words: readonly string[], format: FormatName, { choice, ...switches }: Following): Promise<void> {
  if (words.length === 0 || words.includes("-")) {
    throw new UsageError("standard input cannot be followed; name files, folders or globs");
  }
  const ruleSet = await rulesOf(choice);
  const signal = stopSignal();
  keepHeapSmall();
  const progress = showProgress("records");
  const { run } = switches;
  const sources = [followed(words, format)];
  const result = await withEngine({ ...switches, ruleSet, sources, create: true, patient: signal }, (engine) =>
    followFiles(engine, { run, signal, onProgress: progress.add }).finally(progress.end),
  );
  if (result) await printCounts(result, switches);
}

async function printCounts(result: IngestCounts | PullResult, { json }: Switches): Promise<void> {
  await print(`${json ? JSON.stringify(result) : `${eventCounts(result)}\n${findingCounts(result)}`}\n`);
}

async function chosenInputs(words: readonly string[]): Promise<Inputs> {
  if (words.length === 0 && process.stdin.isTTY) {
    throw new UsageError('nothing to read; name files, or give "-" to type events in');
  }
  return findInputs(words.length === 0 ? ["-"] : words);
}

/** Says how far reading is, where that can be said. */
function reachedOf({ inputs }: Inputs): (reading: IngestProgress) => string | undefined {
  const all = inputs.reduce((sum, { size }) => sum + size, 0);
  if (all === 0) return () => undefined;
  return ({ files, bytes }) => {
    const share = `${Math.min(100, Math.floor((bytes / all) * 100))} %`;
    return inputs.length === 1 ? share : `file ${count(files)} of ${count(inputs.length)}, ${share}`;
  };
}
