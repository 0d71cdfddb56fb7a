import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkRuleText, type RuleFile } from "@mcm/engine/files";

/** The packs, by the folder of their files. */
export const packNames = ["github", "aws", "okta"] as const;

export type PackName = (typeof packNames)[number];

const folder = join(import.meta.dirname, "../packs");

/** A rule file of a pack, checked. */
export interface PackFile {
  /** Its name without the folder. */
  readonly file: string;
  readonly checked: RuleFile;
}

/** The rule files of a pack, by name. */
export function filesOf(pack: PackName): PackFile[] {
  return readdirSync(join(folder, pack))
    .filter((file) => file.endsWith(".rule.json"))
    .sort()
    .map((file) => ({ file, checked: checkRuleText(readFileSync(join(folder, pack, file), "utf8"), { file }) }));
}
