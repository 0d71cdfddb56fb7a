import type { FindingChange, FindingRecord } from "../store.js";
import { rankOf } from "./encoding.js";
import { type PostgresNames, type Queryable, versionName } from "./postgres-names.js";
import { hourLength } from "./schema.js";

/** Columns of a finding as rules write them, with their types. */
const columns = [
  ["rule_version_id", "int"],
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

const insert = `INSERT INTO finding_records (id, ${columnNames}, created_at) SELECT v.*, $${columns.length + 2} FROM ${values}`;
const update = `UPDATE finding_records SET ${columns.map(([name]) => `${name} = v.${name}`).join(", ")} FROM ${values}
  WHERE finding_records.id = v.id`;

/** Writes changes of findings in their order. Gives the number of each created one. */
export async function saveFindings(
  db: Queryable,
  names: PostgresNames,
  changes: readonly FindingChange[],
  createdAt: number,
): Promise<number[]> {
  if (changes.length === 0) return [];
  const records = changes.flatMap(({ record, before }) => (before ? [record, before] : [record]));
  const versions = await names.ruleVersions.of(records.map(versionOf));
  const users = await names.users.of(records.flatMap(({ finding }) => (finding.user === null ? [] : [finding.user])));
  const versionId = (record: FindingRecord): number => versions.get(versionOf(record)) ?? 0;
  const valuesOf = (record: FindingRecord): unknown[] => {
    const { finding, group, anchor_tie, last_tie, lead } = record;
    return [
      ...[versionId(record), rankOf(finding.severity), finding.description, Date.parse(finding.timestamp)],
      ...[finding.user === null ? null : (users.get(finding.user) ?? null), finding.event_id, finding.risk_score],
      ...[JSON.stringify(finding.extra_data), finding.withdrawn ? 1 : 0, finding.revision],
      ...[Date.parse(finding.first_seen), Date.parse(finding.last_seen), finding.event_count, finding.fingerprint],
      ...[group, anchor_tie, last_tie, lead],
    ];
  };
  const created: number[] = [];
  for (const { type, records } of runsOf(changes)) {
    const rows = records.map(valuesOf);
    const lists = columns.map((_, index) => rows.map((row) => row[index]));
    if (type !== "created") {
      await db.query(update, [records.map(({ row }) => row), ...lists]);
      continue;
    }
    const { rows: numbers } = await db.query<{ id: number }>(
      "SELECT nextval(pg_get_serial_sequence('finding_records', 'id')) AS id FROM generate_series(1, $1::int)",
      [records.length],
    );
    const ids = numbers.map(({ id }) => id);
    await db.query(insert, [ids, ...lists, createdAt]);
    created.push(...ids);
  }
  await count(db, changes, versionId);
  return created;
}

const versionOf = ({ finding, rule_version }: FindingRecord): string => versionName(finding.rule_name, rule_version);

/** Changes of one type that follow each other, together. */
function runsOf(changes: readonly FindingChange[]): { type: FindingChange["type"]; records: FindingRecord[] }[] {
  const runs: { type: FindingChange["type"]; records: FindingRecord[] }[] = [];
  for (const { type, record } of changes) {
    const last = runs.at(-1);
    if (last?.type === type) last.records.push(record);
    else runs.push({ type, records: [record] });
  }
  return runs;
}

/** Moves the counters from what findings were to what they are. */
async function count(
  db: Queryable,
  changes: readonly FindingChange[],
  versionId: (record: FindingRecord) => number,
): Promise<void> {
  const steps = new Map<string, { hour: number; version: number; severity: number; step: number }>();
  const add = (record: FindingRecord, by: number): void => {
    const hour = Math.floor(Date.parse(record.finding.timestamp) / hourLength);
    const [version, severity] = [versionId(record), rankOf(record.finding.severity)];
    const key = `${hour} ${version} ${severity}`;
    steps.set(key, { hour, version, severity, step: (steps.get(key)?.step ?? 0) + by });
  };
  for (const { type, record, before } of changes) {
    if (before) add(before, -1);
    if (type !== "withdrawn") add(record, 1);
  }
  const moved = [...steps.values()].filter(({ step }) => step !== 0);
  if (moved.length === 0) return;
  await db.query(
    `INSERT INTO finding_counts SELECT * FROM unnest($1::bigint[], $2::int[], $3::smallint[], $4::bigint[]) ORDER BY 1, 2, 3
     ON CONFLICT (hour, rule_version_id, severity) DO UPDATE SET count = finding_counts.count + excluded.count`,
    [
      moved.map(({ hour }) => hour),
      moved.map(({ version }) => version),
      moved.map(({ severity }) => severity),
      moved.map(({ step }) => step),
    ],
  );
}
