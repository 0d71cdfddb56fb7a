import { readFileSync } from "node:fs";
import { styleText } from "node:util";
import type { RuleProblem } from "@mcm/engine/files";
import stringWidth from "string-width";
import { visible } from "../terminal/visible.js";

/** A style for standard output, where that shows colour. */
const paint = (style: Parameters<typeof styleText>[0], text: string) =>
  styleText(style, text, { stream: process.stdout });

/** A file's problems for people, under its name, each with the line that it is about. */
export function problemText(file: string, problems: readonly RuleProblem[]): string {
  // What could not be read, or not in a bearable time, has no lines to show.
  const isRead = !problems.some(({ id }) => id === "unreadable" || id === "file-size");
  const source = isRead ? linesOf(file) : [];
  const shown = problems.map((problem) => [headline(problem), ...excerpt(source, problem)].join("\n"));
  return `${paint("underline", visible(file))}\n${shown.join("\n")}\n`;
}

function headline({ line, column, level, message, id }: RuleProblem): string {
  const place = `${line}:${column}`.padEnd(6);
  return `  ${place}  ${paint(level === "error" ? "red" : "yellow", level.padEnd(7))}  ${visible(message)}  ${paint("dim", id)}`;
}

/** How much of a line is shown, and how much of that in front of the place. */
const [widest, ahead] = [100, 50];

/** The line, and a caret under the place; nothing where the line is empty or cannot be read. */
function excerpt(source: readonly string[], { line, column }: RuleProblem): string[] {
  const text = (source[line - 1] ?? "").replaceAll("\t", " ");
  if (text.trim() === "") return [];
  const start = text.length <= widest ? 0 : Math.max(0, Math.min(column - 1 - ahead, text.length - widest));
  const before = visible(text.slice(start, column - 1));
  const after = visible(text.slice(column - 1, start + widest));
  const [lead, trail] = [start > 0 ? "…" : "", start + widest < text.length ? "…" : ""];
  const gutter = " ".repeat(`${line}`.length);
  return [
    `    ${paint("dim", `${line} │`)} ${lead}${before}${after}${trail}`,
    `    ${paint("dim", `${gutter} │`)} ${" ".repeat(stringWidth(lead + before))}${paint("red", "^")}`,
  ];
}

/** A file's lines, as problems count them. */
function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8")
      .replace(/^\ufeff/, "")
      .split(/\r\n|\n|\r/);
  } catch {
    // That it cannot be read is the problem itself.
    return [];
  }
}
