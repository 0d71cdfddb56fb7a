import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser } from "./describe-in-browser";
import { findingRows, settled } from "./locators";
import { pages } from "./open-page";
import { demoMonth, type Served, serveDashboard } from "./serve-dashboard";

const refused = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/;

describeInBrowser("without a finding to show", () => {
  const open = pages();
  let empty: Served;
  beforeAll(async () => {
    empty = await serveDashboard([]);
  });
  afterAll(() => empty?.close());

  it("a new database says how to read events in, and copies the command", async () => {
    const page = await open(empty, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByText("No events yet. Read some from a file:").waitFor();
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("npm run -s mcm -- ingest FILE");
    expect(await page.locator("dl dd > p.figures").allInnerTexts()).toEqual(["0", "0", "0", "0"]);
  });

  it("shows the first events soon after they come in", async () => {
    const fresh = await serveDashboard([]);
    try {
      const page = await open(fresh);
      await page.getByText("No events yet. Read some from a file:").waitFor();
      await fresh.engine.ingest(demoMonth());
      await page.getByRole("button", { name: "Refresh" }).click();
      await findingRows(page).first().waitFor();
    } finally {
      await fresh.close();
    }
  });

  it("events that no rule matches are counted", async () => {
    const quiet = await serveDashboard([
      { source: "test", timestamp: "2026-01-20T09:00:00.000Z", user: "ada", event_type: "login_success" },
    ]);
    try {
      const page = await open(quiet);
      await page.getByText("No findings yet.", { exact: true }).waitFor();
      await page.getByText("1 event came in, and none matched a rule.").waitFor();
    } finally {
      await quiet.close();
    }
  });
});

describeInBrowser("filters that match nothing", () => {
  const open = pages();
  let served: Served;
  beforeAll(async () => {
    served = await serveDashboard(demoMonth());
  });
  afterAll(() => served?.close());

  it("say so and can be cleared", async () => {
    const page = await open(served, { path: "/?user=nobody" });
    await page.getByText("No findings match.").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).last().click();
    await findingRows(page).first().waitFor();
    expect(new URL(page.url()).search).toBe("");
  });

  it("and a page past the end leads back to the last one", async () => {
    const page = await open(served, { path: "/?page=4000" });
    await page.getByText(/^There is no page 4000/).waitFor();
    await page.getByRole("button", { name: "Go to the last page" }).click();
    await findingRows(page).first().waitFor();
    expect(await page.getByRole("button", { name: "Next page" }).isEnabled()).toBe(false);
  });
});

describeInBrowser("a page that is loading", () => {
  const open = pages();

  it("has the layout that it keeps", async () => {
    const served = await serveDashboard(demoMonth());
    try {
      const page = await open(served);
      let answer = () => {};
      const held = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await page.route("**/api/**", async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(served.url, { waitUntil: "domcontentloaded" });
      await page.locator("tbody .bg-blank").first().waitFor();
      const loading = await places(page);
      answer();
      await settled(page);
      await page.locator(".recharts-bar-rectangle").first().waitFor();
      expect(await places(page)).toEqual(loading);
      expect(loading.length).toBeGreaterThan(12);
    } finally {
      await served.close();
    }
  });
});

/** Where titles, heads and names of figures stand. */
const places = (page: Page) =>
  page.locator("main :is(h1, h2, dt), [aria-busy] th").evaluateAll((all) =>
    all.map((each) => {
      const { x, y, width, height } = each.getBoundingClientRect();
      return `${each.textContent}: ${[x, y, width, height].map(Math.round)}`;
    }),
  );

describeInBrowser("a server that does not answer", () => {
  const open = pages();

  it("leaves what was loaded on the screen with its age, and is found again by itself", async () => {
    const served = await serveDashboard(demoMonth());
    try {
      const page = await open(served, { excused: refused });
      await settled(page);
      const rows = await findingRows(page).allInnerTexts();
      await served.stop();
      await page.getByRole("button", { name: "Refresh" }).click();
      await page.getByText(/^The server cannot be reached\. Showing what was loaded \d+ s ago\.$/).waitFor();
      expect(await findingRows(page).allInnerTexts()).toEqual(rows);
      await served.restart();
      await page.getByText(/^Updated \d\d:\d\d UTC$/).waitFor({ timeout: 20_000 });
    } finally {
      await served.close();
    }
  });

  it("is named where nothing was loaded yet, and asked again on demand", async () => {
    const served = await serveDashboard(demoMonth());
    try {
      const page = await open(served, { excused: refused });
      await page.route("**/api/**", (route) => route.abort("connectionrefused"));
      await page.reload();
      const alert = page.getByRole("alert");
      await alert.getByText("The overview could not be loaded").waitFor();
      await alert.getByText(/^The server cannot be reached\./).waitFor();
      expect(await alert.count()).toBe(1);
      await page.unroute("**/api/**");
      await alert.getByRole("button", { name: "Try again" }).click();
      await findingRows(page).first().waitFor();
    } finally {
      await served.close();
    }
  });

  it("takes away only the part that failed", async () => {
    const served = await serveDashboard(demoMonth());
    try {
      const page = await open(served, { path: "/?user=ada", excused: refused });
      await page.route("**/api/stats/summary", (route) => route.abort("connectionrefused"));
      await page.goto(served.url);
      await page.getByText("Figures and charts could not be loaded").waitFor();
      await findingRows(page).first().waitFor();
    } finally {
      await served.close();
    }
  });

  it("quotes the reason when the server refuses", async () => {
    const served = await serveDashboard(demoMonth());
    try {
      const page = await open(served, { path: "/?from=2026-02-10&to=2026-02-01", excused: /400/ });
      await page.getByText("Findings could not be loaded").waitFor();
      const problem: { detail: string } = await (
        await fetch(`${served.url}/api/findings?from=2026-02-10T00:00:00.000Z&to=2026-02-01T00:00:00.000Z`)
      ).json();
      await page.getByRole("alert").getByText(problem.detail).waitFor();
      await page.getByRole("button", { name: "Clear filters" }).click();
      await findingRows(page).first().waitFor();
    } finally {
      await served.close();
    }
  });

  it("whose answers are of another kind does not leave a white page", async () => {
    const served = await serveDashboard(demoMonth());
    try {
      const page = await open(served, { path: "/?user=ada", excused: /TypeError/ });
      await page.route("**/api/stats/summary", (route) => route.fulfill({ json: { total: 1 } }));
      await page.goto(served.url);
      await page.getByRole("alert").getByText("This page failed").waitFor();
      await page.unroute("**/api/stats/summary");
      await page.getByRole("button", { name: "Reload the page" }).click();
      await findingRows(page).first().waitFor();
    } finally {
      await served.close();
    }
  });

  it("with the charts' code still shows figures and findings", async () => {
    const served = await serveDashboard(demoMonth());
    try {
      const page = await open(served, { excused: /ERR_FAILED|ERR_CONNECTION_REFUSED/ });
      await page.route("**/assets/charts-*.js", (route) => route.abort("connectionrefused"));
      await page.reload();
      await page.getByText("The chart could not be loaded. Reload the page to try again.").first().waitFor();
      await findingRows(page).first().waitFor();
    } finally {
      await served.close();
    }
  });
});
