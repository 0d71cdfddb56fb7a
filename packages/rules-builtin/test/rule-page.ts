import type { Rule } from "@mcm/engine";
import type { RuleFile } from "@mcm/engine/files";
import { linkOf } from "./control-links.js";
import type { PackName } from "./pack-files.js";

const products: Readonly<Record<PackName, string>> = { github: "GitHub", aws: "AWS CloudTrail", okta: "Okta" };

/** The page that tells people of a rule. */
export function rulePage({ rule, tests }: RuleFile): string {
  if (!rule) throw new Error("a rule that does not load has no page");
  const { name, title, severity, description, on = [], rationale = "", controls = [] } = rule;
  const { next_steps = [], false_positives = [], references = [] } = rule;
  const cases = (list: readonly { readonly name: string }[] = []) => list.map((one) => `- ${one.name}`);
  return page([
    `# ${title}`,
    `\`${name}\` · **${severity}** · listens to ${on.map((type) => `\`${type}\``).join(", ") || "events of every type"}`,
    `> ${text(description)}`,
    rationale,
    "## What to do",
    next_steps.map((step, index) => `${index + 1}. ${step}`).join("\n"),
    "## Commonly harmless",
    list(false_positives),
    "## Watches over",
    list(controls.map(linkOf)),
    "## Condition",
    fenced(JSON.stringify(conditionOf(rule), null, 2)),
    "## Its tests",
    `Finds:\n\n${cases(tests?.hits).join("\n")}`,
    `Does not find:\n\n${cases(tests?.misses).join("\n")}`,
    "## Read on",
    list(references.map((address) => `<${address}>`)),
  ]);
}

/** The page that lists a pack's rules. */
export function packPage(pack: PackName, files: readonly RuleFile[]): string {
  const rows = files.flatMap(({ rule }) =>
    rule ? [`| [${cell(rule.title)}](${rule.name}.md) | ${rule.severity} | ${cell(text(rule.description))} |`] : [],
  );
  return page([
    `# Rules for ${products[pack]}`,
    `${rows.length} rules. Each can be switched off and changed by its name without touching it: see [configuration](../../configuration.md). [What was looked at](../${pack}-walk.md) tells why these, and why no others.`,
    ["| rule | severity | what it says |", "| --- | --- | --- |", ...rows].join("\n"),
  ]);
}

const page = (parts: readonly string[]): string => `${parts.filter((part) => part !== "").join("\n\n")}\n`;
const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");
const fenced = (json: string): string => `\`\`\`json\n${json}\n\`\`\``;
const cell = (words: string): string => words.replaceAll("|", "\\|");

/** A description with its placeholders as code, lest a page takes them for its own; of alternatives the first. */
const text = (description: string): string => description.replaceAll(/\{\{([^}|]+)[^}]*\}\}/g, "`$1`");

/** What decides, of all that a rule says. */
function conditionOf(rule: Rule): object {
  const said = ["name", "title", "severity", "description", "risk_score", "controls", "version"];
  const forPeople = ["rationale", "next_steps", "false_positives", "references"];
  return Object.fromEntries(Object.entries(rule).filter(([field]) => ![...said, ...forPeople].includes(field)));
}
