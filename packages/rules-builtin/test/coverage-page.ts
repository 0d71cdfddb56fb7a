import type { Control } from "@mcm/engine";
import type { RuleFile } from "@mcm/engine/files";
import { linkOf } from "./control-links.js";
import type { PackName } from "./pack-files.js";

const frameworks = [
  ["SOC2", "SOC 2, Trust Services Criteria"],
  ["ISO27001", "ISO/IEC 27001:2022, Annex A"],
  ["CIS", "CIS Controls v8"],
  ["ATTACK", "MITRE ATT&CK"],
] as const;

/** The page that tells which requirements and techniques have a rule. */
export function coveragePage(packs: readonly (readonly [PackName, readonly RuleFile[]])[]): string {
  const watchers = new Map<Control, string[]>();
  for (const [pack, files] of packs) {
    for (const { rule } of files) {
      if (!rule) continue;
      const link = `[${rule.name}](${pack}/${rule.name}.md)`;
      for (const control of rule.controls ?? []) watchers.set(control, [...(watchers.get(control) ?? []), link]);
    }
  }
  const sections = frameworks.map(([framework, title]) => {
    const controls = [...watchers.keys()].filter((control) => control.startsWith(`${framework}:`)).sort(byNumbers);
    const rows = controls.map((control) => `| ${linkOf(control)} | ${watchers.get(control)?.join(", ")} |`);
    return `## ${title}\n\n${controls.length} with a rule.\n\n| requirement | rules |\n| --- | --- |\n${rows.join("\n")}\n`;
  });
  const total = packs.reduce((sum, [, files]) => sum + files.length, 0);
  return `# What the packs watch over

${total} rules. A requirement that is named here is watched over where an event can show it; no rule makes a control
fulfilled.

${sections.join("\n")}`;
}

/** `CC6.2` before `CC6.10`. */
const byNumbers = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
