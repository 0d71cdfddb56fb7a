import { gzipSync } from "node:zlib";
import { sourceEventSchema } from "@mcm/engine";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { event, serve } from "../testing/serve.js";
import { maximumBody, maximumRecords } from "./posted-records.js";

const json = { "content-type": "application/json" };
const lines = { "content-type": "application/x-ndjson" };

const problem = z.looseObject({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
});

const answerBody = z.looseObject({ rejected: z.array(z.unknown()).optional() });

async function post(url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) {
  const response = await fetch(`${url}/api/events`, { method: "POST", body, headers });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    body: answerBody.parse(await response.json()),
  };
}

describe("GET /api/events", () => {
  it("lists events newest first, with their number", async () => {
    const { engine, url } = await serve();
    await engine.ingest([event(0), event(2), event(1)]);
    const response = await fetch(`${url}/api/events`);
    const events = z.array(sourceEventSchema).parse(await response.json());
    expect(events.map(({ external_id }) => external_id)).toEqual(["e2", "e1", "e0"]);
    expect(response.headers.get("x-total-count")).toBe("3");
    expect(response.headers.get("link")).toBeNull();
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  const filters: [string, string[]][] = [
    ["user=ada", ["a2", "a1"]],
    ["user=ada&user=bob", ["b", "a2", "a1"]],
    ["user=nobody", []],
    ["event_type=role_changed", ["a2"]],
    ["source=other", ["b"]],
    ["source=other&user=ada", []],
    ["severity=high", ["b"]],
    ["severity=low&severity=high", ["b", "a1"]],
    ["from=2025-01-20T09:01:00Z", ["c", "b", "a2"]],
    ["to=2025-01-20T09:01:00Z", ["a1"]],
    ["from=2025-01-20&to=2025-01-21", ["c", "b", "a2", "a1"]],
    ["from=2025-01-20T11:02:00%2B02:00", ["c", "b"]],
    ["sort=timestamp", ["a1", "a2", "b", "c"]],
    ["sort=-source&limit=1", ["c"]],
    ["limit=1&offset=1", ["b"]],
    ["limit=1&offset=9", []],
  ];
  it.each(filters)("?%s", async (query, expected) => {
    const { engine, url } = await serve();
    await engine.ingest([
      event(0, { external_id: "a1", severity_hint: "low" }),
      event(1, { external_id: "a2", event_type: "role_changed" }),
      event(2, { external_id: "b", user: "bob", source: "other", severity_hint: "high" }),
      event(3, { external_id: "c", user: null }),
    ]);
    const events = z.array(sourceEventSchema).parse(await (await fetch(`${url}/api/events?${query}`)).json());
    expect(events.map(({ external_id }) => external_id)).toEqual(expected);
  });

  it("leads from page to page by its Link header, each event once", async () => {
    const { engine, url } = await serve();
    await engine.ingest(Array.from({ length: 25 }, (_, minute) => event(minute)));
    const seen: (string | null)[] = [];
    let path: string | undefined = "/api/events?limit=10&user=ada&user=bob";
    let pages = 0;
    while (path) {
      const response: Response = await fetch(url + path);
      expect(response.headers.get("x-total-count")).toBe("25");
      seen.push(
        ...z
          .array(sourceEventSchema)
          .parse(await response.json())
          .map(({ external_id }) => external_id),
      );
      path = /^<([^>]+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
      pages++;
    }
    expect(pages).toBe(3);
    expect((await fetch(`${url}/api/events`)).headers.get("x-total-count-relation")).toBe("eq");
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `e${24 - index}`));
  });

  it("names a wrong parameter and what it takes", async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/api/events?limit=5000&limt=1`);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      detail: expect.stringMatching(/^limit is "5000"; it takes a whole number from 1 to 1000; limt is unknown here/),
      parameters: [
        { parameter: "limit", fact: 'is "5000"; it takes a whole number from 1 to 1000' },
        { parameter: "limt", fact: expect.stringContaining("the parameters are user, event_type, source") },
      ],
    });
  });

  it.each([
    "user=",
    "event_type=",
    "source=",
    "severity=grave",
    "from=monday",
    "to=2025-13-01",
    "from=2025-02-01&to=2025-01-01",
    "limit=0",
    "limit=1&limit=2",
    "offset=-1",
    "sort=id",
    "rule_name=login-failed",
    "__proto__=x",
    "user[]=ada",
    "%ff=1",
  ])("refuses ?%s", async (query) => {
    const { url } = await serve();
    const response = await fetch(`${url}/api/events?${query}`);
    expect(response.status).toBe(400);
    expect(problem.parse(await response.json()).detail).toMatch(/ (is|are) /);
  });

  it("takes text for what it is", async () => {
    const { engine, url } = await serve();
    const user = `'; DROP TABLE events; -- "%_\\`;
    await engine.ingest([event(0, { user })]);
    const response = await fetch(`${url}/api/events?user=${encodeURIComponent(user)}`);
    expect(await response.json()).toHaveLength(1);
    expect(await (await fetch(`${url}/api/events?user=%25`)).json()).toEqual([]);
  });
});

