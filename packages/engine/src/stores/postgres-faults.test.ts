import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { someEvents, someRules } from "../../test/month.js";
import { freshDatabase, storeAt } from "../../test/places.js";
import { createEngine, type McmError } from "../index.js";
import { postgres } from "./postgres.js";

/* What becomes of writes when the server, or the way to it, fails. */

/** A way to a server that can be cut when something is said on it. */
interface Way {
  readonly url: string;
  /** Cuts the connection once, when this is sent to the server: in front of it, or behind its answer. */
  cutAt(text: string, when: "before" | "after", options?: { readonly behind?: string | undefined }): void;
  /** Refuses all connections until it is opened again. */
  close(): void;
  reopen(): void;
  readonly cuts: () => number;
  end(): Promise<void>;
}

async function wayTo(database: string): Promise<Way> {
  const target = new URL(database);
  const sockets = new Set<Socket>();
  let cut: { text: string; when: "before" | "after"; behind?: string | undefined } | null = null;
  let cuts = 0;
  let isOpen = true;
  const server: Server = createServer((client) => {
    if (!isOpen) return client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    let [isDoomed, isBehind] = [false, false];
    const destroy = (): void => {
      cuts++;
      client.destroy();
      upstream.destroy();
    };
    client.on("data", (chunk) => {
      if (cut?.behind !== undefined && chunk.includes(cut.behind)) isBehind = true;
      if (cut && chunk.includes(cut.text) && (cut.behind === undefined || isBehind)) {
        const { when } = cut;
        cut = null;
        if (when === "before") return destroy();
        isDoomed = true;
      }
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => (isDoomed ? destroy() : client.write(chunk)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: Object.assign(new URL(database), { port: `${port}` }).href,
    cutAt: (text, when, { behind } = {}) => {
      cut = { text, when, behind };
    },
    close: () => {
      isOpen = false;
      for (const socket of sockets) socket.destroy();
    },
    reopen: () => {
      isOpen = true;
    },
    cuts: () => cuts,
    end: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const events = someEvents(300);

/** All that is in a database, but for what depends on how it got there. */
async function contentOf(url: string) {
  const engine = createEngine({ store: storeAt(url), rules: someRules });
  const findings = await engine.findings({ limit: 1000 });
  const known = (await engine.events({ limit: 1000 })).map(({ external_id }) => external_id).sort();
  const content = {
    known,
    findings: findings.map(({ fingerprint }) => fingerprint).sort(),
    all: await engine.summary(),
  };
  await engine.close();
  return content;
}

const claiming = "DELETE FROM queued_points";

test.each([
  ["taking events in", "COPY events", "before"],
  ["taking events in", "COPY events", "after"],
  ["taking events in", "INSERT INTO finding_records", "after"],
  ["taking events in", "COMMIT", "before"],
  ["taking events in", "COMMIT", "after"],
  ["working on what is queued", claiming, "after"],
  ["working on what is queued", "INSERT INTO points", "after"],
  ["working on what is queued", "COMMIT", "before"],
  ["working on what is queued", "COMMIT", "after"],
] as const)(
  "%s, a connection that is cut at %s, %s the server has it, loses and doubles nothing",
  async (what, text, when) => {
    const [url, whole] = [await freshDatabase(inject("postgres")), await freshDatabase(inject("postgres"))];
    const unbroken = createEngine({ store: postgres(whole), rules: someRules });
    await unbroken.ingest(events);
    await unbroken.close();

    const way = await wayTo(url);
    const engine = createEngine({ store: postgres(way.url), rules: someRules, batchSize: 100 });
    const counts = [await engine.ingest(events.slice(0, 100))];
    // The statement alone: transactions begin with words that hold it.
    way.cutAt(text === "COMMIT" ? "COMMIT\0" : text, when, {
      behind: what === "taking events in" ? undefined : claiming,
    });
    counts.push(await engine.ingest(events.slice(100)));
    expect(way.cuts()).toBe(1);
    expect(counts.map((result) => result.new)).toEqual([100, 200]);
    await engine.close();
    await way.end();
    const content = await contentOf(url);
    expect(content).toEqual(await contentOf(whole));
    const changes = counts.map(({ created, withdrawn }) => created - withdrawn);
    expect(changes.reduce((sum, one) => sum + one, 0)).toBe(content.findings.length);
  },
);

test("a connection that is cut while it holds a source gives the source up, and tells the work that it must stop", async () => {
  const url = await freshDatabase(inject("postgres"));
  const way = await wayTo(url);
  const [one, two] = [postgres(way.url), postgres(url)];
  await Promise.all([one.open(), two.open()]);
  const [entered, stopped] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = one.shared?.alone("app", (lost) => {
    lost.addEventListener("abort", () => stopped.resolve());
    entered.resolve();
    return stopped.promise;
  });
  holding?.catch(() => undefined);
  await entered.promise;
  const attempt = () => two.shared?.alone("app", async () => "held");
  await expect(attempt()).rejects.toMatchObject({ code: "source_busy" });
  way.close();
  await stopped.promise;
  await expect(holding).rejects.toMatchObject({
    code: "store_unavailable",
    message: expect.stringContaining('holds source "app" broke'),
  });
  // The server notices a moment later that nobody is there any more.
  await expect.poll(() => attempt()?.catch(({ code }: McmError) => code), { timeout: 5000 }).toBe("held");
  await Promise.all([one.close(), two.close()]);
  await way.end();
});

test("while the server is away, work waits for it as long as it is told to, and reads fail at once", async () => {
  const way = await wayTo(await freshDatabase(inject("postgres")));
  const engine = createEngine({ store: postgres(way.url, { patience: 10_000 }), rules: someRules });
  await engine.ingest(events.slice(0, 100));
  way.close();
  await expect(engine.events()).rejects.toMatchObject({
    code: "store_unavailable",
    message: expect.stringMatching(/^cannot use the database "127\.0\.0\.1:\d+\/[\d-]+": .*(connection|port|network)/),
  });
  const waiting = engine.ingest(events.slice(100, 200));
  setTimeout(way.reopen, 300);
  expect(await waiting).toMatchObject({ new: 100 });
  await engine.close();
  await way.end();
});

test("a server that stays away is told of when patience ends", async () => {
  const way = await wayTo(await freshDatabase(inject("postgres")));
  const store = postgres(way.url, { patience: 200 });
  await store.open();
  way.close();
  await expect(store.transaction(async () => 1)).rejects.toMatchObject({ code: "store_unavailable" });
  await store.close();
  await way.end();
});

test.each([
  ["a wrong password", (url: URL) => Object.assign(url, { password: "wr0ng" }), "the password is wrong"],
  ["no such database", (url: URL) => Object.assign(url, { pathname: "/nowhere" }), "there is no database of that name"],
  ["no such port", (url: URL) => Object.assign(url, { port: "1" }), "nothing listens there"],
  ["a server without TLS", (url: URL) => Object.assign(url, { search: "?sslmode=require" }), "TLS"],
] as const)("%s is told with what to do, and without the password", async (_, change, remedy) => {
  const url = change(new URL(inject("postgres"))).href;
  const thrown: unknown = await postgres(url)
    .open()
    .catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: "store_unavailable", message: expect.stringContaining(remedy) });
  expect(String(thrown)).not.toMatch(/wr0ng|secret/);
});

test("a URL that is none is refused without a word of it", () => {
  expect(() => postgres("postgres://ada:sec/ret@host/db")).toThrow(
    "the database's URL is not understood; write it as postgres://user:password@host:5432/database",
  );
});

test("a schema from a newer version is refused, and stays as it is", async () => {
  const url = await freshDatabase(inject("postgres"));
  const store = postgres(url);
  await store.open();
  await store.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01')");
  await client.end();
  await expect(postgres(url).open()).rejects.toMatchObject({
    code: "store_too_new",
    message: expect.stringContaining('its schema has "9999-later"'),
  });
});

test("a database that may only be read is told of, and reads go on", async () => {
  const url = await freshDatabase(inject("postgres"));
  const writer = createEngine({ store: postgres(url), rules: someRules });
  await writer.ingest(events);
  await writer.close();
  const readOnly = Object.assign(new URL(url), { search: "?options=-c%20default_transaction_read_only%3Don" }).href;
  const reader = createEngine({ store: postgres(readOnly), rules: someRules });
  expect((await reader.summary()).total_events).toBe(300);
  await expect(reader.ingest(events)).rejects.toMatchObject({
    code: "store_unavailable",
    message: expect.stringContaining("it may only be read"),
  });
  await reader.close();
});

test.each(["events", "points"])(
  "a disk that is full when %s are written is told of, and work goes on when there is room",
  async (table) => {
    const [url, whole] = [await freshDatabase(inject("postgres")), await freshDatabase(inject("postgres"))];
    const unbroken = createEngine({ store: postgres(whole), rules: someRules });
    await unbroken.ingest(events);
    await unbroken.close();
    const engine = createEngine({ store: postgres(url), rules: someRules, batchSize: 100 });
    await engine.ingest(events.slice(0, 100));
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE disk_full USING MESSAGE = 'could not extend file: No space left on device'; END $$`);
    await client.query(`CREATE TRIGGER full_disk BEFORE INSERT ON ${table} EXECUTE FUNCTION full_disk()`);
    await expect(engine.ingest(events.slice(100))).rejects.toMatchObject({
      code: "store_full",
      message: expect.stringMatching(/^the disk of the database "127[^"]*" is full: make room and try again; /),
    });
    await client.query(`DROP TRIGGER full_disk ON ${table}`);
    await client.end();
    expect(await engine.checkCounters()).toEqual([]);
    const { new: added, duplicate } = await engine.ingest(events.slice(100));
    expect(added + duplicate).toBe(200);
    await engine.close();
    expect(await contentOf(url)).toEqual(await contentOf(whole));
  },
);

test("several that open an empty database at once all find it ready", async () => {
  const url = await freshDatabase(inject("postgres"));
  const stores = Array.from({ length: 5 }, () => postgres(url, { maximumConnections: 3 }));
  await Promise.all(stores.map((store) => store.open()));
  await Promise.all(
    stores.map((store) => store.transaction(async (transaction) => transaction.markSource("app", { cursor: 1 }))),
  );
  await Promise.all(stores.map((store) => store.close()));
});

test("people see records in their plain shape, and what they write is taken up by the next run", async () => {
  const url = await freshDatabase(inject("postgres"));
  const engine = createEngine({ store: postgres(url), rules: someRules });
  await engine.ingest(events);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("SELECT * FROM source_events ORDER BY id LIMIT 1");
  const [event] = await engine.events({ sort: "timestamp", limit: 1 });
  expect({ ...rows[0], timestamp: rows[0].timestamp.toISOString(), id: Number(rows[0].id) }).toEqual(event);
  const found = await client.query(
    "SELECT rule_name, severity, withdrawn, timestamp FROM findings WHERE NOT withdrawn",
  );
  expect(found.rows.length).toBe((await engine.findings({ limit: 1000 })).length);
  await client.query(
    `INSERT INTO source_events (source, external_id, timestamp, "user", event_type, severity_hint, raw_data)
     VALUES ('sql', 'x', '2025-03-01T10:00:00.123Z', 'eve', 'logged', 'high', '{"a": [1]}'),
            ('sql', 'x', '2025-03-01T10:00:00.123Z', 'eve', 'logged', 'high', '{}')`,
  );
  await client.end();
  expect((await engine.run()).processed).toBe(1);
  expect(await engine.events({ source: "sql" })).toEqual([
    expect.objectContaining({
      timestamp: "2025-03-01T10:00:00.123Z",
      user: "eve",
      severity_hint: "high",
      raw_data: { a: [1] },
      processed: true,
    }),
  ]);
  expect((await engine.summary()).total_events).toBe(301);
  await engine.close();
});
