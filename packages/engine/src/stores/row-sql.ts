/* What both databases are asked alike where rows are read by SQL that is written out. */

/** What a query for whole events selects, and from where. */
export const eventColumns = `e.id, e.external_id, s.name AS source, e.timestamp, u.name AS user, t.name AS event_type,
  e.severity_hint, e.raw_data, e.processed
  FROM events e JOIN sources s ON s.id = e.source_id JOIN event_types t ON t.id = e.event_type_id
    LEFT JOIN users u ON u.id = e.user_id`;

/** What a query for `RecordRow`s selects, and from where. */
export const recordColumns = `f.*, u.name AS user, r.name AS rule_name, r.version AS rule_version
  FROM finding_records f JOIN rule_versions r ON r.id = f.rule_version_id LEFT JOIN users u ON u.id = f.user_id`;

/** Later than every time, in milliseconds. */
export const anyTime = 8.64e15;
