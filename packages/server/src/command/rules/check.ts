import { writeFile } from "node:fs/promises";
import type { RuleFile, RuleProblem } from "@mcm/engine/files";
import type { Command } from "commander";
import { checkRuleFiles } from "../../rules/check-rules.js";
import { problemText } from "../../rules/problem-text.js";
import { sarifLog } from "../../rules/sarif.js";
import { print, say } from "../../terminal/output.js";
import { visibleJson, withoutControls } from "../../terminal/visible.js";
import { UsageError } from "../../usage-error.js";
import { count } from "../counts.js";
import type { RulesFlag } from "../rules-flag.js";
import { chosenPaths } from "./chosen-paths.js";

interface Switches extends RulesFlag {
  readonly json?: true;
  readonly sarif?: string;
  readonly strict?: true;
}

/** `mcm rules check` */
export function checkCommand(rules: Command): void {
  const command = rules.command("check").description("tell all that is wrong with rule files");
  command
    .argument("[paths...]", "rule files and folders; those of --rules by default")
    .option("--strict", "exit with 1 on warnings too")
    .option("--sarif <file>", "write a SARIF log; - for standard output, instead of the text")
    .action(async (paths: string[]) => {
      const switches = command.optsWithGlobals<Switches>();
      const { json, sarif, strict } = switches;
      if (json && sarif === "-") throw new UsageError("--json and --sarif - exclude each other; choose one");
      const files = await checkRuleFiles(chosenPaths(paths, switches));
      const problems = files.flatMap((file) => file.problems);
      if (sarif !== undefined) await writeLog(sarif, problems);
      if (sarif !== "-") await print(json ? jsonLines(problems) : textOf(files));
      say(summary(files, problems));
      if (problems.some(({ level }) => level === "error" || strict)) process.exitCode = 1;
    });
}

const jsonLines = (problems: readonly RuleProblem[]) => problems.map((one) => `${visibleJson(one)}\n`).join("");

function textOf(files: readonly RuleFile[]): string {
  const faulty = files.filter(({ problems }) => problems.length > 0);
  return faulty.map(({ file, problems }) => `${problemText(file, problems)}\n`).join("");
}

function summary(files: readonly RuleFile[], problems: readonly RuleProblem[]): string {
  const checked = `${count(files.length)} rule file${files.length === 1 ? "" : "s"} checked`;
  const errors = problems.filter(({ level }) => level === "error").length;
  const warnings = problems.length - errors;
  return `${checked}: ${count(errors)} error${errors === 1 ? "" : "s"}, ${count(warnings)} warning${warnings === 1 ? "" : "s"}`;
}

async function writeLog(file: string, problems: readonly RuleProblem[]): Promise<void> {
  const lines = JSON.stringify(sarifLog(problems), null, 2).split("\n");
  const text = lines.map((line) => `${withoutControls(line)}\n`).join("");
  await (file === "-" ? print(text) : writeFile(file, text));
}
