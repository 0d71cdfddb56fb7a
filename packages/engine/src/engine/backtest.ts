import type { EvaluatorOptions } from "../evaluate/create-evaluator.js";
import { createEvaluator } from "../evaluate/create-evaluator.js";
import { numbered } from "../evaluate/matching.js";
import type { NewEvent } from "../event.js";
import type { EvaluatedFinding } from "../finding.js";
import type { Store } from "../store.js";

/** Which stored events a backtest looks at: event time in milliseconds, `to` not included. */
export interface BacktestSpan {
  readonly from: number;
  readonly to: number;
  readonly signal: AbortSignal;
  /** Told how many more events were read. */
  readonly onProgress: (count: number) => void;
}

const isFunction = (value: unknown): boolean => typeof value === "function";

/** Events read at a time. */
const pageSize = 5000;

/** What rules find in stored events; nothing is written. Events that match no rule are not kept in memory. */
export async function backtest(
  store: Store,
  options: EvaluatorOptions,
  { from, to, signal, onProgress }: BacktestSpan,
): Promise<EvaluatedFinding[]> {
  const evaluator = createEvaluator(options);
  // Failures are to be reported, so what may fail is to see all events.
  const mayFail = options.rules.some(({ when, sequence }) => [when, ...(sequence?.steps ?? [])].some(isFunction));
  // How late it is at a source is told by its newest event, whether it matches or not.
  const newest = new Map<string, NewEvent>();
  for (let after: { time: number; id: number } | undefined; !signal.aborted; ) {
    const page = await store.processed({ from, to, after, limit: pageSize });
    const last = page.at(-1);
    if (!last) break;
    const events = page.map((event) => numbered(event).event);
    for (const event of events) newest.set(event.source, event);
    evaluator.evaluate(mayFail ? events : events.filter((event) => evaluator.matches(event).length > 0));
    after = { time: Date.parse(last.timestamp), id: last.id };
    onProgress(page.length);
  }
  evaluator.evaluate([...newest.values()]);
  return evaluator.findings();
}
