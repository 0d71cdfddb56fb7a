import { McmError, messageOf } from "../errors.js";
import type { NewEvent } from "../event.js";
import type { ConditionOutcome, ExplainedEvent, Explanation } from "../explanation.js";
import { asking } from "../in-step.js";
import type { Account, Point } from "../kind.js";
import { comparePositions, sourceOf, tieOf } from "../order.js";
import { pathReader } from "../path.js";
import type { FindingRecord, GroupName, HistoryAnswers, HistoryQuestions } from "../store.js";
import { deepFreeze, groupOf, type NumberedEvent, numbered, valueOfEvent } from "./matching.js";
import { nothing } from "./review.js";
import type { BookedRule, RuleBook } from "./rule-book.js";
import type { CompiledRule, MatchSet } from "./rule-set.js";
import { fingerprint, spanOfRecord } from "./span.js";

/** A walk that stops wherever it needs the past. */
type Explaining = Generator<HistoryQuestions, Explanation, HistoryAnswers>;

/** Explains what rules make of events, from what is stored and without changing it. */
export interface Explainer {
  /**
   * Why a rule fires on an event, stored or not, or why it does not.
   *
   * @throws {McmError} `unknown_rule`
   */
  event(
    ruleName: string,
    event: NumberedEvent | { readonly id: null; readonly event: NumberedEvent["event"] },
  ): Explaining;
  /** Why there is a finding. */
  finding(record: FindingRecord & { readonly row: number }): Explaining;
}

/** Events that are given with an explanation: the last ones. */
const maximumEvents = 100;

/** Makes an explainer for some rules. */
export function createExplainer(book: RuleBook): Explainer {
  return {
    *event(ruleName, { id, event }) {
      const chosen = book.find(ruleName);
      if (!chosen) throw unknownRule(ruleName, book);
      return yield* explainEvent(chosen, { ...event, id });
    },
    *finding(record) {
      const { finding, rule_version } = record;
      const stored = { ...finding, id: record.row };
      const chosen = book.find(finding.rule_name);
      if (chosen?.rule.version !== rule_version || !chosen) {
        const [event = null] = yield* eventsOf(finding.event_id === null ? [] : [finding.event_id]);
        const rule_state = chosen ? ("changed" as const) : ("removed" as const);
        const events = event ? [event] : [];
        return {
          rule_name: finding.rule_name,
          rule_state,
          event,
          fired: true,
          conditions: [],
          finding: stored,
          events,
        };
      }
      const { anchor, counted } = yield* pointsOf(chosen, record);
      const events = yield* eventsOf(counted);
      const event = events.find(({ id }) => id === anchor) ?? (yield* eventsOf([anchor]))[0];
      if (!event) {
        const { rule_name } = finding;
        return { rule_name, rule_state: "current", event: null, fired: true, conditions: [], finding: stored, events };
      }
      return { ...(yield* explainEvent(chosen, event)), finding: stored, events };
    },
  };
}

/** The error for a rule that is not there. */
export function unknownRule(name: string, book: RuleBook): McmError {
  const known = book.all().map(({ rule }) => rule.rule.name);
  const list = known.length > 20 ? `${known.slice(0, 20).join(", ")} and ${known.length - 20} more` : known.join(", ");
  return new McmError(
    "unknown_rule",
    `there is no rule ${JSON.stringify(name)}; there ${known.length === 1 ? "is" : "are"} ${list || "none"}`,
  );
}

function* explainEvent({ set, rule }: BookedRule, { id, ...event }: ExplainedEvent): Explaining {
  if (set.runsCode) deepFreeze(event);
  const asked = [...conditionsOn(set, rule, event)];
  const explained = { ...event, id };
  const about = { rule_name: rule.rule.name, rule_state: "current" as const, event: explained };
  if (asked.some(({ holds }) => !holds)) {
    return { ...about, fired: false, conditions: asked, finding: null, events: [] };
  }
  const group = rule.plan.windows ? groupOf(set, event) : null;
  const value = rule.plan.windows ? valueOfEvent(set, event) : null;
  const point = { time: Date.parse(event.timestamp), tie: tieOf(event), event_id: id ?? 0, value };
  const account = yield* accountOf(rule, { match_set: set.key, group: group ?? "" }, point);
  const finding = yield* findingAt(rule, group, point);
  const counted = account.counted.slice(-maximumEvents);
  const others = counted.filter((one) => one !== point).map(({ event_id }) => event_id);
  const found = new Map((yield* eventsOf(others)).map((one) => [one.id, one]));
  const events = counted.flatMap((one) => (one === point ? explained : (found.get(one.event_id) ?? [])));
  const conditions = [...asked, ...account.conditions];
  return { ...about, fired: conditions.every(({ holds }) => holds), conditions, finding, events };
}

