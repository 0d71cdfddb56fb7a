import type Database from "better-sqlite3";

/** Numbers for names of one sort. */
export interface Dictionary<Name extends readonly (string | number)[]> {
  /** The number of a name; a new one where it has none. */
  of(...name: Name): number;
  /** The number of a name, or 0, which nothing has. */
  find(...name: Name): number;
  forget(): void;
}

/** Numbers for names that recur, given out as they are met. */
export interface SqliteNames {
  readonly sources: Dictionary<[name: string]>;
  readonly users: Dictionary<[name: string]>;
  readonly eventTypes: Dictionary<[name: string]>;
  readonly matchSets: Dictionary<[name: string]>;
  /** Groups of a match set, by its number. */
  readonly groups: Dictionary<[matchSet: number, key: string]>;
  readonly ruleVersions: Dictionary<[name: string, version: string]>;
  /** To be called when a transaction was undone: numbers given out in it are void. */
  forget(): void;
}

/** Names remembered per dictionary; past it all are forgotten and looked up again. */
const maximumNames = 100_000;

/** The dictionaries of a database. */
export function sqliteNames(db: Database.Database): SqliteNames {
  const all = {
    sources: dictionary<[string]>(db, "sources", ["name"]),
    users: dictionary<[string]>(db, "users", ["name"]),
    eventTypes: dictionary<[string]>(db, "event_types", ["name"]),
    matchSets: dictionary<[string]>(db, "match_sets", ["name"]),
    groups: dictionary<[number, string]>(db, "point_groups", ["match_set_id", "group_key"]),
    ruleVersions: dictionary<[string, string]>(db, "rule_versions", ["name", "version"]),
  };
  return {
    ...all,
    forget: () => {
      for (const one of Object.values(all)) one.forget();
    },
  };
}

function dictionary<Name extends readonly (string | number)[]>(
  db: Database.Database,
  table: string,
  columns: readonly string[],
): Dictionary<Name> {
  const known = new Map<string, number>();
  const holds = columns.map((column) => `${column} = ?`).join(" AND ");
  const select = db.prepare(`SELECT id FROM ${table} WHERE ${holds}`).pluck();
  const insert = db
    .prepare(
      `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
       ON CONFLICT DO NOTHING RETURNING id`,
    )
    .pluck();
  const find = (name: Name, key: string): number => known.get(key) ?? keep(key, select.get(...name));
  const keep = (key: string, id: unknown): number => {
    if (typeof id !== "number") return 0;
    if (known.size >= maximumNames) known.clear();
    known.set(key, id);
    return id;
  };
  return {
    // What is not remembered is new more often than not.
    of: (...name) => {
      const key = keyOf(name);
      return known.get(key) ?? (keep(key, insert.get(...name)) || find(name, key));
    },
    find: (...name) => find(name, keyOf(name)),
    forget: () => known.clear(),
  };
}

const keyOf = (name: readonly (string | number)[]): string =>
  name.length === 1 ? (name[0] as string) : `${name[0]}\t${name[1]}`;
