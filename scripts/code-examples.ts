/** A piece of TypeScript that a page or a docstring shows. */
export interface Example {
  /** The code; line n of it stands at line `line + n - 1` of its file. */
  readonly code: string;
  /** Where its first line stands, from 1. */
  readonly line: number;
}

/**
 * The TypeScript that a Markdown page shows: blocks fenced as `ts`, or as `ts` with more words.
 * One fenced as `ts no-check` is left out: it is a fragment, or shows what does not compile.
 */
export function examplesInMarkdown(text: string): Example[] {
  return blocks(text.split("\n"));
}

/** The TypeScript that the docstrings of a source file show. */
export function examplesInDocstrings(text: string): Example[] {
  return blocks(text.split("\n").map((line) => /^\s*\*(?: (.*))?$/.exec(line)?.at(1) ?? ""));
}

/** The file that an example is of, where its first line says so: `// door.ts`. */
export function fileNameOf({ code }: Example): string | undefined {
  return /^\/\/ ([a-z][a-z0-9.-]*\.ts)\n/.exec(code)?.[1];
}

function blocks(lines: readonly string[]): Example[] {
  const examples: Example[] = [];
  let open: { words: readonly string[]; line: number; indent: string; code: string[] } | null = null;
  for (const [index, line] of lines.entries()) {
    const [, indent = "", info] = /^(\s*)```+(.*)$/.exec(line) ?? [];
    if (info === undefined) open?.code.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    else if (open === null) open = { words: info.trim().split(/\s+/), line: index + 2, indent, code: [] };
    else {
      if (open.words[0] === "ts" && !open.words.includes("no-check")) {
        examples.push({ code: open.code.join("\n"), line: open.line });
      }
      open = null;
    }
  }
  return examples;
}
