import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { barAt, chartTable, findingRows, settled } from "./locators";
import { pages } from "./open-page";
import { demoMonth, type Served, serveDashboard } from "./serve-dashboard";

/** Where the pictures go: `SCREENSHOTS`, by default test-results in this package. */
const folder = resolve(process.env.SCREENSHOTS ?? "test-results/screenshots");

const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
const refused = /ERR_|Failed to load/;

interface Scene {
  readonly data?: "demo" | "empty";
  readonly path?: string;
  readonly prepare?: (page: Page) => Promise<unknown>;
}

const scenes: Record<string, Scene> = {
  overview: {},
  empty: { data: "empty" },
  filtered: { path: "/?severity=medium&severity=low" },
  "no-match": { path: "/?user=nobody" },
  tooltip: {
    prepare: async (page) => {
      await page.mouse.move(...(await barAt(page, "Findings", await busiest(page))));
      await page.getByText("Click to see its findings").last().waitFor();
      await page.getByRole("definition").filter({ hasText: "…" }).first().waitFor({ state: "detached" });
    },
  },
  "day-chosen": {
    prepare: async (page) => {
      await page.mouse.click(...(await barAt(page, "Findings", await busiest(page))));
      await settled(page);
      await page.mouse.move(0, 0);
      await page.getByText("Click to see its findings").last().waitFor({ state: "hidden" });
    },
  },
  "finding-opened": {
    path: "/?rule_name=high-activity",
    prepare: async (page) => {
      await findingRows(page).first().getByRole("button").click();
      await page.getByText("All fields of the finding").waitFor();
      await page.locator("tbody li").first().waitFor();
    },
  },
  suggestions: { prepare: (page) => page.getByRole("combobox", { name: "User" }).click() },
  loading: {
    prepare: async (page) => {
      await page.route("**/api/**", () => {});
      await page.goto(page.url(), { waitUntil: "domcontentloaded" });
      await page.locator("tbody .bg-blank").first().waitFor();
    },
  },
  stale: {
    prepare: async (page) => {
      await page.route("**/api/**", (route) => route.abort("connectionrefused"));
      await page.getByRole("button", { name: "Refresh" }).click();
      await page.getByText(/^The server cannot be reached\. Showing/).waitFor();
    },
  },
  unreachable: {
    prepare: async (page) => {
      await page.route("**/api/**", (route) => route.abort("connectionrefused"));
      await page.reload();
      await page.getByText("The overview could not be loaded").waitFor();
    },
  },
};

async function busiest(page: Page): Promise<number> {
  const counts = [...(await chartTable(page, "Findings")).values()];
  return counts.indexOf(Math.max(...counts));
}

describe("screenshots", () => {
  const open = pages();
  const served: Partial<Record<"demo" | "empty", Served>> = {};
  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    served.demo = await serveDashboard(demoMonth(new Date(), 5000));
    served.empty = await serveDashboard([]);
  });
  afterAll(async () => {
    for (const each of Object.values(served)) await each.close();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const [size, viewport] of Object.entries(sizes)) {
      it.each(Object.entries(scenes))(
        `%s-${colorScheme}-${size}`,
        async (name, { data = "demo", path = "/", prepare }) => {
          const server = served[data];
          if (!server) throw new Error("the servers did not start");
          const page = await open(server, { colorScheme, viewport, path, excused: refused, reducedMotion: "reduce" });
          await page.locator(".recharts-surface").nth(1).waitFor();
          await settled(page);
          await prepare?.(page);
          await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${size}.png`) });
        },
      );
    }
  }
});
