import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { messageOf } from "../message-of.js";
import { newRuleText } from "../rules/new-rule.js";
import { print, say } from "../terminal/output.js";
import { UsageError } from "../usage-error.js";

/** `mcm init` */
export function initCommand(program: Command): void {
  const command = program.command("init").description("make a configuration and a first rule, to go on from");
  command.argument("[folder]", "where; the current folder when left out", ".").action(async (folder: string) => {
    const { json } = command.optsWithGlobals<{ json?: true }>();
    const files = filesOf(folder);
    const made: string[] = [];
    for (const [file, text] of files) if (await writeNew(file, text)) made.push(file);
    for (const [file] of files) if (!made.includes(file)) say(`${file} is there already, and stays as it is`);
    await print(json ? `${JSON.stringify({ files: made })}\n` : made.map((file) => `${file}\n`).join(""));
    if (made.length > 0) say('next: "mcm rules test", then "mcm serve"');
  });
}

function filesOf(folder: string): [file: string, text: string][] {
  const rule = join(folder, "rules", "login-failed-burst.rule.json");
  const text = newRuleText(
    {
      ...{ name: "login-failed-burst", title: "Repeated failed logins", severity: "high", kind: "threshold" },
      ...{ on: ["login_failed"], controls: ["SOC2:CC6.1"] },
      description: "{{user}} failed to log in {{count}} times in {{window}}",
    },
    rule,
  );
  return [
    [join(folder, "mcm.config.ts"), configText],
    [rule, text],
  ];
}

/** Whether the file was made; one that is there is left alone. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw new UsageError(`${file} cannot be written: ${messageOf(error)}`);
  }
}

const configText = `import { defineConfig } from "@mcm/server";

// Paths are relative to this file. A text may hold \${NAME}: it stands for a variable of the environment, for secrets
// that are not to be written down. Flags and the environment come before what is said here.
export default defineConfig({
  // A SQLite file, or a server that several processes share: "postgres://mcm:\${DB_PASSWORD}@db.example/mcm"
  db: "mcm.db",

  // Folders of rule files, beside the built-in rules. They are followed while "mcm serve" runs.
  rules: ["./rules"],

  // What is to be different about rules, also built-in ones: severity, counts, exceptions, or not to be at all.
  // overrides: { "login-failed": { severity: "low" } },

  // What "mcm pull" and "mcm serve" bring in. Each takes a name of its own, and how often it is pulled.
  sources: [
    // Invented events, to try everything with; take it out when there are real ones.
    { use: "fake" },

    // Logs: one file, a folder, or a pattern. Formats are recognised by what a record carries.
    // { use: "file", path: "/var/log/app/*.ndjson", every: "1m" },

    // What happens in a GitHub organisation.
    // { use: "github", org: "acme", token: "\${GITHUB_TOKEN}" },
  ],

  // How long events and findings are kept; for ever when this is left out.
  // retention: { events: "180d", findings: "2y" },
});
`;
