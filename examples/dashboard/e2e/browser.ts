import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

interface Machine {
  readonly env?: NodeJS.ProcessEnv;
  readonly exists?: (path: string) => boolean;
}

/**
 * The path of a Chromium: `CHROME_PATH` if set, else one in a usual place, else Playwright's own; null without any.
 *
 * @throws when there is none at `CHROME_PATH`, and with `CI=true` when there is none at all.
 */
export function findBrowser({ env = process.env, exists = existsSync }: Machine = {}): string | null {
  const { CHROME_PATH: wanted, CI } = env;
  if (wanted && !exists(wanted)) throw new Error(`CHROME_PATH is ${wanted}, where there is no file; correct it`);
  const found = wanted || [...usual, chromium.executablePath()].find(exists);
  if (!found && CI === "true") throw new Error(`no Chromium was found and CI=true demands one; ${remedy}`);
  return found || null;
}

/** What to do about a missing Chromium. */
export const remedy = "install one (Debian: apt-get install chromium) or set CHROME_PATH to its program";

/** The Chromium that {@link launchBrowser} starts. */
export const browserPath = findBrowser();

/** Starts a headless Chromium that asks nobody but the page's own server for anything. */
export function launchBrowser(): Promise<Browser> {
  if (!browserPath) throw new Error(`no Chromium was found; ${remedy}`);
  return chromium.launch({ executablePath: browserPath, args: flags });
}

const flags = [
  // Chromium's sandbox refuses to run as root, which is who runs in containers.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
