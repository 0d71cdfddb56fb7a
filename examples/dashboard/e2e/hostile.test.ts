import type { EventInput } from "@mcm/engine";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser } from "./describe-in-browser";
import { column, findingRows, findingsTable, settled } from "./locators";
import { pages } from "./open-page";
import { type Served, serveDashboard } from "./serve-dashboard";

const hostile = {
  markup: `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`,
  attribute: `" onmouseover="document.title='owned'" x="`,
  template: "{{constructor.constructor('return 1')()}} {{7*7}} %00",
  long: "a".repeat(400),
  leftwards: "\u202Eada\u202C مرحبا بالعالم",
  accents: "Z\u0351\u036B\u0343\u036A\u0302\u036B\u033Da\u0334\u0322\u030Dlgo",
};

const failures = Object.values(hostile).flatMap((user, index) =>
  Array.from({ length: 2 }, (_, second): EventInput => {
    const at = new Date(Date.UTC(2026, 1, 1 + index, 9, 0, second));
    return {
      source: hostile.markup,
      timestamp: at.toISOString(),
      user,
      event_type: "login_failed",
      raw_data: { second, [hostile.markup]: hostile.markup, __proto__: null },
    };
  }),
);

describeInBrowser("text of an attacker's making", () => {
  const open = pages();
  let served: Served;
  beforeAll(async () => {
    served = await serveDashboard(failures);
  });
  afterAll(() => served?.close());

  it("is shown as text, wherever it appears", async () => {
    const page = await open(served);
    await settled(page);
    const users = await column(page, "User");
    for (const user of [hostile.markup, hostile.attribute, hostile.template, hostile.leftwards, hostile.accents]) {
      expect(users).toContain(user.trim());
    }
    for (const row of await findingRows(page).all()) await row.getByRole("button").click();
    await page.getByText("completed the finding").first().waitFor();
    for (const summary of await page.locator("tbody summary").all()) await summary.click();
    await page.locator("tbody li pre").first().waitFor();
    await page.getByRole("combobox", { name: "User" }).click();
    await page.getByRole("option").first().waitFor();
    expect(await page.locator("img, tbody script").count()).toBe(0);
    expect(await page.title()).toBe("Overview · Mini Compliance Monitor");
  });

  it("filters by exactly what it says", async () => {
    const page = await open(served);
    await settled(page);
    for (const user of [hostile.markup, hostile.template, hostile.leftwards]) {
      const field = page.getByRole("combobox", { name: "User" });
      await field.click();
      await field.fill(user);
      await field.press("Enter");
      await page.waitForURL((url) => url.searchParams.get("user") === user);
      await settled(page);
      expect(new Set(await column(page, "User"))).toEqual(new Set([user.trim()]));
    }
  });

  it.each([1440, 768, 390])("never widens a page %d pixels wide", async (width) => {
    const page = await open(served, { viewport: { width, height: 844 } });
    await settled(page);
    for (const row of await findingRows(page).all()) await row.getByRole("button").click();
    await page.getByText("completed the finding").first().waitFor();
    for (const summary of await page.locator("tbody summary").all()) await summary.click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const table = await findingsTable(page).boundingBox();
    const cell = await findingRows(page).first().locator("td").nth(2).boundingBox();
    const details = await page.locator("tr[id^=finding-] td").first().boundingBox();
    expect(details?.width).toBe(table?.width);
    expect(cell?.width).toBeGreaterThan(200);
  });

  it("can be read whole on hover where it is cut", async () => {
    const page = await open(served);
    await settled(page);
    expect(await page.locator(`bdi[title="${hostile.long}"]`).count()).toBeGreaterThan(0);
  });
});
