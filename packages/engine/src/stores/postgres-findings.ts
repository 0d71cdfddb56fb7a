import type { FindingChange, FindingRecord } from "../store.js";
import { rankOf } from "./encoding.js";
import type { HotRows } from "./postgres-hot-rows.js";
import { type PostgresNames, type Queryable, versionName } from "./postgres-names.js";
import { hourLength } from "./schema.js";
import { type Tally, tally } from "./tally.js";

/** Columns of a finding as rules write them, with their types. */
const columns = [
  ["rule_version_id", "int"],
  ["rule_id", "int"],
  ["severity", "smallint"],
  ["description", "text"],
  ["timestamp", "bigint"],
  ["user_id", "bigint"],
  ["event_id", "bigint"],
  ["risk_score", "float8"],
  ["extra_data", "json"],
  ["withdrawn", "smallint"],
  ["revision", "bigint"],
  ["first_seen", "bigint"],
  ["last_seen", "bigint"],
  ["event_count", "bigint"],
  ["fingerprint", "text"],
  ["group_key", "text"],
  ["anchor_tie", "text"],
  ["last_tie", "text"],
  ["lead", "bigint"],
] as const;

const columnNames = columns.map(([name]) => name).join(", ");
const values = `unnest($1::bigint[], ${columns.map(([, type], index) => `$${index + 2}::${type}[]`).join(", ")})
  AS v(id, ${columnNames})`;

/** What a finding is to have of its completing event; an event that is deleted leaves what was known of it. */
const completing = `event_type_id = coalesce(e.event_type_id, finding_records.event_type_id),
  source_id = coalesce(e.source_id, finding_records.source_id)`;

const insert = `INSERT INTO finding_records (id, ${columnNames}, created_at, event_type_id, source_id)
  SELECT v.*, $${columns.length + 2}, e.event_type_id, e.source_id FROM ${values} LEFT JOIN events e ON e.id = v.event_id`;
const update = `UPDATE finding_records SET ${columns.map(([name]) => `${name} = v.${name}`).join(", ")}, ${completing}
  FROM ${values} LEFT JOIN events e ON e.id = v.event_id WHERE finding_records.id = v.id`;

/** The numbers of what a finding belongs to. */
interface Numbers {
  readonly version: (record: FindingRecord) => number;
  readonly rule: (record: FindingRecord) => number;
}

/** Writes changes of findings. Gives the number of each created one. */
export async function saveFindings(
  db: Queryable,
  names: PostgresNames,
  changes: readonly FindingChange[],
  { createdAt, hot }: { readonly createdAt: number; readonly hot: HotRows },
): Promise<number[]> {
  if (changes.length === 0) return [];
  const records = changes.flatMap(({ record, before }) => (before ? [record, before] : [record]));
  const versions = await names.ruleVersions.of(records.map(versionOf));
  const users = await names.users.of(records.flatMap(({ finding }) => (finding.user === null ? [] : [finding.user])));
  const rules = await names.rules.of(records.map(({ finding }) => finding.rule_name));
  const numbers: Numbers = {
    version: (record) => versions.get(versionOf(record)) ?? 0,
    rule: ({ finding }) => rules.get(finding.rule_name) ?? 0,
  };
  const valuesOf = (record: FindingRecord): unknown[] => {
    const { finding, group, anchor_tie, last_tie, lead } = record;
    return [
      ...[
        numbers.version(record),
        numbers.rule(record),
        rankOf(finding.severity),
        finding.description,
        Date.parse(finding.timestamp),
      ],
      ...[finding.user === null ? null : (users.get(finding.user) ?? null), finding.event_id, finding.risk_score],
      ...[JSON.stringify(finding.extra_data), finding.withdrawn ? 1 : 0, finding.revision],
      ...[Date.parse(finding.first_seen), Date.parse(finding.last_seen), finding.event_count, finding.fingerprint],
      ...[group, anchor_tie, last_tie, lead],
    ];
  };
  const created: number[] = [];
  for (const { type, records } of byType(changes)) {
    const rows = records.map(valuesOf);
    const lists = columns.map((_, index) => rows.map((row) => row[index]));
    if (type !== "created") {
      await db.query(update, [records.map(({ row }) => row), ...lists]);
      continue;
    }
    const { rows: taken } = await db.query<{ id: number }>(
      "SELECT nextval('finding_records_id_seq') AS id FROM generate_series(1, $1::int)",
      [records.length],
    );
    const ids = taken.map(({ id }) => id);
    await db.query(insert, [ids, ...lists, createdAt]);
    created.push(...ids);
  }
  await noteControls(db, changes, numbers);
  await hot.addFindings(countsOf(changes, numbers));
  return created;
}

const versionOf = ({ finding, rule_version }: FindingRecord): string => versionName(finding.rule_name, rule_version);

/**
 * Changes by their type: a statement for each. A fingerprint that one of them takes is given up by one before it, as what is
 * withdrawn or amended gives up its own; of each type the order stays.
 */
function byType(changes: readonly FindingChange[]): { type: FindingChange["type"]; records: FindingRecord[] }[] {
  const records = (wanted: FindingChange["type"]): FindingRecord[] =>
    changes.flatMap(({ type, record }) => (type === wanted ? [record] : []));
  return (["withdrawn", "amended", "created"] as const)
    .map((type) => ({ type, records: records(type) }))
    .filter(({ records }) => records.length > 0);
}

/** What moves the counters from what findings were to what they are. */
function countsOf(changes: readonly FindingChange[], numbers: Numbers): Tally {
  const counts = tally();
  const keyOf = (record: FindingRecord): number[] => {
    const hour = Math.floor(Date.parse(record.finding.timestamp) / hourLength);
    return [hour, numbers.version(record), rankOf(record.finding.severity), numbers.rule(record)];
  };
  for (const { type, record, before } of changes) {
    if (before) counts.add(keyOf(before), -1);
    if (type !== "withdrawn") counts.add(keyOf(record), 1);
  }
  return counts;
}

/** Notes which controls the rules behind some findings have. */
async function noteControls(db: Queryable, changes: readonly FindingChange[], numbers: Numbers): Promise<void> {
  const pairs = new Map<string, readonly [control: string, version: number]>();
  for (const { record } of changes) {
    const { controls } = record.finding.extra_data;
    if (!Array.isArray(controls)) continue;
    const version = numbers.version(record);
    for (const control of controls)
      if (typeof control === "string") pairs.set(`${version} ${control}`, [control, version]);
  }
  if (pairs.size === 0) return;
  const all = [...pairs.values()];
  await db.query(
    `INSERT INTO rule_controls SELECT c.* FROM unnest($1::text[], $2::int[]) AS c(control, rule_version_id)
     WHERE NOT EXISTS (
       SELECT 1 FROM rule_controls r WHERE r.control = c.control AND r.rule_version_id = c.rule_version_id
     ) ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
    [all.map(([control]) => control), all.map(([, version]) => version)],
  );
}
