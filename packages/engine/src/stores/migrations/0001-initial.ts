import { type Kysely, sql } from "kysely";

/*
 * Names are kept once and referred to by number, times are integers: both halve the indexes. Duplicates are known by
 * event_keys, recent_keys and key_slices, as sqlite-keys.ts tells; what others write waits in unkeyed_events. Points are
 * clustered by group, so that the neighbours of an event are one seek away; the last ones of groups whose silence
 * matters stand apart. The views show records in their plain shape to people at a SQL prompt; events may be written
 * through source_events by others, and the next run takes them up.
 */
const statements = [
  "CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, newest INTEGER)",
  "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
  "CREATE TABLE event_types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
  "CREATE TABLE match_sets (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
  "CREATE TABLE rules (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
  "CREATE TABLE rule_versions (id INTEGER PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL, UNIQUE (name, version))",
  `CREATE TABLE rule_controls (
    control TEXT NOT NULL,
    rule_version_id INTEGER NOT NULL REFERENCES rule_versions (id),
    PRIMARY KEY (control, rule_version_id)
  ) WITHOUT ROWID`,
  `CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    external_id TEXT,
    timestamp INTEGER NOT NULL,
    user_id INTEGER REFERENCES users (id),
    event_type_id INTEGER NOT NULL REFERENCES event_types (id),
    severity_hint INTEGER,
    processed INTEGER NOT NULL DEFAULT 0,
    raw_data TEXT NOT NULL
  )`,
  "CREATE TABLE event_keys (hash INTEGER NOT NULL, event_id INTEGER NOT NULL, PRIMARY KEY (hash, event_id)) WITHOUT ROWID",
  "CREATE TABLE recent_keys (id INTEGER PRIMARY KEY AUTOINCREMENT, keys BLOB NOT NULL)",
  "CREATE TABLE key_slices (slice INTEGER PRIMARY KEY, merged_to INTEGER NOT NULL)",
  "INSERT INTO key_slices WITH RECURSIVE slices (slice) AS (VALUES (0) UNION ALL SELECT slice + 1 FROM slices WHERE slice < 63) SELECT slice, 0 FROM slices",
  "CREATE TABLE unkeyed_events (event_id INTEGER PRIMARY KEY)",
  "CREATE INDEX events_by_time ON events (timestamp)",
  "CREATE INDEX events_by_user ON events (user_id, timestamp, event_type_id, source_id)",
  "CREATE INDEX events_by_type ON events (event_type_id, timestamp, source_id)",
  "CREATE INDEX events_by_source ON events (source_id, timestamp)",
  "CREATE INDEX events_by_severity ON events (severity_hint, timestamp) WHERE severity_hint IS NOT NULL",
  "CREATE INDEX events_unprocessed ON events (id) WHERE processed = 0",
  `CREATE TABLE point_groups (
    match_set_id INTEGER NOT NULL REFERENCES match_sets (id),
    group_key TEXT NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (match_set_id, group_key)
  ) WITHOUT ROWID`,
  "CREATE TABLE group_numbers (next INTEGER NOT NULL)",
  "INSERT INTO group_numbers VALUES (1)",
  `CREATE TABLE points (
    group_id INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    tie TEXT NOT NULL,
    event_id INTEGER NOT NULL,
    value TEXT,
    sought INTEGER NOT NULL,
    PRIMARY KEY (group_id, timestamp, tie)
  ) WITHOUT ROWID`,
  "CREATE INDEX points_by_value ON points (group_id, value, timestamp, tie) WHERE sought = 1",
  `CREATE TABLE group_ends (
    group_id INTEGER PRIMARY KEY,
    match_set_id INTEGER NOT NULL,
    group_key TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    tie TEXT NOT NULL,
    event_id INTEGER NOT NULL,
    told INTEGER NOT NULL DEFAULT 0
  )`,
  "CREATE INDEX group_ends_silent ON group_ends (match_set_id, source_id, timestamp) WHERE told = 0",
  `CREATE TABLE finding_records (
    id INTEGER PRIMARY KEY,
    rule_version_id INTEGER NOT NULL REFERENCES rule_versions (id),
    rule_id INTEGER NOT NULL REFERENCES rules (id),
    severity INTEGER NOT NULL,
    description TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    user_id INTEGER REFERENCES users (id),
    event_id INTEGER,
    event_type_id INTEGER REFERENCES event_types (id),
    source_id INTEGER REFERENCES sources (id),
    risk_score INTEGER NOT NULL,
    extra_data TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'open',
    withdrawn INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 1,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    group_key TEXT,
    anchor_tie TEXT NOT NULL,
    last_tie TEXT NOT NULL,
    lead INTEGER NOT NULL
  )`,
  "CREATE UNIQUE INDEX finding_records_live ON finding_records (fingerprint) WHERE withdrawn = 0",
  `CREATE INDEX finding_records_by_group ON finding_records (rule_version_id, group_key, timestamp)
    WHERE group_key IS NOT NULL AND withdrawn = 0`,
  "CREATE INDEX finding_records_by_event ON finding_records (event_id) WHERE event_id IS NOT NULL",
  "CREATE INDEX finding_records_by_time ON finding_records (withdrawn, timestamp)",
  "CREATE INDEX finding_records_by_user ON finding_records (user_id, withdrawn, timestamp)",
  "CREATE INDEX finding_records_by_rule ON finding_records (rule_id, withdrawn, timestamp)",
  "CREATE INDEX finding_records_by_type ON finding_records (event_type_id, withdrawn, timestamp)",
  "CREATE INDEX finding_records_by_source ON finding_records (source_id, withdrawn, timestamp)",
  "CREATE INDEX finding_records_by_severity ON finding_records (withdrawn, severity, timestamp)",
  "CREATE INDEX finding_records_by_status ON finding_records (withdrawn, status, timestamp)",
  "CREATE INDEX finding_records_by_risk ON finding_records (withdrawn, risk_score, timestamp)",
  "CREATE INDEX finding_records_by_count ON finding_records (withdrawn, event_count, timestamp)",
  "CREATE INDEX finding_records_by_insertion ON finding_records (withdrawn, created_at, timestamp)",
  "CREATE TABLE source_states (source TEXT PRIMARY KEY, cursor TEXT, health TEXT) WITHOUT ROWID",
  `CREATE TABLE source_gaps (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, since TEXT, until TEXT, reason TEXT NOT NULL, noticed_at TEXT NOT NULL
  )`,
  "CREATE INDEX source_gaps_by_source ON source_gaps (source, id)",
  `CREATE TABLE event_counts (
    hour INTEGER NOT NULL, source_id INTEGER NOT NULL, event_type_id INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (hour, source_id, event_type_id)
  ) WITHOUT ROWID`,
  `CREATE TABLE finding_counts (
    hour INTEGER NOT NULL, rule_version_id INTEGER NOT NULL, severity INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (hour, rule_version_id, severity)
  ) WITHOUT ROWID`,
  `CREATE TABLE day_counts (
    counter INTEGER NOT NULL, key INTEGER NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (counter, key, day)
  ) WITHOUT ROWID`,
  "CREATE TABLE pruned (list TEXT PRIMARY KEY, before INTEGER NOT NULL) WITHOUT ROWID",
  `CREATE VIEW source_events AS
    SELECT e.id, e.external_id, s.name AS source, strftime('%Y-%m-%dT%H:%M:%fZ', e.timestamp / 1000.0, 'unixepoch') AS timestamp,
      u.name AS user, t.name AS event_type,
      CASE e.severity_hint WHEN 0 THEN 'low' WHEN 1 THEN 'medium' WHEN 2 THEN 'high' WHEN 3 THEN 'critical' END AS severity_hint,
      e.raw_data, e.processed
    FROM events e JOIN sources s ON s.id = e.source_id JOIN event_types t ON t.id = e.event_type_id
      LEFT JOIN users u ON u.id = e.user_id`,
  `CREATE TRIGGER source_events_insert INSTEAD OF INSERT ON source_events BEGIN
    INSERT OR IGNORE INTO sources (name) VALUES (NEW.source);
    INSERT OR IGNORE INTO event_types (name) VALUES (NEW.event_type);
    INSERT OR IGNORE INTO users (name) SELECT NEW.user WHERE NEW.user IS NOT NULL;
    INSERT INTO events (source_id, external_id, timestamp, user_id, event_type_id, severity_hint, processed, raw_data)
      VALUES (
        (SELECT id FROM sources WHERE name = NEW.source), NEW.external_id,
        CAST(round((julianday(NEW.timestamp) - 2440587.5) * 86400000) AS INTEGER),
        (SELECT id FROM users WHERE name = NEW.user),
        (SELECT id FROM event_types WHERE name = NEW.event_type),
        CASE NEW.severity_hint WHEN 'low' THEN 0 WHEN 'medium' THEN 1 WHEN 'high' THEN 2 WHEN 'critical' THEN 3 END,
        0, json(coalesce(NEW.raw_data, '{}'))
      );
    INSERT INTO event_counts (hour, source_id, event_type_id, count)
      SELECT (timestamp - (timestamp % 3600000 + 3600000) % 3600000) / 3600000, source_id, event_type_id, 1 FROM events WHERE id = last_insert_rowid()
      ON CONFLICT DO UPDATE SET count = count + 1;
    INSERT INTO day_counts (counter, key, day, count)
      SELECT c.counter, CASE c.counter WHEN 0 THEN 0 WHEN 1 THEN e.source_id ELSE e.event_type_id END,
        (e.timestamp - (e.timestamp % 86400000 + 86400000) % 86400000) / 86400000, 1
      FROM events e JOIN (SELECT 0 AS counter UNION ALL SELECT 1 UNION ALL SELECT 2) c
      WHERE e.id = last_insert_rowid()
      ON CONFLICT DO UPDATE SET count = count + 1;
    INSERT INTO unkeyed_events SELECT last_insert_rowid() WHERE NEW.external_id IS NOT NULL;
  END`,
  `CREATE VIEW findings AS
    SELECT f.id, r.name AS rule_name,
      CASE f.severity WHEN 0 THEN 'low' WHEN 1 THEN 'medium' WHEN 2 THEN 'high' ELSE 'critical' END AS severity,
      f.description, strftime('%Y-%m-%dT%H:%M:%fZ', f.timestamp / 1000.0, 'unixepoch') AS timestamp,
      strftime('%Y-%m-%dT%H:%M:%fZ', f.created_at / 1000.0, 'unixepoch') AS created_at,
      u.name AS user, f.event_id, f.risk_score, f.extra_data, f.status, f.withdrawn, f.revision,
      strftime('%Y-%m-%dT%H:%M:%fZ', f.first_seen / 1000.0, 'unixepoch') AS first_seen,
      strftime('%Y-%m-%dT%H:%M:%fZ', f.last_seen / 1000.0, 'unixepoch') AS last_seen,
      f.event_count, f.fingerprint
    FROM finding_records f JOIN rule_versions r ON r.id = f.rule_version_id LEFT JOIN users u ON u.id = f.user_id`,
];

/** The first schema. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
