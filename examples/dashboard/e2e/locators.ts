import type { Locator, Page } from "playwright-core";

/** The table of findings. */
export const findingsTable = (page: Page): Locator => page.getByRole("table", { name: /^Findings\. / });

/** Its rows that stand for a finding. */
export const findingRows = (page: Page): Locator =>
  findingsTable(page)
    .getByRole("row")
    .filter({ has: page.getByRole("button", { name: /^Details of/ }) });

/** The texts of a column, from the top. */
export async function column(page: Page, name: string): Promise<string[]> {
  const heads = await findingsTable(page).getByRole("columnheader").allInnerTexts();
  const index = heads.findIndex((head) => head.trim() === name);
  if (index < 0) throw new Error(`the table has no column "${name}"; it has ${heads.join(", ")}`);
  const texts = await findingRows(page)
    .locator(`td:nth-child(${index + 1})`)
    .allInnerTexts();
  return texts.map((text) => text.trim());
}

/** One of the two charts with its title and its table. */
export const chart = (page: Page, name: "Events" | "Findings"): Locator =>
  page.getByRole("region", { name, exact: true }).filter({ has: page.locator(".recharts-surface") });

/** What the table behind a chart says, by the name of its bar. */
export async function chartTable(page: Page, name: "Events" | "Findings"): Promise<Map<string, number>> {
  const rows = await chart(page, name).locator("tbody tr").all();
  const cells = await Promise.all(rows.map(async (row) => row.locator("th, td").allTextContents()));
  return new Map(cells.map(([bar = "", count = ""]) => [bar, Number(count.replaceAll(",", ""))]));
}

/** Where to point to at a chart's bar, from the left; bars count from 0. */
export async function barAt(page: Page, name: "Events" | "Findings", bar: number): Promise<[x: number, y: number]> {
  const column = chart(page, name).locator(".recharts-bar-background-rectangle").nth(bar);
  await column.waitFor();
  await column.scrollIntoViewIfNeeded();
  const box = await column.boundingBox();
  if (!box) throw new Error(`bar ${bar} of ${name} is not on the screen`);
  return [box.x + box.width / 2, box.y + box.height - 4];
}

/** Waits until the findings of the address are shown. */
export async function settled(page: Page): Promise<void> {
  await page
    .locator("[aria-busy=false]")
    .or(page.getByText(/^(No (findings|events)|There is no page)/))
    .first()
    .waitFor();
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
}
