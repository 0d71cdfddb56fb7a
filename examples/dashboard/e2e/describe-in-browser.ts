import { describe } from "vitest";
import { browserPath, remedy } from "./browser";

/** Tests that need a browser: skipped, saying why, where there is none. */
export const describeInBrowser = browserPath
  ? describe
  : (name: string, tests: () => void) => describe.skip(`${name} (no Chromium was found; ${remedy})`, tests);
