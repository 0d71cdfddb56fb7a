import { asking, inStep } from "../in-step.js";
import type { Point, Review } from "../kind.js";
import { comparePositions, countBetween } from "../order.js";
import type { GroupName, HistoryAnswers, HistoryQuestions } from "../store.js";
import type { GroupMemory, Memory } from "./group-memory.js";
import { type Group, type Ledger, tell } from "./ledger.js";
import { type Span, spanOfRecord, withdrawalOf } from "./span.js";
import { type Gap, settleSingles, uniteHits } from "./unite.js";

/** A look into the store that asks nothing, to be filled in. */
export const nothing: HistoryQuestions = {
  groups: [],
  points: [],
  counts: [],
  findings: [],
  fingerprints: [],
  events: [],
  silent: [],
  newest: [],
};

const noReview: Review<unknown> = { runs: [] };

/** The group's name in the store. */
export const nameOf = ({ matchSet, key }: Group): GroupName => ({ match_set: matchSet.key, group: key });

/** The other path: judges points among what is stored around them, all groups in step with each other. */
export function* reviewAll(
  groups: readonly Group[],
  memory: Memory,
  ledger: Ledger,
): Generator<HistoryQuestions, void, HistoryAnswers> {
  if (groups.length === 0) return;
  const reviews = yield* reviewsOf(groups);
  const questions = groups.map((group, index) => findingsAround(group, reviews[index]));
  const { findings } = yield { ...nothing, findings: questions.flat() };
  let asked = 0;
  const settled = groups.map((group, index) => {
    const found = findings.slice(asked, asked + (questions[index]?.length ?? 0)).flat();
    asked += questions[index]?.length ?? 0;
    // A long finding may be near several runs.
    const records = new Map(found.map((record) => [record.row, record])).values();
    const old = [...records].map((record) => spanOfRecord(record, group.rule.plan.silence));
    return settleReview(group, { review: reviews[index] ?? noReview, old, ledger });
  });
  yield* countGaps(settled);
  for (const one of settled) remember(one, memory);
}

/** All groups' reviews at once. */
function* reviewsOf(groups: readonly Group[]): Generator<HistoryQuestions, Review<unknown>[], HistoryAnswers> {
  const walk = inStep(
    groups.flatMap((group) => {
      const { windows } = group.rule.plan;
      return windows ? [asking(windows.review(group.points), (question) => ({ ...question, ...nameOf(group) }))] : [];
    }),
  );
  let step = walk.next([]);
  while (!step.done) step = walk.next((yield { ...nothing, points: step.value }).points);
  return step.value;
}

/** The findings that verdicts may touch: those near each run, so that a late event does not read all behind it. */
function findingsAround(
  { rule, key }: Group,
  { runs }: Review<unknown> = noReview,
): HistoryQuestions["findings"][number][] {
  const { gap, silence } = rule.plan;
  const ranges = runs
    .flatMap((run) => {
      // A group's end has no verdict from its kind where silence matters, but may have a finding.
      const times = run.flatMap(({ point, hit }) => (hit === undefined && silence === undefined ? [] : [point.time]));
      const [first, last] = [times[0], times.at(-1)];
      return first === undefined || last === undefined ? [] : [{ from: first - gap, to: last + gap + (silence ?? 0) }];
    })
    .sort((a, b) => a.from - b.from);
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of ranges) {
    const current = joined.at(-1);
    if (current && from <= current.to) current.to = Math.max(current.to, to);
    else joined.push({ from, to });
  }
  return joined.map((range) => ({ rule_name: rule.rule.name, rule_version: rule.version, group: key, ...range }));
}

/** A reviewed group whose findings are known, but for the counts that are still to be asked for. */
interface Settled {
  readonly group: Group;
  readonly gaps: readonly Gap[];
  /** Its points that the store does not have. */
  readonly fresh: readonly Point[];
  /** What is to be remembered; null where the group's end was not reached. */
  readonly memory: GroupMemory | null;
}

/** Brings a reviewed group's findings to what the review says. */
function settleReview(
  group: Group,
  { review, old, ledger }: { review: Review<unknown>; old: readonly Span[]; ledger: Ledger },
): Settled {
  const { rule, key, points } = group;
  const judged = review.runs.flat();
  const known = new Set(judged.map(({ point }) => point));
  const { gap } = rule.plan;
  // A point that the store has stands for the new one at its place, which is the same event.
  const fresh = points.filter((point) => known.has(point));
  const { spans, withdrawn, gaps } = gap > 0 ? uniteHits(judged, { old, fresh, gap }) : settleSingles(judged, old);
  for (const span of spans) tell(ledger, rule, key, span);
  for (const { stored, reason } of withdrawn) ledger.withdrawals.push(withdrawalOf(stored, reason));
  const last = judged
    .map(({ point }) => point)
    .reduce((a, b) => (comparePositions(a, b) < 0 ? b : a), points[0] as Point);
  const open = gap > 0 ? (spans.at(-1) ?? null) : null;
  // A silence that was told already is not known to the kind's state: whatever follows it is to be reviewed.
  const isTold = rule.plan.silence !== undefined && old.some(({ anchor }) => comparePositions(anchor, last) === 0);
  const memory = review.state === undefined || isTold ? null : { state: review.state, last, open, since: 0 };
  return { group, gaps, fresh, memory };
}

/** Adds what lies between united hits to their findings, and counts what lies behind the last hit of each open one. */
function* countGaps(settled: readonly Settled[]): Generator<HistoryQuestions, void, HistoryAnswers> {
  const wanted = settled.flatMap(({ group, gaps, fresh, memory }) => {
    const between = gaps.map(({ span, after, to }) => ({
      group,
      fresh,
      after,
      to,
      add: (count: number) => {
        span.count += count;
      },
    }));
    if (!memory?.open) return between;
    const behind = {
      group,
      fresh,
      after: memory.open.last,
      to: memory.last,
      add: (count: number) => {
        memory.since = count;
      },
    };
    return [...between, behind];
  });
  if (wanted.length === 0) return;
  const { counts } = yield {
    ...nothing,
    counts: wanted.map(({ group, after, to }) => ({ ...nameOf(group), after, to })),
  };
  for (const [index, { fresh, after, to, add }] of wanted.entries()) {
    add((counts[index] ?? 0) + countBetween(fresh, after, to));
  }
}

function remember({ group: { rule, key }, memory: group }: Settled, memory: Memory): void {
  if (group) memory.set(rule, key, group);
  else memory.delete(rule, key);
}
