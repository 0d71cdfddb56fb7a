import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser } from "./describe-in-browser";
import { barAt, chart, findingRows, settled } from "./locators";
import { pages } from "./open-page";
import { demoMonth, type Served, serveDashboard } from "./serve-dashboard";

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const sizes = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 900, height: 900 },
  phone: { width: 390, height: 844 },
};

describeInBrowser("everybody", () => {
  const open = pages();
  let served: Served;
  let empty: Served;
  beforeAll(async () => {
    served = await serveDashboard(demoMonth());
    empty = await serveDashboard([]);
  });
  afterAll(async () => {
    await served?.close();
    await empty?.close();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it.each(Object.entries(sizes))(`can use every part of the page (${colorScheme}, %s)`, async (_, viewport) => {
      const page = await open(served, { colorScheme, viewport, reducedMotion: "reduce" });
      await settled(page);
      await page.mouse.move(...(await barAt(page, "Findings", 3)));
      await page.getByText("Click to see its findings").first().waitFor();
      expect(await violations(page), "with a bar's figures").toEqual([]);

      await findingRows(page).first().getByRole("button").click();
      await page.getByText("completed the finding").first().waitFor();
      for (const summary of await page.locator("tbody summary").all()) await summary.click();
      expect(await violations(page), "with an opened finding").toEqual([]);

      await page.mouse.click(...(await barAt(page, "Findings", 3)));
      await page.getByRole("group", { name: "Severity" }).getByRole("button", { name: "High" }).click();
      await page.getByRole("combobox", { name: "User" }).click();
      await page.getByRole("option").first().waitFor();
      expect(await violations(page), "with filters in use").toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    });

    it(`can use a severity's findings (${colorScheme})`, async () => {
      const page = await open(served, { colorScheme, path: "/?severity=high" });
      await settled(page);
      expect(await violations(page)).toEqual([]);
    });

    it(`can use an empty page and one that failed (${colorScheme})`, async () => {
      const page = await open(empty, { colorScheme, excused: /ERR_CONNECTION_REFUSED/ });
      await page.getByText("No events yet. Read some from a file:").waitFor();
      expect(await violations(page)).toEqual([]);
      await page.route("**/api/**", (route) => route.abort("connectionrefused"));
      await page.getByRole("button", { name: "Refresh" }).click();
      await page.getByText(/^The server cannot be reached\. Showing/).waitFor();
      expect(await violations(page)).toEqual([]);
      await page.reload();
      await page.getByText("The overview could not be loaded").waitFor();
      expect(await violations(page)).toEqual([]);
    });
  }

  it("reaches all that can be pressed with the Tab key, and sees where the focus is", async () => {
    const page = await open(served);
    await settled(page);
    await chart(page, "Findings").waitFor();
    const reached = new Set<string>();
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(focused);
      if (focus === null) break;
      expect(focus, "an outline, not below a sticky bar").toMatchObject({ outlined: true, covered: false });
      reached.add(focus.name);
    }
    for (const name of ["Overview", "Refresh", "User", "Rule", "Severity", "Next page", "Switch to dark theme"]) {
      expect([...reached]).toContainEqual(expect.stringContaining(name));
    }
  });
});

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(standards).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const { x, y, width, height } = element.getBoundingClientRect();
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  return {
    name: element.getAttribute("aria-label") ?? element.textContent ?? "",
    outlined: getComputedStyle(element).outlineStyle !== "none",
    covered: !(top && (element.contains(top) || top.contains(element))),
  };
}
