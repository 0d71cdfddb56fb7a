import { type FormatName, formatNames } from "@mcm/sources";
import type { Command } from "commander";
import { z } from "zod";
import { ingestFiles } from "../ingest/ingest-files.js";
import { keepHeapSmall } from "../ingest/keep-heap-small.js";
import { checkReadable } from "../ingest/readable.js";
import { once, wholeNumber, word } from "../parameters/parameter.js";
import { rulesOf } from "../rules/rule-folders.js";
import { print } from "../terminal/output.js";
import { showProgress } from "../terminal/progress.js";
import { UsageError } from "../usage-error.js";
import { count, findingCounts } from "./counts.js";
import { addFlags, checkFlags, type Flag } from "./flags.js";
import type { RulesFlag } from "./rules-flag.js";
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
}

/** `mcm ingest` */
export function ingestCommand(program: Command): void {
  const command = program.command("ingest").description("read events from files or standard input");
  addFlags(command.argument("[files...]", "files of JSON or NDJSON; - or none for standard input"), flags)
    .option("--no-run", "only store the events, for a later run of the rules")
    .option("--skip-invalid", "exit with 0 even when records were rejected")
    .action(async (files: string[]) => {
      const switches = command.optsWithGlobals<Switches>();
      const { format = "auto", batch = defaultBatch } = checkFlags(ingestFlags, command, flags);
      const inputs = await chosenInputs(files);
      const ruleSet = await rulesOf(switches.rules ?? []);
      keepHeapSmall();
      const progress = showProgress("events");
      const { run } = switches;
      const result = await withEngine({ ...switches, ruleSet, create: true, batchSize: batch }, (engine) =>
        ingestFiles(engine, inputs, { format, batch, run, onProgress: progress.add }).finally(progress.end),
      );
      if (result.rejected > 0 && !switches.skipInvalid) process.exitCode = 1;
      const counts = `events: ${count(result.new)} new, ${count(result.duplicate)} duplicate, ${count(result.rejected)} rejected`;
      await print(switches.json ? `${JSON.stringify(result)}\n` : `${counts}\n${findingCounts(result)}\n`);
    });
}

async function chosenInputs(files: readonly string[]): Promise<readonly string[]> {
  if (files.length === 0 && process.stdin.isTTY) {
    throw new UsageError('nothing to read; name files, or give "-" to type events in');
  }
  for (const file of files) await checkReadable(file);
  return files.length === 0 ? ["-"] : files;
}
