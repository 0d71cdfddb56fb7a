import { listedGaps, type SourceHealth, unknownHealth } from "../../source-status.js";
import { expectEqual } from "../expect-equal.js";
import { at, event } from "./sample.js";
import type { StoreCases } from "./store-case.js";

const health: SourceHealth = {
  ...{ last_attempt: at(3), last_success: at(2), complete_until: at(1), not_before: at(9) },
  ...{ error: 'it says "no"\u2028', failures: 2, newest_event: at(0), rejected: 7, last_rejection: "" },
};

const gap = (n: number) => ({ from: n % 2 === 0 ? at(n) : null, to: at(n + 1), reason: `${n}`, noticed_at: at(n + 2) });

/** What is kept of sources beside their events. */
export const sourceStates: StoreCases = {
  "nothing is known of a source at first": async (store) => {
    const state = await store.transaction((transaction) => transaction.source("app"));
    expectEqual("state", state, { cursor: null, health: unknownHealth });
    expectEqual("sources", await store.sources(), []);
  },

  "what a mark leaves out stays as it was": async (store) => {
    await store.transaction((transaction) => transaction.markSource("app", { cursor: 1, health }));
    await store.transaction((transaction) => transaction.markSource("app", { cursor: { page: 2 } }));
    const later = { ...health, failures: 3 };
    await store.transaction(async (transaction) => {
      expectEqual("after the cursor", await transaction.source("app"), { cursor: { page: 2 }, health });
      await transaction.markSource("app", { health: later });
      expectEqual("after the health", await transaction.source("app"), { cursor: { page: 2 }, health: later });
      await transaction.markSource("app", { cursor: null });
      expectEqual("after a cursor of null", await transaction.source("app"), { cursor: null, health: later });
    });
  },

  "sources come by name, each with its own": async (store) => {
    await store.transaction(async (transaction) => {
      await transaction.markSource("web", { health });
      await transaction.markSource("app", { cursor: [1], gaps: [gap(1)] });
    });
    expectEqual("sources", await store.sources(), [
      { name: "app", cursor: [1], health: unknownHealth, gap_count: 1, gaps: [gap(1)] },
      { name: "web", cursor: null, health, gap_count: 0, gaps: [] },
    ]);
  },

  "gaps are added, and the last ones come, newest first": async (store) => {
    const count = listedGaps + 5;
    for (let n = 0; n < count; n += 2) {
      await store.transaction((transaction) => transaction.markSource("app", { gaps: [gap(n), gap(n + 1)] }));
    }
    await store.transaction((transaction) => transaction.markSource("web", { gaps: [gap(99)] }));
    const [app, web] = await store.sources();
    const made = Math.ceil(count / 2) * 2;
    expectEqual("how many", app?.gap_count, made);
    expectEqual(
      "gaps",
      app?.gaps,
      Array.from({ length: listedGaps }, (_, n) => gap(made - 1 - n)),
    );
    expectEqual("gaps of the other", web?.gaps, [gap(99)]);
  },

  "a transaction that fails keeps nothing of a source": async (store) => {
    await store.transaction((transaction) => transaction.markSource("app", { cursor: 1, health, gaps: [gap(1)] }));
    const before = await store.sources();
    const failing = store.transaction(async (transaction) => {
      await transaction.append([event("a")], true);
      await transaction.markSource("app", { cursor: 2, health: unknownHealth, gaps: [gap(2)] });
      await transaction.markSource("web", { cursor: 3 });
      throw new Error("on purpose");
    });
    await failing.catch(() => undefined);
    expectEqual("sources", await store.sources(), before);
  },
};
