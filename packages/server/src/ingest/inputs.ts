import { listFiles } from "@mcm/sources";
import { UsageError } from "../usage-error.js";
import { lookAt } from "./readable.js";

/** Something to read. */
export interface Input {
  /** A path, or `-` for standard input. */
  readonly path: string;
  /** In bytes; 0 where nobody knows. */
  readonly size: number;
  /** Whether it was found in a folder, so that it need not hold records. */
  readonly isAmong: boolean;
}

/** All there is to read. */
export interface Inputs {
  readonly inputs: readonly Input[];
  /** What in folders could not be looked at, and why. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/**
 * Finds what files, folders and globs mean, before anything is read or made; pipes and devices are taken as they are.
 *
 * @throws {UsageError} for what leads nowhere, so that a mistyped name leaves nothing half done.
 */
export async function findInputs(words: readonly string[]): Promise<Inputs> {
  const inputs: Input[] = [];
  const problems: { path: string; message: string }[] = [];
  for (const word of words) {
    if (word === "-" || (await isPipe(word))) inputs.push({ path: word, size: 0, isAmong: false });
    else await findFiles(word, { inputs, problems });
  }
  return { inputs, problems };
}

async function isPipe(path: string): Promise<boolean> {
  const found = await lookAt(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

interface Found {
  readonly inputs: Input[];
  readonly problems: { path: string; message: string }[];
}

async function findFiles(word: string, { inputs, problems }: Found): Promise<void> {
  const before = inputs.length;
  const onProblem = (path: string, { message }: Error) => void problems.push({ path, message });
  for await (const { path, size, isAmong } of listFiles([word], { onProblem })) inputs.push({ path, size, isAmong });
  if (inputs.length > before) {
    if (inputs.at(-1)?.path === word) await lookAt(word);
    return;
  }
  // A path that leads nowhere says so itself; what is there then is an empty folder, or a glob that means nothing.
  if (problems.length > 0) await lookAt(word);
  throw new UsageError(`cannot read ${JSON.stringify(word)}: no file is there; check the path`);
}
