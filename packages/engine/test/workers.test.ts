import { once } from "node:events";
import { expect, inject, test } from "vitest";
import { createEngine } from "../src/index.js";
import { startChild } from "./child.js";
import { stateOf } from "./engine-state.js";
import { someEvents, someRules } from "./month.js";
import { freshDatabase, storeAt } from "./places.js";
import type { ShareOrders } from "./share-child.js";

/* Several workers on one PostgreSQL database, killed at any moment: nothing is lost, doubled or found twice. */

const count = 600;
const kills = process.env.MCM_DEEP ? 30 : 6;

/** What each worker delivers: together each event twice, in different orders and pages. */
const shares = [
  (numbers: number[]) => numbers.filter((number) => number % 2 === 0),
  (numbers: number[]) => numbers.filter((number) => number % 2 === 1).reverse(),
  (numbers: number[]) => numbers.slice(0, count / 2).reverse(),
  (numbers: number[]) => numbers.slice(count / 2),
].map((choose) => choose(Array.from({ length: count }, (_, number) => number)));

/** Keeps a worker at its share, beginning anew each time it is killed, until it gets to its end. */
async function deliver(url: string, share: number, mayKill: () => boolean): Promise<number> {
  const orders: ShareOrders = { path: url, numbers: shares[share] ?? [], size: 10 + share * 7 };
  for (let killed = 0; ; killed++) {
    const child = startChild("share-child.ts", JSON.stringify(orders));
    await once(child.stdout, "data");
    child.stdin.write("go\n");
    const isDoomed = mayKill();
    const timer = isDoomed ? setTimeout(() => child.kill("SIGKILL"), 20 + Math.random() * 300) : undefined;
    const [code] = (await once(child, "exit")) as [number | null];
    clearTimeout(timer);
    if (code === 0) return killed;
    expect(isDoomed, "nobody else ended it").toBe(true);
  }
}

test("four workers, each event delivered twice, killed over and over, find what one finds", {
  timeout: 60_000 + kills * 10_000,
}, async () => {
  const url = await freshDatabase(inject("postgres"));
  let left = kills;
  const mayKill = () => left-- > 0;
  const killed = await Promise.all(shares.map((_, share) => deliver(url, share, mayKill)));
  expect(killed.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(kills / 2);

  const [sharedStore, wholeStore] = [storeAt(url), storeAt(":memory:")];
  const shared = createEngine({ store: sharedStore, rules: someRules });
  const whole = createEngine({ store: wholeStore, rules: someRules });
  await whole.ingest(someEvents(count));
  const [found, expected] = [await stateOf(shared, sharedStore), await stateOf(whole, wholeStore)];
  await Promise.all([shared.close(), whole.close()]);
  expect(found).toEqual(expected);
  expect(new Set(found.findings.map(({ rule_name }) => rule_name)).size).toBe(someRules.length);
});
