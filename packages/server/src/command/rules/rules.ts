import type { Command } from "commander";
import { backtestCommand } from "./backtest.js";
import { checkCommand } from "./check.js";
import { explainCommand } from "./explain.js";
import { initCommand } from "./init.js";
import { listCommand } from "./list.js";
import { testCommand } from "./test.js";

/** `mcm rules` */
export function rulesCommand(program: Command): void {
  const rules = program.command("rules").description("list, check, test, explain, backtest and make rules");
  for (const add of [listCommand, checkCommand, testCommand, explainCommand, backtestCommand, initCommand]) add(rules);
}
