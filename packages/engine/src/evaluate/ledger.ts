import type { Point } from "../kind.js";
import type { FindingChange } from "../store.js";
import type { CompiledRule, MatchSet } from "./rule-set.js";
import type { Span } from "./span.js";

/** One group of one rule with new points. */
export interface Group {
  readonly rule: CompiledRule;
  readonly matchSet: MatchSet;
  readonly key: string;
  readonly points: readonly Point[];
}

/** A finding to be told, with what it belongs to. */
export interface Told {
  readonly rule: CompiledRule;
  readonly group: string | null;
  readonly span: Span;
}

/** What a batch changes, as it is found out. */
export interface Ledger {
  readonly told: Map<Span, Told>;
  readonly withdrawals: FindingChange[];
}

/** Notes a finding that may have changed. */
export function tell({ told }: Ledger, rule: CompiledRule, group: string | null, span: Span): void {
  told.set(span, { rule, group, span });
}
