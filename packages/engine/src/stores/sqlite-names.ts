import type Database from "better-sqlite3";

/** Numbers for names of one sort. */
interface Dictionary<Name extends readonly (string | number)[]> {
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
  readonly rules: Dictionary<[name: string]>;
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
    rules: dictionary<[string]>(db, "rules", ["name"]),
    groups: groupNumbers(db),
    ruleVersions: dictionary<[string, string]>(db, "rule_versions", ["name", "version"]),
  };
  return {
    ...all,
    forget: () => {
      for (const one of Object.values(all)) one.forget();
    },
  };
}

function dictionary<Name extends readonly string[]>(
  db: Database.Database,
  table: string,
  columns: readonly string[],
): Dictionary<Name> {
  const select = db.prepare(`SELECT id FROM ${table} WHERE ${columns.map((column) => `${column} = ?`).join(" AND ")}`);
  const insert = db.prepare(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
     ON CONFLICT DO NOTHING RETURNING id`,
  );
  const [find, add] = [select.pluck(), insert.pluck()];
  return remembering(
    (name) => find.get(...name) as number | undefined,
    (name) => add.get(...name) as number | undefined,
  );
}

/** Numbers of groups taken at a time; those that a process does not use stay unused. */
const block = 1000;

/** There are so many groups that a second index, by number, would be dear: so numbers are counted apart. */
function groupNumbers(db: Database.Database): Dictionary<[matchSet: number, key: string]> {
  const find = db.prepare("SELECT id FROM point_groups WHERE match_set_id = ? AND group_key = ?").pluck();
  const insert = db.prepare(
    "INSERT INTO point_groups (match_set_id, group_key, id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const take = db.prepare(`UPDATE group_numbers SET next = next + ${block} RETURNING next`).pluck();
  let next = 0;
  let end = 0;
  const groups = remembering<[number, string]>(
    (name) => find.get(...name) as number | undefined,
    (name) => {
      if (next === end) {
        end = take.get() as number;
        next = end - block;
      }
      return insert.run(...name, next).changes === 0 ? undefined : next++;
    },
  );
  return {
    ...groups,
    forget: () => {
      groups.forget();
      next = end = 0;
    },
  };
}

/** Remembers names and their numbers. What is not remembered is new more often than not, so `add` is tried first. */
function remembering<Name extends readonly (string | number)[]>(
  find: (name: Name) => number | undefined,
  add: (name: Name) => number | undefined,
): Dictionary<Name> {
  const known = new Map<string, number>();
  const keep = (key: string, id: number | undefined): number => {
    if (id === undefined) return 0;
    if (known.size >= maximumNames) known.clear();
    known.set(key, id);
    return id;
  };
  return {
    of: (...name) => {
      const key = keyOf(name);
      return known.get(key) ?? (keep(key, add(name)) || keep(key, find(name)));
    },
    find: (...name) => {
      const key = keyOf(name);
      return known.get(key) ?? keep(key, find(name));
    },
    forget: () => known.clear(),
  };
}

const keyOf = (name: readonly (string | number)[]): string =>
  name.length === 1 ? (name[0] as string) : `${name[0]}\t${name[1]}`;
