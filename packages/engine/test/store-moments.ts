import type { Store, StoreTransaction } from "../src/index.js";
import type { SharedWork } from "../src/store.js";

/** A moment of a transaction: around its beginning, its commit, and each thing asked of it. */
export type Moment = `${"before" | "after"} ${"begin" | "commit" | keyof StoreTransaction}`;

/** The same store, telling of each moment of its transactions. What is thrown at one ends the transaction there. */
export function withMoments(store: Store, reach: (moment: Moment) => void): Store {
  const { shared } = store;
  const around = async <Result>(transact: () => Promise<Result>): Promise<Result> => {
    reach("before begin");
    const result = await transact();
    reach("after commit");
    return result;
  };
  const inside =
    <Transaction extends object, Result>(work: (transaction: Transaction) => Promise<Result>) =>
    async (transaction: Transaction): Promise<Result> => {
      reach("after begin");
      const done = await work(withSteps(transaction, reach));
      reach("before commit");
      return done;
    };
  const sharedWithMoments: SharedWork | undefined = shared && {
    ...shared,
    intake: (work) => around(() => shared.intake(inside(work))),
    claim: (wish, work) => around(() => shared.claim(wish, inside(work))),
  };
  return {
    ...store,
    shared: sharedWithMoments,
    transaction: (work) => around(() => store.transaction(inside(work))),
  };
}

function withSteps<Transaction extends object>(transaction: Transaction, reach: (moment: Moment) => void): Transaction {
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
  return Object.fromEntries(told) as unknown as Transaction;
}
