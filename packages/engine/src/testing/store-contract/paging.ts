import { cursorOf } from "../../cursor.js";
import { severities } from "../../event.js";
import { eventSorts, findingSorts } from "../../query.js";
import type { Store } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { add, all, at, create, event, record } from "./sample.js";
import type { StoreCases } from "./store-case.js";

const users = ["ada", "bob", null, "ünder", "zoë"];

/** Some of one moment, and some of one key. */
async function fill(store: Store, from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  await store.transaction(async (transaction) => {
    const events = numbers.map((index) => {
      const about = { user: users[index % 5] ?? null, event_type: index % 2 ? "login" : "logout" };
      return event(`${index}`, { source: index % 3 ? "app" : "web", timestamp: at((index * 7) % 8), ...about });
    });
    await add(transaction, events);
    const findings = numbers.map((index) => {
      const about = { rule_name: `rule-${index % 3}`, severity: severities[index % 4] ?? "low", risk_score: index % 5 };
      const who = { user: users[(index * 3) % 5] ?? null, event_count: 1 + (index % 4) };
      return record({ fingerprint: `f${index}`, timestamp: at((index * 5) % 9), ...about, ...who });
    });
    await create(transaction, findings);
  });
}

const both = <Key extends string>(keys: readonly Key[]) => keys.flatMap((key) => [key, `-${key}`] as const);

/** The numbers of all rows, page by page. */
async function walk<Row extends { readonly id: number }>(
  read: (cursor: string | undefined) => Promise<readonly Row[]>,
  next: (row: Row) => string,
  between: () => Promise<void>,
): Promise<number[]> {
  const seen: number[] = [];
  for (let cursor: string | undefined; seen.length < 1000; ) {
    const rows = await read(cursor);
    const last = rows.at(-1);
    if (!last) break;
    seen.push(...rows.map(({ id }) => id));
    cursor = next(last);
    await between();
  }
  return seen;
}

const still = async (): Promise<void> => undefined;

/** Lists that are gone on with behind a row. */
export const paging: StoreCases = {
  "pages make up the list, of every sort, both ways": async (store) => {
    await fill(store, 0, 30);
    for (const sort of both(eventSorts)) {
      const whole = (await store.events({ ...all, sort })).map(({ id }) => id);
      const read = (cursor: string | undefined) => store.events({ sort, limit: 4, cursor });
      expectEqual(`events by ${sort}`, await walk(read, (row) => cursorOf("events", row, sort), still), whole);
    }
    for (const sort of both(findingSorts)) {
      const whole = (await store.findings({ ...all, sort })).map(({ id }) => id);
      const read = (cursor: string | undefined) => store.findings({ sort, limit: 4, cursor });
      expectEqual(`findings by ${sort}`, await walk(read, (row) => cursorOf("findings", row, sort), still), whole);
    }
  },

  "what comes meanwhile shifts nothing": async (store) => {
    await fill(store, 0, 20);
    for (const sort of both(eventSorts)) {
      const before = (await store.events({ ...all, sort })).map(({ id }) => id);
      let count = before.length;
      const more = async () => {
        if (count < before.length + 12) await fill(store, count, count + 4);
        count += 4;
      };
      const read = (cursor: string | undefined) => store.events({ sort, limit: 6, cursor });
      const seen = await walk(read, (row) => cursorOf("events", row, sort), more);
      expectEqual(`events by ${sort}, each once`, new Set(seen).size, seen.length);
      expectEqual(
        `events by ${sort}, those of before`,
        seen.filter((id) => before.includes(id)),
        before,
      );
    }
  },

  "counting may stop, and then says so": async (store) => {
    await fill(store, 0, 30);
    const { count } = await store.countEvents({ user: "ada" });
    expectEqual("all", { count, exact: true }, { count: 6, exact: true });
    expectEqual("up to as many as there are", await store.countEvents({ user: "ada" }, 6), { count: 6, exact: true });
    for (const atMost of [1, 2, 5, 100]) {
      const total = await store.countEvents({ user: "ada" }, atMost);
      const isTrue = total.exact ? total.count === 6 : total.count >= atMost && total.count <= 6;
      expectEqual(`up to ${atMost}: ${JSON.stringify(total)} is true`, isTrue, true);
    }
  },
};