describe("POST /api/events", () => {
  it("takes one event, an array, or one a line", async () => {
    const { engine, url } = await serve();
    expect(await post(url, JSON.stringify(event(0)))).toMatchObject({ status: 201, body: { new: 1, rejected: [] } });
    expect(await post(url, JSON.stringify([event(1), event(2)]))).toMatchObject({ status: 201, body: { new: 2 } });
    const body = `\ufeff${JSON.stringify(event(3))}\r\n\n${JSON.stringify(event(4))}\n`;
    expect(await post(url, body, lines)).toMatchObject({ status: 201, body: { new: 2, rejected: [] } });
    expect(await engine.count("events")).toBe(5);
  });

  it("runs the rules on them at once", async () => {
    const { engine, url } = await serve();
    const { body } = await post(url, JSON.stringify([event(0)]));
    expect(body).toMatchObject({ processed: 1, created: 1 });
    expect(await engine.count("findings")).toBe(1);
  });

  it("knows what it has already", async () => {
    const { url } = await serve();
    await post(url, JSON.stringify([event(0)]));
    expect(await post(url, JSON.stringify([event(0), event(1)]))).toMatchObject({
      status: 201,
      body: { new: 1, duplicate: 1, created: 1 },
    });
  });

  describe("with an Idempotency-Key", () => {
    const nameless = JSON.stringify([1, 1, 2].map((minute) => ({ ...event(minute), external_id: undefined })));
    const keyed = (key: string, type = json) => ({ ...type, "idempotency-key": key });

    it("adds a request once, however often it is sent", async () => {
      const { engine, url } = await serve();
      expect(await post(url, nameless, keyed("one"))).toMatchObject({ status: 201, body: { new: 3, created: 3 } });
      expect(await post(url, nameless, keyed("one"))).toMatchObject({ status: 201, body: { new: 0, duplicate: 3 } });
      const [a, b] = await Promise.all([post(url, nameless, keyed("two")), post(url, nameless, keyed("two"))]);
      expect(Number(a.body.new) + Number(b.body.new)).toBe(3);
      expect(await engine.count("events")).toBe(6);
    });

    it("loses nothing when a key is used again for something else", async () => {
      const { engine, url } = await serve();
      await post(url, nameless, keyed("one"));
      const other = JSON.stringify({ ...event(9), external_id: undefined });
      expect(await post(url, other, keyed("one"))).toMatchObject({ body: { new: 1 } });
      expect(await engine.count("events")).toBe(4);
    });

    it("leaves events their own ids", async () => {
      const { url } = await serve();
      await post(url, JSON.stringify(event(0)), keyed("one"));
      expect(await post(url, JSON.stringify(event(0)), keyed("two"))).toMatchObject({ body: { new: 0, duplicate: 1 } });
    });

    it.each(["", " ", "a b", "x".repeat(256)])("refuses the key %j", async (key) => {
      const { engine, url } = await serve();
      const { status, body } = await post(url, nameless, keyed(key));
      expect(status).toBe(400);
      expect(problem.parse(body).detail).toContain("Idempotency-Key takes 1 to 255 characters");
      expect(await engine.count("events")).toBe(0);
    });
  });

  it("keeps what is right and names what is not", async () => {
    const { url } = await serve();
    const { status, body } = await post(url, JSON.stringify([event(0), { ...event(1), sourc: "x" }, 7, event(2)]));
    expect(status).toBe(201);
    expect(body).toMatchObject({ new: 2, duplicate: 0 });
    expect(body.rejected).toEqual([
      { index: 1, message: expect.stringContaining("sourc") },
      { index: 2, message: expect.stringContaining("a number") },
    ]);
  });

  it("counts lines that are no JSON among the records", async () => {
    const { url } = await serve();
    const body = `${JSON.stringify(event(0))}\n{"half":\n\n[]\n${"[".repeat(130)}\n${JSON.stringify(event(1))}`;
    const answer = await post(url, body, lines);
    expect(answer).toMatchObject({ status: 201, body: { new: 2 } });
    expect(answer.body.rejected).toEqual([
      { index: 1, message: expect.stringContaining("the line is not JSON") },
      { index: 2, message: expect.stringContaining("an array") },
      { index: 3, message: expect.stringContaining("nests deeper than 128 levels") },
    ]);
  });

  it("is a problem when none could be taken", async () => {
    const { url } = await serve();
    const { status, type, body } = await post(url, JSON.stringify([{}, { ...event(0), timestamp: "now" }]));
    expect(status).toBe(400);
    expect(type).toBe("application/problem+json; charset=utf-8");
    expect(problem.parse(body).detail).toMatch(/^no record could be taken; of the first: /);
    expect(body.rejected).toEqual([
      { index: 0, message: expect.stringContaining("source") },
      { index: 1, message: expect.stringContaining("timestamp") },
    ]);
  });

  it("takes no parameters", async () => {
    const { engine, url } = await serve();
    const response = await fetch(`${url}/api/events?run=no`, {
      method: "POST",
      headers: json,
      body: JSON.stringify(event(0)),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: "run is unknown here; there are no parameters" });
    expect(await engine.count("events")).toBe(0);
  });

  it("takes nothing without complaint", async () => {
    const { url } = await serve();
    expect(await post(url, "[]")).toMatchObject({ status: 201, body: { new: 0, duplicate: 0, rejected: [] } });
  });

  it("takes a compressed body", async () => {
    const { url } = await serve();
    const body = gzipSync(JSON.stringify(event(0)));
    expect(await post(url, body, { ...json, "content-encoding": "gzip" })).toMatchObject({ status: 201 });
  });

  it("keeps strange keys of a record as data", async () => {
    const { engine, url } = await serve();
    const raw = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const body = JSON.stringify(event(0)).replace(/}$/, `,"raw_data":${raw}}`);
    expect(await post(url, body)).toMatchObject({ status: 201, body: { new: 1 } });
    const [stored] = await engine.events();
    expect(JSON.stringify(stored?.raw_data)).toBe(raw);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    const [listed] = z.array(z.unknown()).parse(await (await fetch(`${url}/api/events`)).json());
    expect(JSON.stringify(listed)).toContain(raw);
  });

  const tooMany = `[${Array(maximumRecords + 1)
    .fill("0")
    .join(",")}]`;
  const refused: [string, string | Uint8Array<ArrayBuffer>, Record<string, string>, number, string][] = [
    ["no JSON", "{half", json, 400, "the body is not JSON"],
    ["an empty body", "", json, 400, "the body is empty"],
    ["nothing but space", "  \n", json, 400, "the body is not JSON"],
    ["bytes that are no UTF-8", new Uint8Array([0x22, 0xff, 0x22]), json, 400, "the body is not UTF-8"],
    ["deep nesting", "[".repeat(100_000), json, 400, "nests deeper than 128 levels"],
    ["too many records", tooMany, json, 413, "holds 10001 records; send at most 10000"],
    ["too many bytes", " ".repeat(maximumBody + 1), json, 413, "larger than 10 MiB"],
    [
      "a bomb",
      gzipSync(" ".repeat(maximumBody + 1)),
      { ...json, "content-encoding": "gzip" },
      413,
      "larger than 10 MiB",
    ],
    ["text", "hello", { "content-type": "text/plain" }, 415, "text/plain; send application/json"],
    ["a form", "a=1", { "content-type": "application/x-www-form-urlencoded" }, 415, "send application/json"],
    ["an unknown encoding", "x", { ...json, "content-encoding": "lzma" }, 415, "lzma"],
    ["broken compression", "x", { ...json, "content-encoding": "gzip" }, 400, ""],
  ];
  it.each(refused)("refuses %s", async (_what, body, headers, status, detail) => {
    const { url } = await serve();
    const answer = await post(url, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.type).toBe("application/problem+json; charset=utf-8");
    expect(problem.parse(answer.body)).toMatchObject({ status, detail: expect.stringContaining(detail) });
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\bat .*:\d+:\d+/);
  });
});
