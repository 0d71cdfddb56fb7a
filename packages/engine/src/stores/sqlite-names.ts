import type Database from "better-sqlite3";

/** Numbers for names that recur, given out as they are met. */
export interface SqliteNames {
  readonly sources: (name: string) => number;
  readonly users: (name: string) => number;
  readonly eventTypes: (name: string) => number;
  readonly matchSets: (name: string) => number;
  readonly ruleVersions: (name: string, version: string) => number;
  /** To be called when a transaction was undone: numbers given out in it are void. */
  forget(): void;
}

/** Names remembered per dictionary; past it all are forgotten and looked up again. */
const maximumNames = 100_000;

/** The dictionaries of a database. Read only, a name that is not there has the number 0, which nothing has. */
export function sqliteNames(db: Database.Database, { readOnly = false } = {}): SqliteNames {
  const dictionaries: Map<string, number>[] = [];
  const dictionary = (table: string, columns: readonly string[]) => {
    const known = new Map<string, number>();
    dictionaries.push(known);
    const holds = columns.map((column) => `${column} = ?`).join(" AND ");
    const select = db.prepare(`SELECT id FROM ${table} WHERE ${holds}`).pluck();
    const insert = db.prepare(
      `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    );
    return (...values: string[]): number => {
      const key = values.join("\t");
      const remembered = known.get(key);
      if (remembered !== undefined) return remembered;
      const found = select.get(...values) as number | undefined;
      if (readOnly && found === undefined) return 0;
      const id = found ?? Number(insert.run(...values).lastInsertRowid);
      if (known.size >= maximumNames) known.clear();
      known.set(key, id);
      return id;
    };
  };
  return {
    sources: dictionary("sources", ["name"]),
    users: dictionary("users", ["name"]),
    eventTypes: dictionary("event_types", ["name"]),
    matchSets: dictionary("match_sets", ["name"]),
    ruleVersions: dictionary("rule_versions", ["name", "version"]),
    forget: () => {
      for (const known of dictionaries) known.clear();
    },
  };
}
