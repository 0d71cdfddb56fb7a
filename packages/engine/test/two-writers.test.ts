import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, inject, test } from "vitest";
import { createEngine } from "../src/index.js";
import { startChild } from "./child.js";
import { stateOf } from "./engine-state.js";
import { someEvents, someRules } from "./month.js";
import { freshDatabase, storeAt } from "./places.js";
import type { ShareOrders, ShareReport } from "./share-child.js";
import { inTemporaryFolder } from "./temporary-folder.js";

/* Several processes may write into one store at a time: nothing is lost, doubled or refused. */

const count = 900;
const numbers = Array.from({ length: count }, (_, number) => number);

/** The first events in order and the last ones in reverse; both have those in the middle. */
const halves = [numbers.slice(0, 0.6 * count), numbers.slice(0.4 * count).reverse()];

/** Runs a process for each half, all beginning at one word; gives what each reports. */
async function ingestAtOnce(path: string): Promise<ShareReport[]> {
  const children = halves.map((half, index) => {
    const orders: ShareOrders = { path, numbers: half, size: 20 + index * 7 };
    return startChild("share-child.ts", JSON.stringify(orders));
  });
  await Promise.all(children.map((child) => once(child.stdout, "data")));
  for (const child of children) child.stdin.write("go\n");
  return Promise.all(
    children.map(async (child) => {
      const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
      expect(code).toBe(0);
      return JSON.parse(output) as ShareReport;
    }),
  );
}

/** How often the events, as they were numbered, change from those that one process alone had to those of the other. */
function turns(externalIds: readonly (string | null)[]): number {
  const owners = externalIds.flatMap((id) => {
    const isIn = halves.map((half) => half.includes(Number(id)));
    return isIn.every(Boolean) ? [] : [isIn.indexOf(true)];
  });
  return owners.filter((owner, index) => index > 0 && owner !== owners[index - 1]).length;
}

async function expectOne(place: string): Promise<void> {
  const reports = await ingestAtOnce(place);
  const total = (name: keyof ShareReport) => reports.reduce((sum, report) => sum + report[name], 0);

  const [sharedStore, wholeStore] = [storeAt(place), storeAt(":memory:")];
  const [shared, whole] = [sharedStore, wholeStore].map((store) => createEngine({ store, rules: someRules }));
  if (!shared || !whole) throw new Error("two stores make two engines");
  await whole.ingest(someEvents(count));
  const [found, expected] = [await stateOf(shared, sharedStore), await stateOf(whole, wholeStore)];
  const events = await shared.events({ limit: count });
  await Promise.all([shared.close(), whole.close()]);

  expect(found).toEqual(expected);
  expect([total("new"), total("processed"), total("duplicate")]).toEqual([count, count, 0.2 * count]);
  expect(total("created") - total("withdrawn")).toBe(expected.findings.length);
  const byNumber = events.toSorted((a, b) => a.id - b.id);
  expect(turns(byNumber.map(({ external_id }) => external_id))).toBeGreaterThan(4);
}

test("two processes that ingest into one file at the same time leave what one would", { timeout: 60_000 }, async () => {
  await inTemporaryFolder((folder) => expectOne(join(folder, "shared.db")));
});

test("two processes that ingest into one PostgreSQL database leave what one would", { timeout: 60_000 }, async () => {
  await expectOne(await freshDatabase(inject("postgres")));
});
