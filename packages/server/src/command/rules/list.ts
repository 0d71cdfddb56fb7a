import { createEngine, type Rule, type RuleStatus } from "@mcm/engine";
import type { RuleFile } from "@mcm/engine/files";
import { builtinRules } from "@mcm/rules-builtin";
import type { Command } from "commander";
import { checkRuleFiles, isFaulty } from "../../rules/check-rules.js";
import { differenceOf, overridden, refuseUnknown } from "../../rules/overridden.js";
import { type RuleChoice, sayErrors } from "../../rules/rule-folders.js";
import { print } from "../../terminal/output.js";
import { type Column, layTable } from "../../terminal/table.js";
import { visibleJson } from "../../terminal/visible.js";
import { severityStyle } from "../columns.js";
import { ruleChoiceOf } from "../rules-flag.js";

/** A rule as it is listed; nothing but its name and file is known of one whose file is broken. */
interface ListedRule {
  readonly name: string;
  readonly title: string | null;
  readonly severity: Rule["severity"] | null;
  readonly kind: string | null;
  readonly controls: readonly string[];
  readonly version: string | null;
  readonly state: "active" | "off" | "set_aside" | "broken";
  /** What overrides change about it: `severity, threshold, 2 exceptions`; null where they change nothing. */
  readonly overridden: string | null;
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
  { header: "overridden", value: ({ overridden }) => overridden },
  { header: "file", value: ({ file }) => file ?? "built-in" },
  { header: "controls", value: ({ controls }) => controls.join(" ") || null },
];

/** `mcm rules list` */
export function listCommand(rules: Command): void {
  const command = rules.command("list").description("list the built-in rules and those of the rule folders");
  command.action(async () => {
    const { json } = command.optsWithGlobals<{ readonly json?: true }>();
    const listed = await listRules(await ruleChoiceOf(command));
    if (listed.some(({ state }) => state === "broken")) process.exitCode = 1;
    if (json) return print(listed.map((one) => `${visibleJson(one)}\n`).join(""));
    const hasOverrides = listed.some(({ overridden }) => overridden !== null);
    const shown = columns.filter(({ header }) => hasOverrides || header !== "overridden");
    const table = layTable(shown, listed, process.stdout.isTTY ? process.stdout.columns : undefined);
    await print(`${[table.header, ...listed.map(table.line)].join("\n")}\n`);
  });
}

async function listRules({ folders, overrides }: RuleChoice): Promise<readonly ListedRule[]> {
  const files = folders.length === 0 ? [] : await checkRuleFiles(folders);
  sayErrors(files);
  const sound = files.flatMap((file) => (file.rule && !isFaulty(file) ? [{ rule: file.rule, file: file.file }] : []));
  const written = [...builtinRules.map((rule) => ({ rule, file: null })), ...sound];
  const broken = files.filter(isFaulty).map(brokenRule);
  const names = new Set(broken.map(({ name }) => name));
  const rules = overridden(
    written.map(({ rule }) => rule),
    overrides,
    (name, fact) => (names.has(name) ? undefined : refuseUnknown(name, fact)),
  );
  const effective = new Map(rules.map((rule) => [rule.name, rule]));
  const listed = written.map(({ rule, file }) => ({ rule: effective.get(rule.name) ?? rule, file }));
  const statuses = await statusesOf(listed.map(({ rule }) => rule));
  return [
    ...listed.map(({ rule, file }, index): ListedRule => {
      const described = describe(rule, file, statuses[index]);
      if (!effective.has(rule.name)) return { ...described, state: "off" };
      return { ...described, overridden: differenceOf(rule.name, overrides) };
    }),
    ...broken,
  ];
}

function brokenRule({ file, problems }: RuleFile): ListedRule {
  const name = problems.find(({ rule_name }) => rule_name !== null)?.rule_name ?? "?";
  const unknown = { title: null, severity: null, kind: null, controls: [], version: null, overridden: null };
  return { name, ...unknown, state: "broken", file };
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
  const version = status?.version ?? null;
  return { name, title, severity, kind: status?.kind ?? null, controls, version, state, overridden: null, file };
}
