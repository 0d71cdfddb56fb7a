import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser } from "./describe-in-browser";
import { barAt, chart, chartTable, findingRows, settled } from "./locators";
import { pages } from "./open-page";
import { demoMonth, type Served, serveDashboard } from "./serve-dashboard";

describeInBrowser("the overview", () => {
  const open = pages();
  let served: Served;
  beforeAll(async () => {
    served = await serveDashboard(demoMonth());
  });
  afterAll(() => served?.close());

  it("is served under a policy that allows no inline script or style", async () => {
    const policy = (await fetch(served.url)).headers.get("content-security-policy");
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain("unsafe");
  });

  it("shows the summary's figures", async () => {
    const { total_events, total_findings, findings_by_severity, events_over_time } = await served.engine.summary();
    const { high, critical } = findings_by_severity;
    const page = await open(served);
    await settled(page);
    const names = await page.locator("main dl dt").allTextContents();
    const figures = await page.locator("main dl dd > p:first-child").allTextContents();
    expect(Object.fromEntries(names.map((name, index) => [name, figures[index]]))).toEqual({
      Events: inFull(total_events),
      Findings: inFull(total_findings),
      "High and critical": inFull(high + critical),
      "Days with events": `${events_over_time.length} of ${daysFrom(events_over_time)}`,
    });
    expect(total_findings).toBeGreaterThan(0);
  });

  it("says in a table what each chart shows, quiet days included", async () => {
    const summary = await served.engine.summary();
    const page = await open(served);
    await chart(page, "Findings").waitFor();
    for (const [name, days] of [
      ["Events", summary.events_over_time],
      ["Findings", summary.findings_over_time],
    ] as const) {
      const table = await chartTable(page, name);
      for (const { date, count } of days) expect([date, table.get(dayName(date))]).toEqual([date, count]);
      expect([...table.values()].reduce((sum, count) => sum + count, 0)).toBe(
        days.reduce((sum, { count }) => sum + count, 0),
      );
      expect(table.size).toBe(await chart(page, name).locator(".recharts-bar-background-rectangle").count());
    }
    const findings = await chartTable(page, "Findings");
    expect(findings.size).toBeGreaterThan(summary.findings_over_time.length);
  });

  it("narrows the findings to the day whose bar is clicked, and back", async () => {
    const { day, bar, count } = await busiestDay(served);
    const page = await open(served);
    await page.mouse.click(...(await barAt(page, "Events", bar)));
    await settled(page);
    const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    expect(new URL(page.url()).search).toBe(`?from=${day}&to=${next}`);
    await page.getByText(`1–${Math.min(count, 25)} of ${count}`, { exact: true }).waitFor();

    await page.getByRole("button", { name: `${dayName(day)}, show all times` }).click();
    await settled(page);
    expect(new URL(page.url()).search).toBe("");

    await page.mouse.click(...(await barAt(page, "Findings", bar)));
    await settled(page);
    expect(new URL(page.url()).search).toBe(`?from=${day}&to=${next}`);
  });

  it("lets the keyboard do the same", async () => {
    const page = await open(served);
    const surface = chart(page, "Findings").locator(".recharts-surface[tabindex='0']");
    await surface.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.waitForURL(/from=/);
    const first = new URL(page.url()).searchParams.get("from") ?? "";
    expect([...(await chartTable(page, "Events")).keys()][1]).toBe(dayName(first));
  });

  it("breaks a day's findings down by severity under the pointer", async () => {
    const { day, bar, count } = await busiestDay(served);
    const page = await open(served);
    await page.mouse.move(...(await barAt(page, "Findings", bar)));
    const tooltip = chart(page, "Findings").locator(".recharts-tooltip-wrapper");
    await tooltip.getByText(dayName(day)).waitFor();
    await expect.poll(() => tooltip.locator("dd").allInnerTexts()).not.toContain("…");
    const figures = (await tooltip.locator("dd").allInnerTexts()).map(Number);
    expect(figures.at(-1)).toBe(count);
    expect(figures.slice(0, -1).reduce((sum, part) => sum + part, 0)).toBe(count);
  });

  it("goes to a severity from the rail", async () => {
    const { findings_by_severity } = await served.engine.summary();
    const page = await open(served);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^High/ }).click();
    await settled(page);
    expect(new URL(page.url()).search).toBe("?severity=high");
    await page
      .getByText(new RegExp(`of ${inFull(findings_by_severity.high)}$`))
      .first()
      .waitFor();
  });

  it("keeps the theme that was chosen, and follows the system's until then", async () => {
    const page = await open(served, { colorScheme: "dark" });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await page.getByRole("button", { name: "Switch to light theme" }).click();
    const light = await background();
    expect(light).not.toBe(dark);
    await page.reload();
    expect(await background()).toBe(light);
    await page.getByRole("button", { name: "Switch to dark theme" }).click();
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(background).toBe(light);
  });

  it("announces new findings within half a minute, and moves no row until asked", async () => {
    const fresh = await serveDashboard(demoMonth());
    try {
      const page = await open(fresh);
      await page.clock.install();
      await page.reload();
      await settled(page);
      const before = await findingRows(page).allInnerTexts();
      const failure = (second: number) => ({
        source: "test",
        timestamp: `2026-03-01T09:00:${String(second).padStart(2, "0")}.000Z`,
        user: "mallory",
        event_type: "login_failed",
        raw_data: { second },
      });
      const { created } = await fresh.engine.ingest(Array.from({ length: 12 }, (_, second) => failure(second)));
      expect(created).toBeGreaterThan(0);
      await page.clock.runFor(31_000);
      const show = page.getByRole("button", { name: `Show ${created} new finding${created === 1 ? "" : "s"}` });
      await show.waitFor();
      expect(await findingRows(page).allInnerTexts()).toEqual(before);
      await show.click();
      await expect.poll(() => findingRows(page).first().textContent()).toContain("mallory");
    } finally {
      await fresh.close();
    }
  });
});

const inFull = (count: number) => new Intl.NumberFormat("en-GB").format(count);

function daysFrom(days: readonly { readonly date: string }[]): number {
  const [first, last] = [days.at(0), days.at(-1)].map((day) => Date.parse(day?.date ?? ""));
  return ((last ?? 0) - (first ?? 0)) / 86_400_000 + 1;
}

const dayName = (day: string) =>
  new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  })
    .format(new Date(day))
    .replace(",", "");

/** The day with the most findings, the place of its bar from the left, and its count. */
async function busiestDay({ engine }: Served) {
  const { events_over_time, findings_over_time } = await engine.summary();
  const busiest = [...findings_over_time].sort((a, b) => b.count - a.count)[0];
  const first = [...events_over_time, ...findings_over_time].map(({ date }) => date).sort()[0];
  if (!busiest || !first) throw new Error("the demo month has no findings");
  return { day: busiest.date, count: busiest.count, bar: (Date.parse(busiest.date) - Date.parse(first)) / 86_400_000 };
}
