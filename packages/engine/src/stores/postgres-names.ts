import type { Pool, PoolClient } from "pg";

/** What runs a query: a connection, or a pool of them. */
export type Queryable = Pick<Pool | PoolClient, "query">;

/** Numbers for names of one sort. */
interface Dictionary {
  /** The numbers of some names, by name; new ones where they have none. */
  of(names: Iterable<string>): Promise<ReadonlyMap<string, number>>;
  /** The numbers of those names that have one. */
  find(names: Iterable<string>): Promise<ReadonlyMap<string, number>>;
}

/** Numbers for names that recur. They are given out at once, also where the transaction that needs them is undone. */
export interface PostgresNames {
  readonly sources: Dictionary;
  readonly users: Dictionary;
  readonly eventTypes: Dictionary;
  readonly matchSets: Dictionary;
  readonly rules: Dictionary;
  /** By {@link versionName}. */
  readonly ruleVersions: Dictionary;
}

/** Names remembered per dictionary; past it all are forgotten and looked up again. */
const maximumNames = 100_000;

/** A rule's name and version as one text: rules' names hold no line break. */
export const versionName = (rule: string, version: string): string => `${rule}\n${version}`;

/** The dictionaries of a database, over a connection that no transaction is on. */
export function postgresNames(db: Queryable): PostgresNames {
  const named = (table: string): Dictionary =>
    dictionary(db, {
      select: `SELECT id, name FROM ${table} WHERE name = ANY($1::text[])`,
      insert: `INSERT INTO ${table} (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`,
    });
  return {
    sources: named("sources"),
    users: named("users"),
    eventTypes: named("event_types"),
    matchSets: named("match_sets"),
    rules: named("rules"),
    ruleVersions: dictionary(db, {
      select: `SELECT id, name || E'\\n' || version AS name FROM rule_versions
        WHERE (name, version) IN (SELECT split_part(one, E'\\n', 1), split_part(one, E'\\n', 2) FROM unnest($1::text[]) one)`,
      insert: `INSERT INTO rule_versions (name, version)
        SELECT split_part(one, E'\\n', 1), split_part(one, E'\\n', 2) FROM unnest($1::text[]) one ON CONFLICT DO NOTHING`,
    }),
  };
}

function dictionary(
  db: Queryable,
  { select, insert }: { readonly select: string; readonly insert: string },
): Dictionary {
  let known = new Map<string, number>();
  const lookUp = async (names: readonly string[]): Promise<void> => {
    if (names.length === 0) return;
    const { rows } = await db.query<{ id: number; name: string }>(select, [names]);
    for (const { id, name } of rows) known.set(name, id);
  };
  const missing = (names: ReadonlySet<string>): string[] => [...names].filter((name) => !known.has(name));
  const find = async (names: Iterable<string>): Promise<ReadonlyMap<string, number>> => {
    if (known.size >= maximumNames) known = new Map();
    await lookUp(missing(new Set(names)));
    return known;
  };
  return {
    find,
    of: async (names) => {
      const wanted = new Set(names);
      await find(wanted);
      // In one order everywhere, so that two who add the same names never wait for each other.
      const fresh = missing(wanted).sort();
      if (fresh.length > 0) {
        await db.query(insert, [fresh]);
        await lookUp(fresh);
      }
      return known;
    },
  };
}
