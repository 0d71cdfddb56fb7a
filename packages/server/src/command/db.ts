import type { CounterDifference, Engine, StoreStatus } from "@mcm/engine";
import type { Command } from "commander";
import { rulesOf } from "../rules/rule-folders.js";
import { print, say } from "../terminal/output.js";
import { stopSignal } from "../terminal/stop-signal.js";
import { UsageError } from "../usage-error.js";
import { configOf } from "./configured.js";
import { count } from "./counts.js";
import { addRetentionFlags, prunedText, type RetentionFlags, retentionOf } from "./retention-flags.js";
import { type RulesFlag, ruleChoiceOf } from "./rules-flag.js";
import { withEngine } from "./with-engine.js";

interface DbFlags extends RulesFlag {
  readonly db?: string;
  readonly json?: true;
  readonly migrate?: boolean;
}

/** Differences that are listed for people. */
const listed = 20;

/** `mcm db` */
export function dbCommand(program: Command): void {
  const command = program.command("db").description("look after the database");
  statusCommand(command);
  migrateCommand(command);
  pruneCommand(command);
  rebuildCommand(command);
}

function statusCommand(parent: Command): void {
  const command = parent.command("status").description("what the database holds");
  command.option("--verify", "compare the counters with what is stored").action(async () => {
    const flags = command.optsWithGlobals<DbFlags & { readonly verify?: true }>();
    const { status, wrong } = await withEngine(flags, async (engine) => ({
      status: await engine.status(),
      wrong: flags.verify ? await engine.checkCounters({ signal: stopSignal() }) : null,
    }));
    const counters = wrong === null ? {} : { counters: wrong };
    await print(flags.json ? `${JSON.stringify({ ...status, ...counters })}\n` : statusText(status, wrong));
    if (wrong !== null && wrong.length > 0) process.exitCode = 1;
  });
}

function migrateCommand(parent: Command): void {
  const command = parent.command("migrate").description("bring the database's schema up to date");
  command.action(async () => {
    const flags = command.optsWithGlobals<DbFlags>();
    const { schema } = await withEngine(flags, (engine) => engine.status());
    await print(flags.json ? `${JSON.stringify({ schema })}\n` : `schema    ${schema}\n`);
  });
}

function pruneCommand(parent: Command): void {
  const command = parent.command("prune").description("delete what is older than is to be kept");
  addRetentionFlags(command).action(async () => {
    const flags = command.optsWithGlobals<DbFlags & RetentionFlags>();
    const retention = retentionOf(flags, process.env, configOf(command).retention);
    if (!retention) {
      throw new UsageError("nothing says how long events are kept; give --keep-events, as in --keep-events 180d");
    }
    const ruleSet = await rulesOf(await ruleChoiceOf(command));
    const result = await withEngine({ ...flags, ruleSet, retention }, (engine) => prune(engine));
    await print(flags.json ? `${JSON.stringify(result)}\n` : `deleted   ${prunedText(result)}\n`);
  });
}

const prune = (engine: Engine) => engine.prune({ signal: stopSignal() });

function rebuildCommand(parent: Command): void {
  const command = parent.command("rebuild-counters").description("count anew, beside other work");
  command.action(async () => {
    const flags = command.optsWithGlobals<DbFlags>();
    const wrong = await withEngine(flags, (engine) => engine.checkCounters({ mend: true, signal: stopSignal() }));
    await print(flags.json ? `${JSON.stringify({ mended: wrong })}\n` : `mended    ${count(wrong.length)} counters\n`);
    for (const one of wrong.slice(0, listed)) say(differenceText(one));
  });
}

function statusText(
  { schema, rows, bytes, ...times }: StoreStatus,
  wrong: readonly CounterDifference[] | null,
): string {
  const lines = [
    `schema    ${schema}`,
    `size      ${count(Math.ceil(bytes / 1024))} kB`,
    `events    ${count(rows.events)} (${count(rows.unprocessed)} not seen by the rules)`,
    `findings  ${count(rows.findings)} (${count(rows.withdrawn)} withdrawn beside them)`,
    `oldest    ${times.oldest_event ?? "none"}`,
    `newest    ${times.newest_event ?? "none"}`,
    `deleted   ${times.pruned_before === null ? "nothing" : `events before ${times.pruned_before}`}`,
  ];
  if (wrong !== null)
    lines.push(
      `counters  ${wrong.length === 0 ? "right" : `${count(wrong.length)} wrong; mend them with "mcm db rebuild-counters"`}`,
    );
  return `${[...lines, ...(wrong ?? []).slice(0, listed).map(differenceText)].join("\n")}\n`;
}

const differenceText = ({ counter, from, count: counted, expected }: CounterDifference): string =>
  `  ${counter} from ${from}: ${count(counted)}, expected ${count(expected)}`;
