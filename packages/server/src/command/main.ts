import { CommanderError } from "commander";
import { endOnWriteErrors, sayError } from "../terminal/output.js";
import { UsageError } from "../usage-error.js";
import { createProgram } from "./program.js";

const wrongUse = 2;
const failed = 3;

/** Does what the arguments say and sets the exit code: 0 fine, 1 something was rejected, 2 wrong use, 3 failure. */
export async function main(words: readonly string[]): Promise<void> {
  endOnWriteErrors();
  try {
    await createProgram().parseAsync(words, { from: "user" });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (!(error instanceof CommanderError)) sayError(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUse;
  return error instanceof UsageError ? wrongUse : failed;
}
