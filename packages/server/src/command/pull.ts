import type { Engine, PullProgress, PullResult, Source } from "@mcm/engine";
import type { Command } from "commander";
import { z } from "zod";
import { configuredSources } from "../config/configured-sources.js";
import { once, since } from "../parameters/parameter.js";
import { followRules } from "../rules/follow-rules.js";
import { type RuleChoice, rulesOf } from "../rules/rule-folders.js";
import { pullRegularly } from "../serve/pull-regularly.js";
import { print, say, sayError } from "../terminal/output.js";
import { showProgress } from "../terminal/progress.js";
import { aborted, stopSignal } from "../terminal/stop-signal.js";
import { type Column, layTable } from "../terminal/table.js";
import { UsageError } from "../usage-error.js";
import { configOf } from "./configured.js";
import { count } from "./counts.js";
import { addFlags, checkFlags, type Flag } from "./flags.js";
import { type RulesFlag, ruleChoiceOf } from "./rules-flag.js";
import { withEngine } from "./with-engine.js";

const flags: readonly Flag[] = [
  { parameter: "since", written: "--since <time>", description: "begin anew, so long ago (7d) or at this time" },
];

const pullFlags = z.strictObject({ since: once(since) });

interface Switches extends RulesFlag {
  readonly db?: string;
  readonly json?: true;
  readonly run: boolean;
  readonly watch?: true;
}

/** `mcm pull` */
export function pullCommand(program: Command): void {
  const command = program.command("pull").description("bring in what the configured sources have");
  addFlags(command.argument("[sources...]", "names of sources; all that can be pulled when left out"), flags)
    .option("--watch", "go on until stopped, each source as often as it is worth it")
    .option("--no-run", "only store the events, for a later run of the rules")
    .action(async (names: string[]) => {
      const switches = command.optsWithGlobals<Switches>();
      const how = checkFlags(pullFlags, command, flags);
      if (switches.watch && how.since !== undefined) {
        throw new UsageError("--since begins anew, which --watch would do only once; pull with --since first");
      }
      const config = configOf(command);
      const use = {
        ...switches,
        choice: await ruleChoiceOf(command),
        sources: pullable(await configuredSources(config), names),
        retention: config.retention,
      };
      await (switches.watch ? pullOn(use) : pullOnce(use, how.since));
    });
}

interface Use extends Switches {
  readonly choice: RuleChoice;
  readonly sources: readonly Source[];
  readonly retention: Parameters<typeof withEngine>[0]["retention"];
}

/** @throws {UsageError} when there is none, or a name is not among them. */
function pullable(sources: readonly Source[], names: readonly string[]): readonly Source[] {
  const able = sources.filter(({ pull }) => pull);
  if (able.length === 0) {
    throw new UsageError(
      'no source is configured that can be pulled; add one to mcm.config.ts, which "mcm init" makes',
    );
  }
  const wrong = names.find((name) => !able.some((source) => source.name === name));
  if (wrong === undefined) return names.length === 0 ? able : able.filter(({ name }) => names.includes(name));
  const known = able.map(({ name }) => name).join(", ");
  throw new UsageError(`no source ${JSON.stringify(wrong)} is configured that can be pulled; there is ${known}`);
}

async function pullOnce(use: Use, since: string | undefined): Promise<void> {
  const { sources, json, run } = use;
  const stop = stopSignal();
  const progress = progressOf();
  const outcomes = await withEngine({ ...use, ruleSet: await rulesOf(use.choice), create: true }, (engine) =>
    Promise.allSettled(
      sources.map(({ name }) => engine.pull([name], { signal: stop, run, since, onProgress: progress.show })),
    ).finally(progress.end),
  );
  const results = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value : []));
  for (const { source, rejections } of results) {
    for (const { message } of rejections.slice(0, listed)) say(`${source}: rejected: ${message}`);
  }
  await print(json ? results.map((result) => `${JSON.stringify(result)}\n`).join("") : tableOf(results));
  const failed = outcomes.filter((outcome) => outcome.status === "rejected");
  for (const { reason } of failed) sayError(reason);
  if (results.some(({ rejected }) => rejected > 0)) process.exitCode = 1;
  if (failed.length > 0) process.exitCode = 3;
}

/** Rejections that are said of each source. */
const listed = 5;

/** Pulls until stopped, and prints each pull that brought something. */
async function pullOn(use: Use): Promise<void> {
  const { sources, json, db, retention, choice } = use;
  const stop = stopSignal();
  const onPull = (result: PullResult) => {
    if (result.records > 0 || result.gaps > 0) void print(json ? `${JSON.stringify(result)}\n` : `${lineOf(result)}\n`);
  };
  const onProgress = progressOf().show;
  await withEngine({ db, sources, retention, create: true, patient: stop }, async (engine: Engine) => {
    const following = await followRules(engine, choice);
    const pulling = pullRegularly(engine, sources, { onError: sayError, onPull, onProgress });
    await aborted(stop);
    await Promise.all([pulling.stop(), following.close()]);
  });
}

/** Shows how many records came, of all sources together, and says when one has to wait. */
function progressOf(): { show(progress: PullProgress): void; end(): void } {
  const line = showProgress("records");
  const shown = new Map<string, number>();
  return {
    show: ({ source, records, waiting }) => {
      line.add(Math.max(0, records - (shown.get(source) ?? 0)));
      shown.set(source, records);
      if (waiting) say(`${source}: ${waiting.message}; trying again in ${Math.ceil(waiting.milliseconds / 1000)} s`);
    },
    end: line.end,
  };
}

const columns: readonly Column<PullResult>[] = [
  { header: "source", value: ({ source }) => source },
  { header: "records", value: ({ records }) => count(records), align: "right" },
  { header: "new events", value: (result) => count(result.new), align: "right" },
  { header: "duplicate", value: ({ duplicate }) => count(duplicate), align: "right" },
  { header: "rejected", value: ({ rejected }) => count(rejected), align: "right" },
  { header: "findings", value: findingsOf, align: "right" },
  { header: "gaps", value: ({ gaps }) => count(gaps), align: "right" },
  { header: "note", value: noteOf },
];

function tableOf(results: readonly PullResult[]): string {
  if (results.length === 0) return "";
  const table = layTable(columns, results);
  return `${[table.header, ...results.map(table.line)].join("\n")}\n`;
}

function findingsOf({ created, amended, withdrawn }: PullResult): string {
  const more = [amended > 0 && `~${count(amended)}`, withdrawn > 0 && `-${count(withdrawn)}`].filter(Boolean);
  return [`+${count(created)}`, ...more].join(" ");
}

function noteOf({ not_before, records }: PullResult): string {
  if (not_before === null) return "";
  return records === 0 ? `not asked: it is to be left alone until ${not_before}` : `next from ${not_before} on`;
}

function lineOf(result: PullResult): string {
  const { source, records, duplicate, rejected, gaps } = result;
  const facts = [
    ...[`${count(records)} records`, `${count(result.new)} new`, `${count(duplicate)} duplicate`],
    ...[`${count(rejected)} rejected`, `findings ${findingsOf(result)}`],
  ];
  return `${source}: ${[...facts, ...(gaps > 0 ? [`${count(gaps)} gaps`] : [])].join(", ")}`;
}
