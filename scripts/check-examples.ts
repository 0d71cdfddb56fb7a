/**
 * Compiles every TypeScript example of the pages and docstrings against the workspace's sources, and names the page and
 * line of each that does not. Each example is a module of its own; others can import one that begins with its file's name
 * in a comment.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import ts from "typescript";
import { type Example, examplesInDocstrings, examplesInMarkdown, fileNameOf } from "./code-examples.ts";
import { impliedImports } from "./implied-imports.ts";

const root = join(import.meta.dirname, "..");

/** From here all public packages, and what they depend on, can be imported. */
const home = join(root, "packages", "server");

interface Module extends Example {
  /** The page that it stands on. */
  readonly page: string;
}

const pages = ["README.md", "CONTRIBUTING.md", "packages/*/README.md", "docs/**/*.md"];
const sources = "packages/*/src/**/*.ts";
const exclude = (path: string) => /(^|[\\/])(node_modules|dist)$/.test(path) || path.endsWith(".test.ts");

/** By the path that the compiler sees. */
const modules = new Map<string, Module>();
function add(windowsPath: string, module: Module): void {
  const path = windowsPath.replaceAll("\\", "/");
  const other = modules.get(path);
  if (other)
    throw new Error(`${module.page} and ${other.page} both have an example that is called ${path}; rename one`);
  modules.set(path, module);
}
const read = (path: string) => readFileSync(join(root, path), "utf8");
for (const page of globSync(pages, { cwd: root, exclude })) {
  for (const example of examplesInMarkdown(read(page))) {
    const name = fileNameOf(example) ?? `${page.replaceAll(/[\\/]/g, "+")}.${example.line}.ts`;
    add(join(home, name), { ...example, page });
  }
}
for (const page of globSync(sources, { cwd: root, exclude })) {
  const file = join(root, page);
  const directory = join(root, ...page.split(/[\\/]/).slice(0, 2));
  for (const example of examplesInDocstrings(read(page))) {
    const code = impliedImports(directory, file, example.code) + example.code;
    add(`${file}.${example.line}.ts`, { ...example, page, code });
  }
}

const { options } = ts.parseJsonConfigFileContent(
  {
    extends: "./tsconfig.base.json",
    compilerOptions: {
      composite: false,
      declaration: false,
      emitDeclarationOnly: false,
      noEmit: true,
      moduleDetection: "force",
      types: ["node"],
    },
    files: [],
  },
  ts.sys,
  root,
);

const host = ts.createCompilerHost(options);
const { fileExists, readFile, getSourceFile } = host;
host.fileExists = (path) => modules.has(path) || fileExists(path);
host.readFile = (path) => modules.get(path)?.code ?? readFile(path);
host.getSourceFile = (path, version, ...rest) => {
  const code = modules.get(path)?.code;
  return code === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, code, version);
};

const program = ts.createProgram([...modules.keys()], options, host);
const problems = [...modules].flatMap(([path, module]) => {
  const file = program.getSourceFile(path);
  const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return found.map((problem) => describe(module, problem));
});

function describe({ page, line }: Module, { file, start = 0, messageText }: ts.Diagnostic): string {
  const within = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line;
  return `${page}:${line + within}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
}

if (problems.length > 0) console.error(problems.join("\n"));
console.log(`${modules.size} examples, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
