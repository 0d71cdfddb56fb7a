import { findingSchema } from "@mcm/engine";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { event, serve } from "../testing/serve.js";

async function served() {
  const server = await serve();
  await server.engine.ingest([
    event(0, { external_id: "a" }),
    event(1, { external_id: "b", user: "bob", source: "other" }),
    event(2, { external_id: "c" }),
  ]);
  return server;
}

describe("GET /api/findings", () => {
  it("lists findings newest first, with their number", async () => {
    const { url } = await served();
    const response = await fetch(`${url}/api/findings`);
    const findings = z.array(findingSchema).parse(await response.json());
    expect(findings.map(({ user, rule_name }) => [user, rule_name])).toEqual([
      ["ada", "login-failed"],
      ["bob", "login-failed"],
      ["ada", "login-failed"],
    ]);
    expect(response.headers.get("x-total-count")).toBe("3");
  });

  const filters: [string, string[]][] = [
    ["user=bob", ["bob"]],
    ["source=test", ["ada", "ada"]],
    ["event_type=login_failed&sort=timestamp&limit=2", ["ada", "bob"]],
    ["event_type=login_success", []],
    ["severity=high&severity=low", ["ada", "bob", "ada"]],
    ["severity=critical", []],
    ["rule_name=login-failed", ["ada", "bob", "ada"]],
    ["rule_name=rare-event-type", []],
    ["status=open", ["ada", "bob", "ada"]],
    ["status=resolved&status=dismissed", []],
    ["withdrawn=true", []],
    ["withdrawn=false", ["ada", "bob", "ada"]],
    ["from=2025-01-20T09:01:00Z", ["ada", "bob"]],
    ["to=2025-01-20T09:01:00Z", ["ada"]],
    ["limit=1&offset=1", ["bob"]],
    ["sort=-user", ["bob", "ada", "ada"]],
  ];
  it.each(filters)("?%s", async (query, users) => {
    const { url } = await served();
    const response = await fetch(`${url}/api/findings?${query}`);
    expect(
      z
        .array(findingSchema)
        .parse(await response.json())
        .map(({ user }) => user),
    ).toEqual(users);
  });

  it.each([
    "severity=grave",
    "status=done",
    "withdrawn=1",
    "sort=-id",
    "rule_name=",
    "limit=1001",
    "offset=x",
    "rule=a",
  ])("refuses ?%s", async (query) => {
    const { url } = await serve();
    const response = await fetch(`${url}/api/findings?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ parameters: [{ parameter: query.split("=")[0] }] });
  });

  it("points to the next page, which is the last", async () => {
    const { url } = await served();
    const response = await fetch(`${url}/api/findings?severity=high&limit=2`);
    const [, next] = /^<(\/api\/findings\?severity=high&limit=2&cursor=[\w-]+)>; rel="next"$/.exec(
      response.headers.get("link") ?? "",
    ) ?? ["", ""];
    const rest = await fetch(url + next);
    expect(await rest.json()).toHaveLength(1);
    expect(rest.headers.get("link")).toBeNull();
  });

  it.each([
    ["cursor=nonsense", /"cursor" is none; take it from the page before/],
    ["cursor=a&offset=2", /cursor excludes offset; leave one of them out/],
    ["cursor=", /cursor is empty/],
  ])("refuses %s", async (query, fact) => {
    const { url } = await serve();
    const response = await fetch(`${url}/api/findings?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(fact) });
  });

  it("refuses a cursor of another sort", async () => {
    const { url } = await served();
    const link = (await fetch(`${url}/api/findings?sort=severity&limit=1`)).headers.get("link") ?? "";
    const response = await fetch(url + link.slice(1, link.indexOf(">")).replace("sort=severity", "sort=user"));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      detail: '"cursor" belongs to the sort severity, not user; start without one, or sort by severity',
    });
  });
});
