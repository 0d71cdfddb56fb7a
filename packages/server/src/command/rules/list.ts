import { createEngine, type Rule, type RuleStatus } from "@mcm/engine";
import { builtinRules } from "@mcm/rules-builtin";
import type { Command } from "commander";
import { checkRuleFiles, isFaulty } from "../../rules/check-rules.js";
import { sayErrors } from "../../rules/rule-folders.js";
import { print } from "../../terminal/output.js";
import { type Column, layTable } from "../../terminal/table.js";
import { visibleJson } from "../../terminal/visible.js";
import { severityStyle } from "../columns.js";
import type { RulesFlag } from "../rules-flag.js";

/** A rule as it is listed; nothing but its name and file is known of one whose file is broken. */
interface ListedRule {
  readonly name: string;
  readonly title: string | null;
  readonly severity: Rule["severity"] | null;
  readonly kind: string | null;
  readonly controls: readonly string[];
  readonly version: string | null;
  readonly state: "active" | "set_aside" | "broken";
  /** Null for a built-in rule. */
  readonly file: string | null;
}

const columns: readonly Column<ListedRule>[] = [
  { header: "rule", value: ({ name }) => name },
  {
    header: "severity",
    value: ({ severity }) => severity,
    style: (text, { severity }) => severityStyle(text, severity),
  },
  { header: "kind", value: ({ kind }) => kind },
  { header: "version", value: ({ version }) => version?.slice(0, 8) ?? null },
  { header: "state", value: ({ state }) => state.replace("_", " ") },
  { header: "file", value: ({ file }) => file ?? "built-in" },
  { header: "controls", value: ({ controls }) => controls.join(" ") || null },
];

/** `mcm rules list` */
export function listCommand(rules: Command): void {
  const command = rules.command("list").description("list the built-in rules and those of the rule folders");
  command.action(async () => {
    const { rules: folders = [], json } = command.optsWithGlobals<RulesFlag & { readonly json?: true }>();
    const listed = await listRules(folders);
    if (listed.some(({ state }) => state === "broken")) process.exitCode = 1;
    if (json) return print(listed.map((one) => `${visibleJson(one)}\n`).join(""));
    const table = layTable(columns, listed, process.stdout.isTTY ? process.stdout.columns : undefined);
    await print(`${[table.header, ...listed.map(table.line)].join("\n")}\n`);
  });
}

async function listRules(folders: readonly string[]): Promise<readonly ListedRule[]> {
  const files = folders.length === 0 ? [] : await checkRuleFiles(folders);
  sayErrors(files);
  const sound = files.flatMap((file) => (file.rule && !isFaulty(file) ? [{ rule: file.rule, file: file.file }] : []));
  const listed = [...builtinRules.map((rule) => ({ rule, file: null })), ...sound];
  const statuses = await statusesOf(listed.map(({ rule }) => rule));
  const broken = files.filter(isFaulty).map(({ file, problems }): ListedRule => {
    const name = problems.find(({ rule_name }) => rule_name !== null)?.rule_name ?? "?";
    return { name, title: null, severity: null, kind: null, controls: [], version: null, state: "broken", file };
  });
  return [...listed.map(({ rule, file }, index) => describe(rule, file, statuses[index])), ...broken];
}

/** What an engine says of rules; in the order given. */
async function statusesOf(rules: readonly Rule[]): Promise<readonly RuleStatus[]> {
  // Loaded here, so that help and wrong use answer without waiting for a database driver.
  const { sqlite } = await import("@mcm/engine/sqlite");
  const engine = createEngine({ store: sqlite(":memory:"), rules });
  const byName = new Map(engine.rules().map((status) => [status.name, status]));
  await engine.close();
  return rules.flatMap(({ name }) => byName.get(name) ?? []);
}

function describe(rule: Rule, file: string | null, status: RuleStatus | undefined): ListedRule {
  const { name, title, severity, controls = [] } = rule;
  const state = status?.set_aside ? "set_aside" : "active";
  return { name, title, severity, kind: status?.kind ?? null, controls, version: status?.version ?? null, state, file };
}
