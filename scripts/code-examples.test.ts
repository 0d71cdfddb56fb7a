import { expect, it } from "vitest";
import { examplesInDocstrings, examplesInMarkdown } from "./code-examples.ts";

const fence = "```";

it("finds the TypeScript of a page, and where it stands", () => {
  const page = ["# Page", `${fence}ts`, "one();", "", "two();", fence, `${fence}ts title=x`, "three();", fence];
  expect(examplesInMarkdown(page.join("\n"))).toEqual([
    { code: "one();\n\ntwo();", line: 3 },
    { code: "three();", line: 8 },
  ]);
});

it("leaves out other languages, and what is marked no-check", () => {
  const page = [`${fence}sh`, "npm start", fence, `${fence}ts no-check`, "…", fence, `${fence}tsx`, "<p />", fence];
  expect(examplesInMarkdown(page.join("\n"))).toEqual([]);
});

it("takes the indentation of a list away", () => {
  const page = ["- First:", `  ${fence}ts`, "  if (x) {", "    y();", "  }", `  ${fence}`];
  expect(examplesInMarkdown(page.join("\n"))).toEqual([{ code: "if (x) {\n  y();\n}", line: 3 }]);
});

it("finds the TypeScript of docstrings", () => {
  const source = [
    "/**",
    " * Gives x.",
    " *",
    " * @example",
    ` * ${fence}ts`,
    " * x(",
    " *   1,",
    " * );",
    ` * ${fence}`,
    " */",
  ];
  expect(examplesInDocstrings(source.join("\n"))).toEqual([{ code: "x(\n  1,\n);", line: 6 }]);
});
