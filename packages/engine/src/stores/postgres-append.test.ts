import { expect, inject, test } from "vitest";
import { freshDatabase } from "../../test/places.js";
import type { NewEvent } from "../event.js";
import { postgres } from "./postgres.js";

const eventAt = (number: number): NewEvent => ({
  source: "app",
  external_id: `e${number}`,
  timestamp: new Date(Date.UTC(2025, 0, 1) + number * 1000).toISOString(),
  user: null,
  event_type: "logged",
  severity_hint: null,
  raw_data: { note: "x".repeat(1000) },
});

test("after many batches without a duplicate, a large one that begins with one loses and doubles nothing", async () => {
  const store = postgres(await freshDatabase(inject("postgres")));
  const add = (events: readonly NewEvent[]) => store.transaction((transaction) => transaction.append(events, false));
  await store.open();
  for (let number = 0; number < 10; number++) await add([eventAt(number)]);
  const ids = await add(Array.from({ length: 5000 }, (_, index) => eventAt(index)));
  expect(ids.map((id) => id === null)).toEqual(Array.from({ length: 5000 }, (_, index) => index < 10));
  expect((await store.status()).rows.events).toBe(5000);
  await store.close();
});
