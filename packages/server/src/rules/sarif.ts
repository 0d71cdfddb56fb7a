import { relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { RuleProblem } from "@mcm/engine/files";
import { version } from "../version.js";

const schema = "https://json.schemastore.org/sarif-2.1.0.json";

/** Problems as a SARIF 2.1.0 log, which editors and code hosts show beside the lines. Paths are relative to the current folder. */
export function sarifLog(problems: readonly RuleProblem[]) {
  const ids = [...new Set(problems.map(({ id }) => id))].sort();
  const driver = { name: "mcm", version, rules: ids.map((id) => ({ id })) };
  const results = problems.map((problem) => resultOf(problem, ids.indexOf(problem.id)));
  return { $schema: schema, version: "2.1.0", runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }] };
}

function resultOf({ file, line, column, level, id, message }: RuleProblem, ruleIndex: number) {
  const region = { startLine: line, startColumn: column };
  const physicalLocation = { artifactLocation: { uri: uriOf(file) }, region };
  return { ruleId: id, ruleIndex, level, message: { text: message }, locations: [{ physicalLocation }] };
}

/** A relative reference below the current folder, with forward slashes; beyond it a file URL. */
function uriOf(file: string): string {
  const path = relative(process.cwd(), resolve(file));
  const parts = path.split(sep);
  return parts[0] === ".." || resolve(path) === path
    ? pathToFileURL(file).href
    : parts.map(encodeURIComponent).join("/");
}
