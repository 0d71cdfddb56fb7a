import { describeProblem, type RuleFile } from "@mcm/engine/files";
import type { CaseResult, TestedFile } from "./test-rules.js";

/**
 * Test results as a JUnit report, which continuous integration shows: a suite for each rule, a case for each of its
 * cases; and a suite with an error for each file that is no rule, of which nothing could be tested.
 */
export function junitReport(files: readonly TestedFile[], broken: readonly RuleFile[]): string {
  const cases = files.flatMap((file) => file.cases);
  const suites = files.map((file) => {
    const body = file.cases.map(caseElement).join("");
    const gap = file.gap === null ? "" : element("system-out", {}, xmlText(file.gap));
    return element("testsuite", { name: file.rule_name, ...counts(file.cases), file: file.file }, body + gap);
  });
  const all = [...suites, ...broken.map(brokenSuite)].join("");
  const total = counts(cases, broken.length);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", { name: "mcm rules test", ...total }, all)}`;
}

function brokenSuite({ file, problems }: RuleFile): string {
  const errors = problems.filter(({ level }) => level === "error").map(describeProblem);
  const error = element("error", { message: errors.join("\n") }, "");
  const body = element("testcase", { classname: file, name: "is a rule", file, time: "0" }, error);
  return element("testsuite", { name: file, ...counts([], 1), file }, body);
}

function counts(cases: readonly CaseResult[], errors = 0) {
  const count = (outcome: CaseResult["outcome"]) => String(cases.filter((one) => one.outcome === outcome).length);
  const tests = String(cases.length + errors);
  return { tests, failures: count("failed"), skipped: count("not_run"), errors: String(errors) };
}

function caseElement({ rule_name, list, name, outcome, reason, file }: CaseResult): string {
  const message = { message: reason ?? "" };
  const verdict = { passed: "", failed: element("failure", message, ""), not_run: element("skipped", message, "") };
  return element("testcase", { classname: rule_name, name: `${list}: ${name}`, file, time: "0" }, verdict[outcome]);
}

function element(name: string, attributes: Readonly<Record<string, string>>, body: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`);
  return `<${name}${written.join("")}>${body}</${name}>\n`;
}

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** Text for XML 1.0, which has no form at all for most control characters and for halves of characters. */
function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[&<>"\t\n\r]/g, (character) => references[character] ?? "")
    .replaceAll(
      /[\p{Cc}\ufffe\uffff]/gu,
      (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
    );
}
