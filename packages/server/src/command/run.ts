import type { Engine, RunResult } from "@mcm/engine";
import type { Command } from "commander";
import { followRules } from "../rules/follow-rules.js";
import { rulesOf } from "../rules/rule-folders.js";
import { runRegularly } from "../serve/run-regularly.js";
import { print, sayError } from "../terminal/output.js";
import { aborted, stopSignal } from "../terminal/stop-signal.js";
import { count, findingCounts } from "./counts.js";
import type { RulesFlag } from "./rules-flag.js";
import { withEngine } from "./with-engine.js";

interface Switches extends RulesFlag {
  readonly db?: string;
  readonly json?: true;
  readonly watch?: true;
}

/** Milliseconds between looks at what others wrote. */
const runEvery = 500;

/** `mcm run` */
export function runCommand(program: Command): void {
  const command = program.command("run").description("run the rules over events that they have not seen");
  command.option("--watch", "go on until stopped, with the rule files as they are edited").action(async () => {
    const switches = command.optsWithGlobals<Switches>();
    const { rules: folders = [] } = switches;
    const printRun = (result: RunResult) => print(switches.json ? `${JSON.stringify(result)}\n` : runText(result));
    if (switches.watch) return runOn(switches, folders, printRun);
    await printRun(await withEngine({ ...switches, ruleSet: await rulesOf(folders) }, (engine) => engine.run()));
  });
}

const runText = (result: RunResult): string =>
  `events: ${count(result.processed)} processed\n${findingCounts(result)}\n`;

/** Runs until stopped, and prints each run that had something to do; the first one always. */
async function runOn(
  { db }: Switches,
  folders: readonly string[],
  printRun: (result: RunResult) => Promise<void>,
): Promise<void> {
  const stop = stopSignal();
  await withEngine({ db, patient: stop }, async (engine) => {
    const following = await followRules(engine, folders);
    try {
      await printRun(await engine.run());
      await runUntil(stop, engine, printRun);
    } finally {
      await following.close();
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
