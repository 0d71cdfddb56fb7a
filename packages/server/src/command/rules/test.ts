import { writeFile } from "node:fs/promises";
import { styleText } from "node:util";
import type { Rule } from "@mcm/engine";
import type { RuleFile } from "@mcm/engine/files";
import type { Command } from "commander";
import { checkRuleFiles, isFaulty } from "../../rules/check-rules.js";
import { junitReport } from "../../rules/junit.js";
import { sayErrors } from "../../rules/rule-folders.js";
import type { CaseResult, TestedFile } from "../../rules/test-rules.js";
import { print, say } from "../../terminal/output.js";
import { showProgress } from "../../terminal/progress.js";
import { aborted, stopSignal } from "../../terminal/stop-signal.js";
import { visible, visibleJson } from "../../terminal/visible.js";
import { count } from "../counts.js";
import type { RulesFlag } from "../rules-flag.js";
import { chosenPaths } from "./chosen-paths.js";

interface Switches extends RulesFlag {
  readonly json?: true;
  readonly junit?: string;
  readonly strict?: true;
  readonly watch?: true;
}

/** `mcm rules test` */
export function testCommand(rules: Command): void {
  const command = rules.command("test").description("run the tests that rule files carry");
  command
    .argument("[paths...]", "rule files and folders; those of --rules by default")
    .option("--strict", "exit with 1 when a rule has no tests")
    .option("--watch", "go on until stopped, and test again what is edited")
    .option("--junit <file>", "write a JUnit report")
    .action(async (given: string[]) => {
      const switches = command.optsWithGlobals<Switches>();
      const paths = chosenPaths(given, switches);
      const passes = await testAll(paths, switches);
      if (switches.watch) return testAgain(paths, switches);
      if (!passes) process.exitCode = 1;
    });
}

/** Whether all tests of some rule files pass; prints how each came out. */
async function testAll(paths: readonly string[], { json, junit, strict }: Switches): Promise<boolean> {
  const files = await checkRuleFiles(paths);
  sayErrors(files);
  const { testRuleFile } = await import("../../rules/test-rules.js");
  const progress = showProgress("rules");
  const tested: TestedFile[] = [];
  for (const file of files) {
    if (!isSound(file)) continue;
    const result = testRuleFile(file);
    tested.push(result);
    const lines = json ? result.cases.map((one) => `${visibleJson(one)}\n`) : [resultText(result)];
    // Both may go to one terminal.
    progress.end();
    await print(lines.join(""));
    progress.add(1);
  }
  progress.end();
  if (junit !== undefined) await writeFile(junit, junitReport(tested, files.filter(isFaulty)));
  const cases = tested.flatMap((one) => one.cases);
  const gaps = tested.filter(({ gap }) => gap !== null);
  const broken = files.filter(isFaulty).length;
  if (json) for (const { file, rule_name, gap } of gaps) say(`${file}: rule "${rule_name}" ${gap}`);
  say(summary(tested, cases, { gaps: gaps.length, broken }));
  return cases.every(({ outcome }) => outcome === "passed") && broken === 0 && !(strict && gaps.length > 0);
}

const isSound = (file: RuleFile): file is RuleFile & { readonly rule: Rule } => file.rule !== null && !isFaulty(file);

/** Tests again at each change, until stopped. */
async function testAgain(paths: readonly string[], switches: Switches): Promise<void> {
  const { watch } = await import("chokidar");
  const stop = stopSignal();
  let turn = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch([...paths], { ignoreInitial: true });
  watcher.on("all", (_, path) => {
    // A report may be written into a folder that is watched.
    if (!/\.jsonc?$/.test(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      turn = turn
        .then(() => testAll(paths, switches))
        .then(
          () => undefined,
          (error) => say(`mcm: ${error}`),
        );
    }, 100);
  });
  await aborted(stop);
  clearTimeout(timer);
  await Promise.all([watcher.close(), turn]);
}

const signs: Readonly<Record<CaseResult["outcome"], readonly [sign: string, style: Parameters<typeof styleText>[0]]>> =
  {
    passed: ["✓", "green"],
    failed: ["✗", "red"],
    not_run: ["–", "dim"],
  };

function resultText({ rule_name, file, cases, gap }: TestedFile): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    styleText(style, text, { stream: process.stdout });
  const lines = cases.map(({ list, name, outcome, reason }) => {
    const [sign, style] = signs[outcome];
    const why = reason === null ? "" : `\n      ${visible(reason)}`;
    return `  ${paint(style, sign)} ${list.padEnd(4)}  ${visible(name)}${why}\n`;
  });
  const missing = gap === null ? "" : `  ${paint("yellow", "!")} ${gap}\n`;
  return `${paint("bold", visible(rule_name))}  ${paint("dim", visible(file))}\n${lines.join("")}${missing}`;
}

function summary(
  tested: readonly TestedFile[],
  cases: readonly CaseResult[],
  { gaps, broken }: { readonly gaps: number; readonly broken: number },
): string {
  const passed = cases.filter(({ outcome }) => outcome === "passed").length;
  const parts = [
    `${count(tested.length)} rule${tested.length === 1 ? "" : "s"} tested: ${count(passed)} of ${count(cases.length)} cases passed`,
    ...(gaps > 0 ? [`${count(gaps)} without tests`] : []),
    ...(broken > 0 ? [`${count(broken)} broken file${broken === 1 ? "" : "s"} not tested`] : []),
  ];
  return parts.join("; ");
}
