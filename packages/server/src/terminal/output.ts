import { once } from "node:events";
import { messageOf } from "../message-of.js";
import { visible } from "./visible.js";

/** Writes data to standard output; resolves when there is room for more. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

/** Writes one line for the person to standard error; takes the place of a progress line. */
export function say(message: string): void {
  process.stderr.write(`${wipeLine()}${visible(message)}\n`);
}

/** What empties the line of a terminal that standard error writes to; nothing elsewhere. */
export function wipeLine(): string {
  return process.stderr.isTTY ? "\r\u001b[2K" : "";
}

/** Says what went wrong, on one line, whatever was thrown. */
export function sayError(error: unknown): void {
  say(`mcm: ${messageOf(error)}`);
}

/**
 * Ends the command quietly when the reader of its data has gone (`mcm findings | head`), and with 3 when the
 * data cannot be written. What happens to messages stops nothing: the work goes on without a listener.
 */
export function endOnWriteErrors(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    say(`mcm: the output cannot be written: ${error.message}`);
    process.exit(3);
  });
  process.stderr.on("error", () => {});
}
