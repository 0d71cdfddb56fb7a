import { writeFileSync } from "node:fs";
import process from "node:process";
import type { Reporter, TestModule } from "vitest/node";

/** What became of the tests. */
export interface Counts {
  readonly passed: number;
  /** Failed tests, and as one each: files that do not load, hooks that throw, errors outside any test. */
  readonly failed: number;
  readonly skipped: number;
  /** How many of `skipped` are browser tests. */
  readonly browserSkipped: number;
}

/** A Vitest reporter that writes {@link Counts} as JSON to the file that `MCM_TEST_COUNTS` names. */
export default function countReporter(): Reporter {
  return {
    onTestRunEnd(modules, errors) {
      const counts = countTests(modules);
      const file = process.env.MCM_TEST_COUNTS;
      if (file === undefined) throw new Error("MCM_TEST_COUNTS is not set; it takes the path of a file for the counts");
      writeFileSync(file, JSON.stringify({ ...counts, failed: counts.failed + errors.length }));
    },
  };
}

function countTests(modules: readonly TestModule[]): Counts {
  const states = modules.flatMap((module) =>
    [...module.children.allTests()].map((test) => ({ state: test.result().state, project: module.project.name })),
  );
  const broken = modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .filter((one) => one.errors().length > 0);
  const skipped = states.filter(({ state }) => state === "skipped" || state === "pending");
  return {
    passed: states.filter(({ state }) => state === "passed").length,
    failed: states.filter(({ state }) => state === "failed").length + broken.length,
    skipped: skipped.length,
    browserSkipped: skipped.filter(({ project }) => project === "browser").length,
  };
}
