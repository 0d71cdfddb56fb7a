import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type RunOptions, runMcm } from "../testing/mcm.js";
import { event, freshFile } from "../testing/serve.js";
import { version } from "../version.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** A folder for all tests, in which none of them may leave anything. */
let empty: string;
/** A folder for one test. */
let cwd: string;
const mcm = (words: string, options: Partial<RunOptions> = {}) => runMcm(words.split(" "), { cwd, ...options });
const lines = (text: string) => text.split("\n").slice(0, -1);

beforeAll(async () => {
  empty = await mkdtemp(join(tmpdir(), "mcm-"));
  return () => rm(empty, { recursive: true });
});

beforeEach(async () => {
  cwd = dirname(await freshFile());
});

describe("mcm", () => {
  it("explains itself", async () => {
    const help = await mcm("--help");
    expect(help).toMatchObject({ code: 0, err: "" });
    for (const name of ["serve", "ingest", "run", "rules", "events", "findings", "stats"])
      expect(help.out).toContain(`  ${name} `);
    const one = await mcm("findings --help");
    expect(one).toMatchObject({ code: 0, err: "" });
    for (const flag of ["--rule", "--severity", "--limit", "--csv", "--db", "--json", "--rules"])
      expect(one.out).toContain(flag);
    expect(await mcm("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
    expect(await mcm("events --version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  const wrong: [string, string][] = [
    ["frobnicate", "mcm: unknown command 'frobnicate'"],
    ["event", "mcm: unknown command 'event' (Did you mean"],
    ["--frob", "mcm: unknown option '--frob'"],
    ["events --sevrity high", "mcm: unknown option '--sevrity' (Did you mean --severity?)"],
    ["events --severity", "mcm: option '--severity <severity>' argument missing"],
    ["events extra", "mcm: too many arguments for 'events'"],
    ["events --severity grave", 'mcm: --severity is "grave"; it takes low, medium, high or critical'],
    ["events --limit 0", 'mcm: --limit is "0"; it takes a whole number from 1'],
    ["events --limit 1 --limit 2", "mcm: --limit is given more than once; give it once"],
    ["events --from monday", 'mcm: --from is "monday"; it takes a day such as "2025-01-20"'],
    ["events --from 2025-02-01 --to 2025-01-01", "mcm: --from is later than to; swap them"],
    ["events --sort size", 'mcm: --sort is "size"; it takes timestamp, event_type, user or source'],
    ["findings --status done", 'mcm: --status is "done"; it takes open, acknowledged, resolved or dismissed'],
    ["events --json --csv", "mcm: --json and --csv"],
    ["ingest --format yaml x.json", 'mcm: --format is "yaml"; it takes auto, events, github-events'],
    ["ingest --batch 0 x.json", 'mcm: --batch is "0"; it takes a whole number from 1 to 100000'],
    ["ingest none.json", 'mcm: cannot read "none.json": there is no such file'],
    ["ingest .", 'mcm: cannot read ".": no file is there; check the path'],
    ["serve --port http", 'mcm: --port is "http"; it takes a whole number from 0 to 65535'],
    ["serve --host 0.0.0.0 --port 0", "mcm: listening on 0.0.0.0 lets others read everything; set MCM_TOKEN"],
    ["events", 'mcm: there is no database at "mcm.db"; make one with "mcm ingest" or "mcm serve"'],
    ["run", 'mcm: there is no database at "mcm.db"'],
    ["stats --db other.db", 'mcm: there is no database at "other.db"'],
    ["events --db", "mcm: option '--db <database>' argument missing"],
    ["events --db postgres://ada:sec/ret@db/mcm", "mcm: the database's URL is not understood"],
    ["events --db mysql://ada:secret@db/mcm", "mcm: a mysql:// database is not supported"],
    ["ingest - --db no/such/folder.db", 'mcm: cannot use the database "no/such/folder.db"'],
    ["serve --db .", 'mcm: cannot use the database "."'],
  ];
  it.concurrent.each(wrong)("%s is wrong use", async (words, message) => {
    const { code, out, err } = await mcm(words, { cwd: empty });
    expect(lines(err)).toEqual([expect.stringContaining(message)]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).not.toContain("secret");
  });

  it("makes no database when it fails for another reason", async () => {
    for (const words of ["ingest none.json", "events --severity grave", "stats", "serve --host 0.0.0.0"])
      await mcm(words);
    expect(await readdir(cwd)).toEqual([]);
  });

  it("shows its help when it is told nothing, as wrong use", async () => {
    const { code, out, err } = await mcm("--json");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("Usage: mcm");
  });

  it("takes the database from the environment, its flag first", async () => {
    const input = JSON.stringify(event(0));
    await mcm("ingest -", { input, env: { MCM_DB: "a.db", DATABASE_URL: "b.db" } });
    await mcm("ingest -", { input, env: { MCM_DB: "", DATABASE_URL: "b.db" } });
    await mcm("ingest - --db c.db", { input, env: { MCM_DB: "postgres://x" } });
    await mcm("ingest -", { input });
    const files = (await readdir(cwd)).filter((name) => name.endsWith(".db"));
    expect(files).toEqual(["a.db", "b.db", "c.db", "mcm.db"]);
    const postgres = await mcm("stats", { env: { DATABASE_URL: "postgresql://ada:secret@127.0.0.1:1/mcm" } });
    expect(postgres.err).toContain(
      'cannot use the database "127.0.0.1:1/mcm": nothing listens there; start PostgreSQL, or correct the host and port',
    );
    expect(postgres).toMatchObject({ code: 3, out: "" });
    expect(postgres.err).not.toContain("secret");
  });

  it("refuses what is no database, and one of a newer version", async () => {
    await writeFile(join(cwd, "text.db"), "this is no database, whatever its name says".repeat(100));
    expect(await mcm("events --db text.db")).toMatchObject({
      code: 2,
      err: expect.stringContaining("not a SQLite database"),
    });
    await mcm("ingest - --db new.db", { input: JSON.stringify(event(0)) });
    const db = new Database(join(cwd, "new.db"));
    db.prepare("insert into kysely_migration (name, timestamp) values (?, ?)").run("9999-future", "2099-01-01");
    db.close();
    const { code, err } = await mcm("events --db new.db");
    expect(code).toBe(2);
    expect(lines(err)).toEqual([expect.stringMatching(/new\.db.*newer version/)]);
  });
});
