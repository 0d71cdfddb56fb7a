import { readFile } from "node:fs/promises";
import { messageOf } from "../message-of.js";
import { UsageError } from "../usage-error.js";

/**
 * What a file of JSON holds. Comments and trailing commas are allowed, so that one may say why.
 *
 * @throws {UsageError} naming the file and, where it is no JSON, the line.
 */
export async function readJson(file: string): Promise<unknown> {
  // Loaded here, as most runs of the command read none.
  const { parse, printParseErrorCode } = await import("jsonc-parser");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`);
  });
  const errors: import("jsonc-parser").ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (!first) return value;
  const line = text.slice(0, first.offset).split("\n").length;
  throw new UsageError(
    `${file}:${line}: this is no JSON: ${wordsOf(printParseErrorCode(first.error))}; correct it there`,
  );
}

/** `CommaExpected` as words. */
const wordsOf = (code: string): string => code.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
