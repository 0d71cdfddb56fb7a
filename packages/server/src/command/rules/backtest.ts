import type { Engine, EvaluatedFinding, Rule } from "@mcm/engine";
import type { Command } from "commander";
import { z } from "zod";
import { backwards, runsForwards, timeRange } from "../../parameters/time-range.js";
import { backtestText, type ComparedFindings, comparisonText, leftOut } from "../../rules/backtest-text.js";
import { type ChosenRule, chosenRules } from "../../rules/chosen-rules.js";
import { compareFindings } from "../../rules/compare-findings.js";
import { rulesToCompare } from "../../rules/rules-to-compare.js";
import { sayFailures } from "../../rules/say-failures.js";
import { print, say } from "../../terminal/output.js";
import { showProgress } from "../../terminal/progress.js";
import { visibleJson } from "../../terminal/visible.js";
import { UsageError } from "../../usage-error.js";
import { count } from "../counts.js";
import { rangeFlags } from "../filter-flags.js";
import { addFlags, checkFlags } from "../flags.js";
import { type RulesFlag, ruleChoiceOf } from "../rules-flag.js";
import { withEngine } from "../with-engine.js";

interface Switches extends RulesFlag {
  readonly db?: string;
  readonly json?: true;
  readonly against?: string;
  readonly overrides?: string;
}

interface Span {
  readonly from?: string;
  readonly to?: string;
}

const spanFlags = z.strictObject(timeRange).refine(runsForwards, backwards);

/** `mcm rules backtest` */
export function backtestCommand(rules: Command): void {
  const command = rules
    .command("backtest")
    .description("tell what rules would find in the stored events; writes nothing");
  addFlags(command.argument("<rules...>", "names of rules, and paths of rule files and folders"), rangeFlags)
    .option("--against <ref|dir>", "compare with other versions of the rule files: those of a folder, or of a git ref")
    .option("--overrides <file>", "compare what these overrides would make of the rules with what they find now")
    .action(async (words: string[]) => {
      const switches = command.optsWithGlobals<Switches>();
      const { from, to } = checkFlags(spanFlags, command, rangeFlags);
      const span: Span = { ...(from && { from }), ...(to && { to }) };
      const { folders, overrides } = await ruleChoiceOf(command);
      const chosen = await chosenRules(words, folders);
      if (chosen.length === 0) throw new UsageError("these folders hold no rule; name others");
      const { now, before } = await rulesToCompare({ words, chosen, overrides }, switches);
      await withEngine({ db: switches.db, ruleSet: [] }, async (engine) => {
        const found = await findingsOf(engine, now, span);
        if (!before) return printFindings(chosen, found, switches.json);
        const foundBefore = await findingsOf(engine, before, span);
        const names = [...new Set([...chosen.map(({ rule }) => rule), ...before].map(({ name }) => name))];
        const changes = compareFindings(foundBefore, found);
        await printComparison(names, { before: foundBefore, now: found, changes }, switches.json);
      });
    });
}

/** What rules find, and how long that is taking. */
async function findingsOf(engine: Engine, rules: readonly Rule[], span: Span): Promise<readonly EvaluatedFinding[]> {
  const progress = showProgress("events");
  const told = { onProgress: progress.add, onProblem: sayFailures() };
  return engine.backtest(rules, { ...span, ...told }).finally(progress.end);
}

async function printFindings(
  chosen: readonly ChosenRule[],
  findings: readonly EvaluatedFinding[],
  json: true | undefined,
): Promise<void> {
  if (json) return print(findings.map((one) => `${visibleJson(one)}\n`).join(""));
  if (findings.length > 0) {
    await print(
      backtestText(
        chosen.map(({ rule }) => rule.name),
        findings,
      ),
    );
  }
  say(leftOut("findings", findings.length) ?? `${count(findings.length)} finding${findings.length === 1 ? "" : "s"}`);
}

async function printComparison(
  rules: readonly string[],
  compared: ComparedFindings,
  json: true | undefined,
): Promise<void> {
  const { changes } = compared;
  if (json) return print(changes.map((one) => `${visibleJson(one)}\n`).join(""));
  await print(comparisonText(rules, compared));
  say(leftOut("changes", changes.length) ?? `${count(changes.length)} change${changes.length === 1 ? "" : "s"}`);
}
