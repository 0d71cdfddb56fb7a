import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
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
    const faults = root ? syntaxFaults(text, errors) : [syntaxFault("the file is empty; write a rule", 0)];
    return { document: undefined, faults, offsetOf };
  }
  return { document: valueIn(root), faults: repeatedKeys(root), offsetOf };
}

/** The value of a tree, every key its own property. */
function valueIn(node: Node): unknown {
  const children = node.children ?? [];
  if (node.type === "array") return children.map(valueIn);
  if (node.type !== "object") return node.value;
  return Object.fromEntries(children.map(({ children: [key, value] = [] }) => [key?.value, value && valueIn(value)]));
}

function repeatedKeys(node: Node): (Omit<Fault, "path"> & { offset: number })[] {
  const children = node.children ?? [];
  const seen = new Set<unknown>();
  const own =
    node.type !== "object"
      ? []
      : children.flatMap(({ children: [key] = [] }) => {
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
    const [key, value] =
      children.findLast((property) => property.children?.[0]?.value === String(step))?.children ?? [];
    if (!key || !value) return node;
    if (at === "key" && index === path.length - 1) return key;
    node = value;
  }
  return node;
}

/** A mistake is followed by others that it causes: of each line the first, and of them a few. */
function syntaxFaults(text: string, errors: readonly ParseError[]) {
  const first: ParseError[] = [];
  for (const error of errors) {
    const last = first.at(-1);
    if (!last || /[\r\n]/.test(text.slice(last.offset, error.offset))) first.push(error);
    if (first.length === 5) break;
  }
  const end = text.trimEnd().length;
  return first.map(({ error, offset, length }) => {
    const found = offset >= end ? "the file ends" : `found ${shown(text.slice(offset, offset + length))}`;
    const takes = expected[printParseErrorCode(error)] ?? "JSON takes something else here";
    return syntaxFault(`${found}, but ${takes}`, offset);
  });
}

const syntaxFault = (message: string, offset: number) => ({ level: "error" as const, id: "syntax", message, offset });

const shown = (found: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
  (found.length > 40 ? `${found.slice(0, 39)}…` : found).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, " ");

const expected: Readonly<Record<string, string>> = {
  InvalidSymbol: "that is no word of JSON; a text stands between double quotes",
  InvalidNumberFormat: "that is no number of JSON; write it as 10 or 0.5",
  PropertyNameExpected: "the name of a field belongs here, between double quotes",
  ValueExpected: "a value belongs here",
  ColonExpected: "a colon belongs here, behind the name of a field",
  CommaExpected: "a comma is missing before it",
  CloseBraceExpected: "a closing } is missing",
  CloseBracketExpected: "a closing ] is missing",
  EndOfFileExpected: "the rule has ended before; a file holds one rule",
  UnexpectedEndOfComment: "the comment is not closed; end it with */",
  UnexpectedEndOfString: "the text is not closed on its line; end it with a double quote",
  UnexpectedEndOfNumber: "digits are missing",
  InvalidUnicode: "\\u takes four hexadecimal digits",
  InvalidEscapeCharacter: "that is no escape of JSON; a backslash is written \\\\",
  InvalidCharacter: "a text may not hold this character; write it as \\t, \\n or \\u0000",
};
