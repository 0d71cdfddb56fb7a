import { beginning, comparePositions } from "../order.js";
import type { HistoryAnswers, HistoryQuestions } from "../store.js";
import type { Memory } from "./group-memory.js";
import { type Group, type Ledger, tell } from "./ledger.js";
import { nameOf, nothing } from "./review.js";
import { spanOfHit } from "./span.js";

/** Begins to remember those of some groups that have no points yet, so that they need no review. */
export function* beginNew(groups: readonly Group[], memory: Memory): Generator<HistoryQuestions, void, HistoryAnswers> {
  const strange = groups.filter(({ rule, key }) => !memory.get(rule, key));
  if (strange.length === 0) return;
  const answers = yield { ...nothing, groups: strange.map(nameOf) };
  for (const [index, { rule, key }] of strange.entries()) {
    if (answers.groups[index]) continue;
    memory.set(rule, key, { state: rule.plan.windows?.start(), last: beginning, open: null, since: 0 });
  }
}

/** The fast path: takes points that follow a remembered group's last one. False where they do not, or it is not remembered. */
export function goOn({ rule, key, points }: Group, memory: Memory, ledger: Ledger): boolean {
  const { windows, gap } = rule.plan;
  const group = memory.get(rule, key);
  const first = points[0];
  if (!windows || !group || !first || comparePositions(first, group.last) <= 0) return false;
  if (windows.knows && !windows.knows(group.state, points)) return false;
  for (const point of points) {
    const hit = windows.step(group.state, point);
    group.last = point;
    group.since++;
    if (!hit) continue;
    if (group.open && point.time - group.open.last.time < gap) {
      group.open.count += group.since;
      group.open.last = point;
      tell(ledger, rule, key, group.open);
    } else {
      const span = spanOfHit(point, hit);
      tell(ledger, rule, key, span);
      if (gap > 0) group.open = span;
    }
    group.since = 0;
  }
  return true;
}
