import { describe, expect, it } from "vitest";
import { findBrowser } from "./browser";

const machine = (env: Record<string, string>, ...paths: string[]) => ({
  env,
  exists: (path: string) => paths.includes(path),
});

describe("the browser for the tests", () => {
  it("is the one at CHROME_PATH, else one in a usual place", () => {
    expect(findBrowser(machine({ CHROME_PATH: "/opt/chrome" }, "/opt/chrome", "/usr/bin/chromium"))).toBe(
      "/opt/chrome",
    );
    expect(findBrowser(machine({}, "/usr/bin/google-chrome"))).toBe("/usr/bin/google-chrome");
  });

  it("may be missing, but not at CHROME_PATH and not with CI=true", () => {
    expect(findBrowser(machine({}))).toBeNull();
    expect(() => findBrowser(machine({ CHROME_PATH: "/opt/chrome" }, "/usr/bin/chromium"))).toThrow(/CHROME_PATH/);
    expect(() => findBrowser(machine({ CI: "true" }))).toThrow(/no Chromium was found and CI=true/);
  });
});