/** What a rule asks of the event alone, up to the first condition that fails. */
function* conditionsOn(set: MatchSet, { rule, plan }: CompiledRule, event: NewEvent): Generator<ConditionOutcome> {
  const { event_type } = event;
  if (rule.on) {
    const holds = rule.on.includes(event_type);
    yield { test: `event_type is ${listed(rule.on)}`, seen: event_type, holds };
    if (!holds) return;
  }
  if (set.condition) {
    const outcome = set.condition.explain(event);
    yield outcome;
    if (!outcome.holds) return;
  }
  if (!plan.windows) return;
  for (const path of plan.groupBy) {
    const seen = pathReader(path)(event) ?? null;
    yield { test: `has ${path}, to be grouped by`, seen, holds: seen !== null };
    if (seen === null) return;
  }
  if (plan.value) yield valueRead(set, plan.value.test, event);
}

function valueRead(set: MatchSet, test: string, event: NewEvent): ConditionOutcome {
  try {
    const value = valueOfEvent(set, event);
    return { test, seen: value === null ? null : JSON.parse(value), holds: value !== null };
  } catch (thrown) {
    return { test, seen: null, holds: false, note: `it failed: ${messageOf(thrown)}` };
  }
}

const listed = (types: readonly string[]): string =>
  types.length === 1 ? `${types[0]}` : `one of ${types.join(", ")}`;

/** What the kind says of a point; where it says nothing, its verdict. */
function* accountOf(
  { plan, kind }: CompiledRule,
  name: GroupName,
  point: Point,
): Generator<HistoryQuestions, Account, HistoryAnswers> {
  if (!plan.windows) return { conditions: [], counted: [point] };
  const { newest } = yield { ...nothing, newest: [sourceOf(point)] };
  const walk = asking(
    plan.explain
      ? plan.explain(point, Math.max(newest[0] ?? point.time, point.time))
      : verdictOn(point, plan.windows, kind),
    (question) => ({ ...question, ...name }),
  );
  let step = walk.next([]);
  while (!step.done) step = walk.next((yield { ...nothing, points: step.value }).points);
  return step.value;
}

function* verdictOn(
  point: Point,
  { review }: NonNullable<CompiledRule["plan"]["windows"]>,
  kind: string,
): ReturnType<NonNullable<CompiledRule["plan"]["explain"]>> {
  const { runs } = yield* review([point]);
  const judged = runs
    .flat()
    .find((one) => one.hit !== undefined && comparePositions(one.hit?.at ?? one.point, point) === 0);
  const hit = judged?.hit;
  return { conditions: [{ test: kind, seen: hit?.figures ?? null, holds: Boolean(hit) }], counted: [point] };
}

/** The live finding that a point belongs to. */
function* findingAt(
  rule: CompiledRule,
  group: string | null,
  point: Point,
): Generator<HistoryQuestions, Explanation["finding"], HistoryAnswers> {
  const { gap } = rule.plan;
  if (gap === 0 || group === null) {
    const { fingerprints } = yield { ...nothing, fingerprints: [fingerprint(rule.rule.name, group, point.tie)] };
    return found(fingerprints[0]);
  }
  const near = { rule_name: rule.rule.name, rule_version: rule.version, group, from: point.time, to: point.time + gap };
  const { findings } = yield { ...nothing, findings: [near] };
  return found(
    findings[0]?.find(({ finding }) => {
      return Date.parse(finding.first_seen) <= point.time && point.time <= Date.parse(finding.last_seen);
    }),
  );
}

const found = (record: FindingRecord | null | undefined): Explanation["finding"] =>
  record ? { ...record.finding, id: record.row ?? 0 } : null;

/** The numbers of the event that completed a finding, and of those that belong to it, in order. */
function* pointsOf(
  { set, rule }: BookedRule,
  record: FindingRecord,
): Generator<HistoryQuestions, { anchor: number; counted: readonly number[] }, HistoryAnswers> {
  const { finding, group } = record;
  if (group === null)
    return { anchor: finding.event_id ?? 0, counted: finding.event_id === null ? [] : [finding.event_id] };
  const { anchor, last, count } = spanOfRecord(record, rule.plan.silence);
  const name = { match_set: set.key, group };
  const { points } = yield {
    ...nothing,
    points: [
      { ...name, at: anchor, before: 1, after: 0 },
      { ...name, at: last, before: Math.min(count, maximumEvents), after: 0 },
    ],
  };
  const [first, all] = points;
  return { anchor: first?.before[0]?.event_id ?? 0, counted: (all?.before ?? []).map(({ event_id }) => event_id) };
}

/** Those of some events that are stored, in the order asked for. */
function* eventsOf(ids: readonly number[]): Generator<HistoryQuestions, ExplainedEvent[], HistoryAnswers> {
  if (ids.length === 0) return [];
  const { events } = yield { ...nothing, events: ids };
  const byId = new Map(events.map((event) => [event.id, { ...numbered(event).event, id: event.id }]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
