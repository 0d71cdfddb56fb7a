import type { Engine, Store } from "../src/index.js";
import { compareBytes } from "../src/order.js";

/** All that a store holds, but for what depends on how it got there. */
export async function stateOf(engine: Engine, store: Store) {
  const findings = await engine.findings({ limit: 10_000, sort: "timestamp" });
  return {
    events: await engine.count("events"),
    summary: await engine.summary(),
    findings: findings
      .map(({ id: _, event_id: __, created_at: ___, revision: ____, ...rest }) => rest)
      .sort((a, b) => compareBytes(a.timestamp, b.timestamp) || compareBytes(a.fingerprint, b.fingerprint)),
    cursor: await store.transaction(async (transaction) => (await transaction.source("app")).cursor),
  };
}
