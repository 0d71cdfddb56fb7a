import fc from "fast-check";
import { compileLogic } from "../compile-logic.js";
import { operatorSet } from "../operator-set.js";
import { arbitraryData, arbitraryLogic } from "./arbitrary-logic.js";
import { type Copy, differencesFrom } from "./differences.js";

/** How many pairs came out the same, and how many differently for which reason. */
export type Tally = Record<string, number>;

interface Fuzzing {
  readonly pairs: number;
  readonly seed: number;
  /** Loads json-logic-js anew. */
  readonly copy: () => Copy;
  readonly report?: (done: number, tally: Tally) => void;
}

const operators = operatorSet();
const documentsEach = 4;

/**
 * Compares conditions with json-logic-js over random documents, each over a few random data; says how it goes on each
 * tenth of the way.
 *
 * @throws {Error} with the smallest pair that differs for no reason, that throws, or that changes its data.
 */
export function fuzz({ pairs, seed, copy, report }: Fuzzing): Tally {
  const explainDifference = differencesFrom(copy);
  const tally: Tally = {};
  let done = 0;
  const runs = Math.ceil(pairs / documentsEach);
  const data = fc.array(arbitraryData, { minLength: documentsEach, maxLength: documentsEach });
  fc.assert(
    fc.property(arbitraryLogic, data, (document, all) => {
      const { value, test } = compileLogic(document, operators);
      for (const one of all) {
        const before = JSON.stringify(one);
        const found = value(one);
        const difference = explainDifference(document, one, found);
        if (difference === null) throw new Error(`differs for no reason: ${JSON.stringify(found)}`);
        const isTruthy = Array.isArray(found) ? found.length > 0 : Boolean(found);
        if (test(one) !== isTruthy) throw new Error(`its test is ${!isTruthy} for ${JSON.stringify(found)}`);
        if (JSON.stringify(one) !== before) throw new Error("the data was changed");
        const name = difference === "same" ? "same" : difference.name;
        tally[name] = (tally[name] ?? 0) + 1;
        done += 1;
        if (done % Math.ceil(pairs / 10) === 0) report?.(done, tally);
      }
    }),
    { numRuns: runs, seed },
  );
  return tally;
}
