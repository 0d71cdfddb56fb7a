/** How records lie in a file: one a line, or in JSON documents of any layout. */
export type Layout = "lines" | "document";

/** How much of a file is looked at to tell. */
export const headBytes = 64 * 1024;

/**
 * Tells the layout from the beginning of a file, or undefined when more of it is needed. `isAll` says that
 * there is no more.
 *
 * A `{` opens a line of NDJSON as well as an object over many lines, so the first line is read: if it is JSON,
 * lines it is. If not, it may still be a line that is broken; then the next one looks like a line of its own.
 */
export function layoutOf(head: Buffer, isAll: boolean): Layout | undefined {
  const text = head
    .toString()
    .replace(/^\uFEFF/, "")
    .trimStart();
  const complete = isAll || head.length >= headBytes;
  if (text.startsWith("[")) return layoutOfArray(text.slice(1).trimStart(), complete);
  if (text !== "" && !text.startsWith("{")) return "lines";
  return layoutOfObject(text, complete) ?? (complete ? "lines" : undefined);
}

/** Logs in plain text may begin with a `[` too: `[2025-01-20 09:00:00] …`. */
function layoutOfArray(rest: string, complete: boolean): Layout | undefined {
  if (rest === "") return complete ? "document" : undefined;
  return /^[{["\]]/.test(rest) ? "document" : "lines";
}

function layoutOfObject(text: string, complete: boolean): Layout | undefined {
  if (/^\{\s*"Records"\s*:\s*\[/.test(text)) return "document";
  const lineBreak = text.indexOf("\n");
  if (lineBreak < 0) return undefined;
  const first = text.slice(0, lineBreak).trim();
  if (isJson(first)) return "lines";
  const next = text.slice(lineBreak).trimStart();
  if (next === "") return complete ? "lines" : undefined;
  if (/^[{[]/.test(next)) return /[[:]$/.test(first) ? "document" : "lines";
  return /^["}\],:]/.test(next) ? "document" : "lines";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
