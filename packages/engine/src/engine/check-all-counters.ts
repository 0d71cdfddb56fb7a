import type { CounterDifference, CountersChecked, StoreTransaction } from "../store.js";

/** Rows counted in a transaction, about. */
const countedAtOnce = 5000;

/** Compares all counters with what is stored, some hours in a transaction. */
export async function checkAllCounters(
  transact: <Result>(work: (transaction: StoreTransaction) => Promise<Result>) => Promise<Result>,
  { mend, signal }: { readonly mend: boolean; readonly signal: AbortSignal },
): Promise<CounterDifference[]> {
  const found: CounterDifference[] = [];
  for (let hour: number | null = null; !signal.aborted; ) {
    const step = { hour, limit: countedAtOnce, mend };
    const checked: CountersChecked = await transact((transaction) => transaction.checkCounters(step));
    found.push(...checked.differences);
    if (checked.next === null) break;
    hour = checked.next;
  }
  return found;
}
