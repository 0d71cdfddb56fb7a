import type { CaseResult, TestedFile } from "./test-rules.js";

/** Test results as a JUnit report, which continuous integration shows: a suite for each rule, a case for each of its cases. */
export function junitReport(files: readonly TestedFile[]): string {
  const cases = files.flatMap((file) => file.cases);
  const suites = files.map((file) => {
    const body = file.cases.map(caseElement).join("");
    const gap = file.gap === null ? "" : element("system-out", {}, xmlText(file.gap));
    return element("testsuite", { name: file.rule_name, ...counts(file.cases), file: file.file }, body + gap);
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", { name: "mcm rules test", ...counts(cases) }, suites.join(""))}`;
}

function counts(cases: readonly CaseResult[]) {
  const count = (outcome: CaseResult["outcome"]) => String(cases.filter((one) => one.outcome === outcome).length);
  return { tests: String(cases.length), failures: count("failed"), skipped: count("not_run"), errors: "0" };
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
