import type { Store, StoreTransaction } from "../../store.js";
import { sqlite } from "../../stores/sqlite.js";
import { type MakeStore, testStore } from "../test-store.js";

/** What is wrong, a store of which it is, the case that must find it, and what that says. */
export type Lie = readonly [wrong: string, make: MakeStore, name: string, message: RegExp];

/** Makes a store that is honest but for some methods. */
export const lying = (lie: (store: Store) => Partial<Store>) => (): Store => {
  const store = sqlite(":memory:");
  return { ...store, ...lie(store) };
};

/** Makes a store whose transactions are honest but for some methods. */
export const lyingInside = (lie: (transaction: StoreTransaction) => Partial<StoreTransaction>) =>
  lying((store) => ({
    transaction: (work) => store.transaction((transaction) => work({ ...transaction, ...lie(transaction) })),
  }));

/** One case of the contract, over a store. */
export function caseOf(make: MakeStore, name: string): () => Promise<void> {
  const cases = new Map<string, () => Promise<void>>();
  testStore(make, (one, run) => cases.set(one, run));
  const run = cases.get(name);
  if (!run) throw new Error(`the contract has no case "${name}"`);
  return run;
}
