import { nothing } from "../../evaluate/review.js";
import type { NewEvent, SourceEvent } from "../../event.js";
import type { EvaluatedFinding, Finding } from "../../finding.js";
import type { Point } from "../../kind.js";
import { tieOf } from "../../order.js";
import type {
  Evaluated,
  FindingChange,
  FindingRecord,
  GroupName,
  HistoryAnswers,
  HistoryQuestions,
  Store,
  StoreTransaction,
} from "../../store.js";

/** The first moment of most samples, in milliseconds: a Monday at nine. */
export const start = Date.UTC(2025, 0, 20, 9);
export const minute = 60_000;
/** Wall clock of sample findings' insertion. */
export const createdAt = Date.UTC(2025, 5, 1, 12, 30, 15, 250);

/** Milliseconds as ISO 8601. */
const iso = (time: number): string => new Date(time).toISOString();

/** So many minutes behind {@link start}, as ISO 8601. */
export const at = (minutes: number): string => iso(start + minutes * minute);

/** An event of the source "app", at {@link start}, unless said otherwise. */
export function event(external_id: string, fields: Partial<NewEvent> = {}): NewEvent {
  const content = { source: "app", timestamp: at(0), user: "ada", event_type: "login", severity_hint: null };
  return { external_id, ...content, raw_data: {}, ...fields };
}

/** An event that a store has. */
export interface Added {
  readonly id: number;
  readonly event: NewEvent;
}

/** Adds events that must be new; as seen by the rules, unless said otherwise. */
export async function add(
  transaction: StoreTransaction,
  events: readonly NewEvent[],
  { processed = true } = {},
): Promise<Added[]> {
  const ids = await transaction.append(events, processed);
  return events.map((one, index) => {
    const id = ids[index];
    if (typeof id !== "number") {
      throw new Error(`append gave ${String(id)} for the new event ${tieOf(one)}; expected its number`);
    }
    return { id, event: one };
  });
}

/** An added event as the store gives it back. */
export const asStored = ({ id, event }: Added, processed = true): SourceEvent => ({ id, ...event, processed });

/** An added event as a point of a group; its value is what `raw_data.value` holds. */
export function pointOf({ id, event }: Added): Point {
  const { value } = event.raw_data;
  const text = value === undefined ? null : JSON.stringify(value);
  return { time: Date.parse(event.timestamp), tie: tieOf(event), event_id: id, value: text };
}

/** Saves some of what rules make. Gives the numbers of created findings. */
export function save(transaction: StoreTransaction, evaluated: Partial<Evaluated>): Promise<number[]> {
  return transaction.save({ points: [], changes: [], told: [], ...evaluated }, createdAt);
}

/** Saves added events as points of a group, in the order given. */
export async function addPoints(
  transaction: StoreTransaction,
  { watched = false, sought = false, ...name }: GroupName & { readonly watched?: boolean; readonly sought?: boolean },
  added: readonly Added[],
): Promise<Point[]> {
  const points = added.map(pointOf);
  await save(transaction, { points: [{ ...name, watched, sought, points }] });
  return points;
}

/** Asks a store, or a transaction, some questions. */
export function ask(
  asked: Pick<Store | StoreTransaction, "recall">,
  questions: Partial<HistoryQuestions>,
): Promise<HistoryAnswers> {
  return asked.recall({ ...nothing, ...questions });
}

/** A finding of the rule "many-failures", version "v1", of the group "[]", not stored yet. */
export function record(
  finding: Partial<EvaluatedFinding> & Pick<EvaluatedFinding, "fingerprint">,
  about: Partial<Omit<FindingRecord, "finding">> = {},
): FindingRecord {
  const { timestamp = at(0) } = finding;
  const text = { rule_name: "many-failures", severity: "high", description: "ada failed 3 times" } as const;
  const times = { timestamp, first_seen: timestamp, last_seen: timestamp };
  const state = { withdrawn: false, revision: 1, event_count: 3, risk_score: 73 };
  return {
    finding: { ...text, user: "ada", event_id: null, extra_data: { title: "Many" }, ...times, ...state, ...finding },
    row: null,
    rule_version: "v1",
    group: "[]",
    anchor_tie: "app\tanchor",
    last_tie: "app\tlast",
    lead: 3,
    ...about,
  };
}

/** Stores findings. Gives them with their numbers. */
export async function create(transaction: StoreTransaction, records: readonly FindingRecord[]) {
  const rows = await save(transaction, { changes: records.map((one) => ({ type: "created", record: one })) });
  return records.map((one, index) => ({ ...one, row: rows[index] ?? 0 }));
}

/** The change that gives a stored finding other fields. */
export function amended(before: FindingRecord, fields: Partial<EvaluatedFinding>): FindingChange {
  const finding = { ...before.finding, revision: before.finding.revision + 1, ...fields };
  return { type: "amended", record: { ...before, finding }, before };
}

/** The change that takes a stored finding back. */
export function withdrawn(before: FindingRecord): FindingChange {
  const extra_data = { ...before.finding.extra_data, withdrawn_reason: "no longer so" };
  const { record } = amended(before, { withdrawn: true, extra_data });
  return { type: "withdrawn", record, before };
}

/** A stored finding as people see it. */
export function asFinding({ finding, row }: FindingRecord): Finding {
  return { id: row ?? 0, created_at: iso(createdAt), status: "open", ...finding };
}

/** Everything, whatever the paging. */
export const all = { limit: 100_000 };
/** A range of all of time, in milliseconds. */
export const always = { from: -8.64e15, to: 8.64e15 };

/** Sorted by what a function gives, which must be text or numbers. */
export function sortedBy<T>(list: readonly T[], key: (one: T) => string | number): T[] {
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
