import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The built command: what users run. */
const mcm = fileURLToPath(new URL("../../dist/mcm.js", import.meta.url));

/** What a run of the command left. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** How to run the command. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What comes in by standard input; nothing by default. */
  readonly input?: string;
}

/** Starts the built command with nothing in its environment but what is given. */
export function startMcm(words: readonly string[], { cwd, env = {} }: RunOptions): ChildProcess {
  return spawn(process.execPath, [mcm, ...words], { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
}

/** Runs the built command to its end. */
export async function runMcm(words: readonly string[], options: RunOptions): Promise<Ran> {
  const child = startMcm(words, options);
  child.stdin?.end(options.input ?? "");
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended]);
  return { code, out, err };
}

async function textOf(stream: AsyncIterable<Buffer> | null): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream ?? []) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
