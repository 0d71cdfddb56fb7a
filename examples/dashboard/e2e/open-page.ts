import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { launchBrowser } from "./browser";
import type { Served } from "./serve-dashboard";

interface Options extends BrowserContextOptions {
  /** The address' path and search; `/` by default. */
  readonly path?: string;
  /** What the browser may complain of in this test; nothing by default. */
  readonly excused?: RegExp;
}

/**
 * One browser for a file's tests. `open` shows the dashboard in a page of its own; when the test has finished,
 * it fails if the page logged an error, broke its content security policy or asked another server for anything.
 */
export function pages() {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  return async function open(served: Served, { path = "/", excused, ...options }: Options = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", ...options });
    const page = await context.newPage();
    const complaints = await complaintsOf(page, served.url);
    onTestFinished(async () => {
      await context.close();
      expect(complaints.filter((each) => !excused?.test(each))).toEqual([]);
    });
    await page.goto(served.url + path);
    return page;
  };
}

async function complaintsOf(page: Page, origin: string): Promise<string[]> {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && message.text() !== "") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`asked elsewhere: ${request.url()}`);
  });
  await page.exposeFunction("reportViolation", (violation: string) => complaints.push(violation));
  await page.addInitScript(() => {
    document.addEventListener(
      "securitypolicyviolation",
      ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
        const report: unknown = Reflect.get(window, "reportViolation");
        const text = `policy broken: ${violatedDirective} by ${blockedURI} at ${sourceFile}:${lineNumber}`;
        if (typeof report === "function") report(text);
      },
    );
  });
  return complaints;
}
