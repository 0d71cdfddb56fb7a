import { type Node, type ParseError, ParseErrorCode, parseTree } from "jsonc-parser";
import type { DocumentPath, Fault } from "./problem.js";

/** A text that was read with its places; what is wrong with its form has its offset. */
export interface ParsedText {
  /** The document, where the text has one. */
  readonly document: unknown;
  readonly faults: readonly (Omit<Fault, "path"> & { readonly offset: number })[];
  /** Where in the text something of the document stands; its holder where it is not there. */
  readonly offsetOf: (fault: Pick<Fault, "path" | "at">) => number;
}

/** Reads JSON that may have comments and trailing commas. The text must not nest so deep that a recursion fails. */
export function parseText(text: string): ParsedText {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const offsetOf: ParsedText["offsetOf"] = ({ path, at }) => (root ? nodeAt(root, path, at).offset : 0);
  if (!root || errors.length > 0) {
    return { document: undefined, faults: syntaxFaults(text, errors), offsetOf };
  }
  return { document: valueOf(root), faults: repeatedKeys(root), offsetOf };
}

/** The value of a tree, every key its own property. */
function valueOf(node: Node): unknown {
  const children = node.children ?? [];
  if (node.type === "array") return children.map(valueOf);
  if (node.type !== "object") return node.value;
  return Object.fromEntries(children.map(({ children: [key, value] = [] }) => [key?.value, value && valueOf(value)]));
}

function repeatedKeys(node: Node): (Omit<Fault, "path"> & { offset: number })[] {
  const children = node.children ?? [];
  const seen = new Set<unknown>();
  const own = node.type !== "object" ? [] : children.flatMap(({ children: [key] = [] }) => {
    if (!key) return [];
    const isNew = !seen.has(key.value);
    seen.add(key.value);
    const message = `${JSON.stringify(key.value)} stands here a second time, and only one can count; take one out`;
    return isNew ? [] : [{ level: "error" as const, id: "duplicate-key", message, offset: key.offset }];
  });
  return [...own, ...children.flatMap(repeatedKeys)];
}

/** The node at a path, or the deepest on the way to it; the key's node where that is asked for and there. */
function nodeAt(root: Node, path: DocumentPath, at: "key" | undefined): Node {
  let node = root;
  for (const [index, step] of path.entries()) {
    const children = node.children ?? [];
    if (node.type === "array") {
      const element = typeof step === "number" ? children[step] : undefined;
      if (!element) return node;
      node = element;
      continue;
    }
    // The last one of a key is the one that counts.
    const [key, value] = children.findLast((property) => property.children?.[0]?.value === String(step))?.children ?? [];
    if (!key || !value) return node;
    if (at === "key" && index === path.length - 1) return key;
    node = value;
  }
  return node;
}

/** A mistake is followed by others that it causes: of each line the first, and of them a few. */
function syntaxFaults(text: string, errors: readonly ParseError[]) {
  const lines = new Set<number>();
  const first = errors.filter(({ offset }) => {
    const line = text.slice(0, offset).split("\n").length;
    const isNew = !lines.has(line);
    lines.add(line);
    return isNew;
  });
  const faults = first.slice(0, 5).map(({ error, offset, length }) => {
    const found = offset >= text.trimEnd().length ? "the file ends" : `found ${show(text.slice(offset, offset + length))}`;
    return { level: "error" as const, id: "syntax", message: `${found}, but ${expected[error] ?? "JSON takes something else here"}`, offset };
  });
  if (faults.length > 0) return faults;
  return [{ level: "error" as const, id: "syntax", message: "the file is empty; write a rule", offset: 0 }];
}

const show = (found: string): string => JSON.stringify(found.length > 40 ? `${found.slice(0, 39)}…` : found);

const expected: Partial<Record<number, string>> = {
  [ParseErrorCode.InvalidSymbol]: "that is no word of JSON; a text stands between quotes",
  [ParseErrorCode.InvalidNumberFormat]: "that is no number of JSON; write it as 10 or 0.5",
  [ParseErrorCode.PropertyNameExpected]: "the name of a field belongs here, between double quotes",
  [ParseErrorCode.ValueExpected]: "a value belongs here",
  [ParseErrorCode.ColonExpected]: "a colon belongs here, behind the name of a field",
  [ParseErrorCode.CommaExpected]: "a comma is missing before it",
  [ParseErrorCode.CloseBraceExpected]: "a closing } is missing",
  [ParseErrorCode.CloseBracketExpected]: "a closing ] is missing",
  [ParseErrorCode.EndOfFileExpected]: "the rule has ended before; a file holds one rule",
  [ParseErrorCode.UnexpectedEndOfComment]: "the comment is not closed; end it with */",
  [ParseErrorCode.UnexpectedEndOfString]: "the text is not closed on its line; end it with a double quote",
  [ParseErrorCode.UnexpectedEndOfNumber]: "digits are missing",
  [ParseErrorCode.InvalidUnicode]: "\\u takes four hexadecimal digits",
  [ParseErrorCode.InvalidEscapeCharacter]: "that is no escape of JSON; a backslash is written \\\\",
  [ParseErrorCode.InvalidCharacter]: "a text may not hold this character; write it as \\t, \\n or \\u0000",
};
