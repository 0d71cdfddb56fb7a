import type { Store, StoreTransaction } from "../src/index.js";

/** A moment of a transaction: around its beginning, its commit, and each thing asked of it. */
export type Moment = `${"before" | "after"} ${"begin" | "commit" | keyof StoreTransaction}`;

/** The same store, telling of each moment of its transactions. What is thrown at one ends the transaction there. */
export function withMoments(store: Store, reach: (moment: Moment) => void): Store {
  return {
    ...store,
    transaction: async (work) => {
      reach("before begin");
      const result = await store.transaction(async (transaction) => {
        reach("after begin");
        const done = await work(withSteps(transaction, reach));
        reach("before commit");
        return done;
      });
      reach("after commit");
      return result;
    },
  };
}

function withSteps(transaction: StoreTransaction, reach: (moment: Moment) => void): StoreTransaction {
  const members = Object.entries(transaction) as [keyof StoreTransaction, unknown][];
  const told = members.map(([name, member]) => {
    if (typeof member !== "function") return [name, member];
    const step = async (...given: unknown[]): Promise<unknown> => {
      reach(`before ${name}`);
      const answer: unknown = await member(...given);
      reach(`after ${name}`);
      return answer;
    };
    return [name, step];
  });
  return Object.fromEntries(told) as unknown as StoreTransaction;
}
