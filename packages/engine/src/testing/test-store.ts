import type { Store } from "../store.js";
import { appending } from "./store-contract/appending.js";
import { eventQueries } from "./store-contract/event-queries.js";
import { fidelity } from "./store-contract/fidelity.js";
import { findingQueries } from "./store-contract/finding-queries.js";
import { opening } from "./store-contract/opening.js";
import { paging } from "./store-contract/paging.js";
import { processing } from "./store-contract/processing.js";
import { pruning } from "./store-contract/pruning.js";
import { recallFindings } from "./store-contract/recall-findings.js";
import { recallPoints } from "./store-contract/recall-points.js";
import { recallSilence } from "./store-contract/recall-silence.js";
import { saving } from "./store-contract/saving.js";
import { sharing } from "./store-contract/sharing.js";
import { sideBySide } from "./store-contract/side-by-side.js";
import { sourceStates } from "./store-contract/source-states.js";
import type { SharedCases, StoreCases } from "./store-contract/store-case.js";
import { summaries } from "./store-contract/summaries.js";
import { transactions } from "./store-contract/transactions.js";
import { withAnEngine, withAnEngineAgain } from "./store-contract/with-an-engine.js";

const cases: Readonly<Record<string, StoreCases>> = {
  opening,
  transactions,
  appending,
  processing,
  "what is kept of sources": sourceStates,
  "recalling points": recallPoints,
  "recalling findings": recallFindings,
  "recalling silence": recallSilence,
  saving,
  "querying events": eventQueries,
  "querying findings": findingQueries,
  "paging by cursor": paging,
  summaries,
  pruning,
  fidelity,
  "with an engine": withAnEngine,
};

const sharedCases: Readonly<Record<string, SharedCases>> = {
  sharing,
  "side by side": sideBySide,
  "with an engine": withAnEngineAgain,
};

/** Gives a store on the data of a place, made when there is none. */
type OpenAt = (place: string) => Store | Promise<Store>;

/**
 * How a store is made: a function that gives a fresh, empty one each time; or, for one whose data outlives it, `at`,
 * which gives a store on the data of a place. Places are short words of letters, digits and dashes, a new one for each
 * case, and one case opens its place more than once, also at the same time.
 */
export type MakeStore = (() => Store | Promise<Store>) | { readonly at: OpenAt };

/** Registers a test: the function of that name of Vitest, Jest, node:test and others. */
export type RegisterTest = (name: string, run: () => Promise<void>) => unknown;

/**
 * Registers what every store promises as tests of a runner: each promise is one test, which throws an error that says
 * what was expected and what came. What only data can show that outlives its store is registered for stores that are
 * given by `at`. Stores are closed behind each test; data that they leave is the caller's to remove.
 *
 * @example
 * ```ts
 * import { test } from "node:test";
 * import { sqlite } from "@mcm/engine/sqlite";
 * import { testStore } from "@mcm/engine/testing";
 *
 * testStore(() => sqlite(":memory:"), test);
 * testStore({ at: (place) => sqlite(`scratch/${place}.db`) }, test);
 * ```
 */
export function testStore(make: MakeStore, test: RegisterTest): void {
  const isShared = typeof make !== "function";
  let places = 0;
  const place = (): (() => Promise<Store>) => {
    const name = `case-${++places}`;
    return async () => (isShared ? make.at(name) : make());
  };
  for (const [theme, byName] of Object.entries(cases)) {
    for (const [name, run] of Object.entries(byName)) {
      test(`${theme}: ${name}`, () => withStores(place(), async (open) => run(await open())));
    }
  }
  if (!isShared) return;
  for (const [theme, byName] of Object.entries(sharedCases)) {
    for (const [name, run] of Object.entries(byName)) {
      test(`${theme}: ${name}`, () => withStores(place(), run));
    }
  }
}

/** Lends stores, opened, and closes them behind the work. */
async function withStores(
  make: () => Promise<Store>,
  work: (open: () => Promise<Store>) => Promise<void>,
): Promise<void> {
  const stores: Store[] = [];
  const open = async (): Promise<Store> => {
    const store = await make();
    stores.push(store);
    await store.open();
    return store;
  };
  try {
    await work(open);
  } finally {
    for (const store of stores) await store.close();
  }
}
