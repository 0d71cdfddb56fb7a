import type { Engine, PruneResult, Retention, RunResult } from "@mcm/engine";
import type { Command } from "commander";
import { followRules } from "../rules/follow-rules.js";
import { type RuleChoice, rulesOf } from "../rules/rule-folders.js";
import { pruneRegularly } from "../serve/prune-regularly.js";
import { runRegularly } from "../serve/run-regularly.js";
import { print, say, sayError } from "../terminal/output.js";
import { aborted, stopSignal } from "../terminal/stop-signal.js";
import { UsageError } from "../usage-error.js";
import { configOf } from "./configured.js";
import { count, findingCounts } from "./counts.js";
import { addPruningFlags, prunedText, pruneEvery, type RetentionFlags, retentionOf } from "./retention-flags.js";
import { type RulesFlag, ruleChoiceOf } from "./rules-flag.js";
import { withEngine } from "./with-engine.js";

interface Switches extends RulesFlag, RetentionFlags {
  readonly db?: string;
  readonly json?: true;
  readonly watch?: true;
}

/** Milliseconds between looks at what others wrote. */
const runEvery = 500;

/** `mcm run` */
export function runCommand(program: Command): void {
  const command = program.command("run").description("run the rules over events that they have not seen");
  command.option("--watch", "go on until stopped, with the rule files as they are edited");
  addPruningFlags(command).action(async () => {
    const switches = command.optsWithGlobals<Switches>();
    const choice = await ruleChoiceOf(command);
    const printRun = (result: RunResult) => print(switches.json ? `${JSON.stringify(result)}\n` : runText(result));
    if (switches.watch) {
      const retention = retentionOf(switches, process.env, configOf(command).retention);
      return runOn({ ...switches, retention }, choice, printRun);
    }
    if (switches.keepEvents ?? switches.keepFindings) {
      throw new UsageError('--keep-events and --keep-findings go with --watch; to delete once, use "mcm db prune"');
    }
    await printRun(await withEngine({ ...switches, ruleSet: await rulesOf(choice) }, (engine) => engine.run()));
  });
}

const runText = (result: RunResult): string =>
  `events: ${count(result.processed)} processed\n${findingCounts(result)}\n`;

/** Runs until stopped, and prints each run that had something to do; the first one always. */
async function runOn(
  { db, retention, ...flags }: Switches & { readonly retention: Retention | undefined },
  choice: RuleChoice,
  printRun: (result: RunResult) => Promise<void>,
): Promise<void> {
  const stop = stopSignal();
  const every = pruneEvery(flags);
  await withEngine({ db, retention, patient: stop }, async (engine) => {
    const following = await followRules(engine, choice);
    const onPrune = (result: PruneResult) => say(`deleted what is no longer kept: ${prunedText(result)}`);
    const pruning = retention && pruneRegularly(engine, { every, onError: sayError, onPrune });
    try {
      await printRun(await engine.run());
      await runUntil(stop, engine, printRun);
    } finally {
      await Promise.all([following.close(), pruning?.stop()]);
    }
  });
}

async function runUntil(
  stop: AbortSignal,
  engine: Engine,
  printRun: (result: RunResult) => Promise<void>,
): Promise<void> {
  const onRun = (result: RunResult) => (result.processed > 0 ? printRun(result) : Promise.resolve());
  const running = runRegularly(engine, { every: runEvery, onError: sayError, onRun });
  await aborted(stop);
  await running.stop();
}
