import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { type Rule, severities } from "@mcm/engine";
import type { Command } from "commander";
import { z } from "zod";
import { messageOf } from "../../message-of.js";
import { once, repeated, text, word } from "../../parameters/parameter.js";
import { type NewRule, type NewRuleKind, newRuleKinds, newRuleText } from "../../rules/new-rule.js";
import { print } from "../../terminal/output.js";
import { UsageError } from "../../usage-error.js";
import { addFlags, checkFlags, type Flag } from "../flags.js";
import type { RulesFlag } from "../rules-flag.js";

const flags: readonly Flag[] = [
  { parameter: "title", written: "--title <words>", description: "a few words for a list (default: the name)" },
  { parameter: "severity", written: "--severity <severity>", description: `${severities.join(", ")} (default medium)` },
  { parameter: "on", written: "--on <type>", description: "event type that it listens to (repeatable)" },
  { parameter: "kind", written: "--kind <kind>", description: `${newRuleKinds.join(", ")} (default match)` },
  {
    parameter: "description",
    written: "--description <sentence>",
    description: "what happened, with {{user}} and the like",
  },
  { parameter: "control", written: "--control <control>", description: "requirement such as SOC2:CC6.1 (repeatable)" },
];

const eventType = z.string().regex(/^[a-z0-9]+(_+[a-z0-9]+)*$/, {
  error: ({ input }) => `is ${JSON.stringify(input)}; it takes snake_case such as "login_failed"`,
});

const initFlags = z.strictObject({
  title: once(text),
  severity: once(word(severities)),
  on: repeated(eventType),
  kind: once(word(newRuleKinds)),
  description: once(text),
  control: repeated(
    z
      .string()
      .regex(/^[A-Z0-9]+:\S+$/, { error: ({ input }) => `is ${JSON.stringify(input)}; it takes the form SOC2:CC6.1` }),
  ),
});

/** `mcm rules init` */
export function initCommand(rules: Command): void {
  const command = rules.command("init").description("make a rule file with tests that pass, to go on from");
  addFlags(command.argument("<name>", "name of the rule, in kebab-case"), flags).action(async (name: string) => {
    const given = checkFlags(initFlags, command, flags);
    const { rules: [folder = "rules"] = [], json } = command.optsWithGlobals<RulesFlag & { readonly json?: true }>();
    checkName(name);
    const file = join(folder, `${name}.rule.json`);
    const rule = isAsking(given) ? await ask(name, given) : withDefaults(name, given);
    const content = newRuleText(rule, file);
    await checkNew(content, file);
    await writeNew(file, content);
    await print(json ? `${JSON.stringify({ file })}\n` : `${file}\n`);
  });
}

/** @throws {UsageError} for a rule that would not load beside the built-in ones, or whose tests would not pass. */
async function checkNew(content: string, file: string): Promise<void> {
  const { checkRuleText } = await import("@mcm/engine/files");
  const { besideBuiltin } = await import("../../rules/rule-folders.js");
  const { testRuleFile } = await import("../../rules/test-rules.js");
  const checked = checkRuleText(content, { file });
  const error = checked.problems.find(({ level }) => level === "error");
  if (!checked.rule || error) throw new UsageError(error?.message ?? "it would be no rule");
  besideBuiltin([checked.rule], (fact) => {
    throw new UsageError(fact);
  });
  const failed = testRuleFile({ ...checked, rule: checked.rule }).cases.find(({ outcome }) => outcome !== "passed");
  if (failed) throw new UsageError(`its ${failed.list} "${failed.name}" would fail: ${failed.reason}`);
}

type Given = z.output<typeof initFlags>;

function checkName(name: string): void {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && name.length <= 100) return;
  throw new UsageError(`the name ${JSON.stringify(name)} is not kebab-case; write it as "admin-granted"`);
}

/** People at a terminal are asked, unless flags say enough. */
const isAsking = ({ on }: Given): boolean => on === undefined && process.stdin.isTTY && process.stderr.isTTY;

function withDefaults(name: string, given: Given): NewRule {
  const [first, ...others] = given.on ?? [];
  if (first === undefined) throw new UsageError("--on is missing; name an event type such as login_failed");
  const { kind = "match", severity = "medium", description, control: controls = [] } = given;
  if (kind === "sequence" && others.length > 1) {
    throw new UsageError("--on names more than two event types; a new sequence takes two, add further steps by hand");
  }
  return { name, title: given.title ?? titleOf(name), severity, kind, on: [first, ...others], description, controls };
}

const titleOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll("-", " ")}`;

async function ask(name: string, given: Given): Promise<NewRule> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const leaving = new AbortController();
  terminal.once("close", () => leaving.abort());
  const question = async (what: string, preset: string) => {
    const answer = await terminal.question(`${what} [${preset}]: `, leaving).catch(() => {
      throw new UsageError("the question was not answered; answer it, or give flags");
    });
    return answer.trim() || preset;
  };
  try {
    const answers = {
      title: given.title ?? (await question("title", titleOf(name))),
      on: (await question("event types, separated by spaces", "login_failed")).split(/[\s,]+/).filter(Boolean),
      kind: given.kind ?? (await question(`kind (${newRuleKinds.join(", ")})`, "match")),
      severity: given.severity ?? (await question(`severity (${severities.join(", ")})`, "medium")),
    };
    const checked = z
      .object({ title: text, on: z.array(eventType), kind: word(newRuleKinds), severity: word(severities) })
      .safeParse(answers);
    if (!checked.success) {
      throw new UsageError(checked.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`).join("; "));
    }
    const { kind, severity, ...rest }: { kind: NewRuleKind; severity: Rule["severity"]; title: string; on: string[] } =
      checked.data;
    return withDefaults(name, { ...given, ...rest, kind, severity });
  } finally {
    terminal.close();
  }
}

async function writeNew(file: string, content: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { flag: "wx" });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw new UsageError(
      isThere
        ? `${JSON.stringify(file)} is there already; choose another name`
        : `cannot write ${JSON.stringify(file)}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
