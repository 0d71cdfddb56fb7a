import { createEngine } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { describe, expect, expectTypeOf, test } from "vitest";
import { type GithubOptions, github } from "./github.js";
import { fakeGithub } from "./testing/fake-github.js";

describe("github", () => {
  test("shows the events of an organisation, where nothing else is said", async () => {
    const fake = await fakeGithub();
    fake.events.push({ id: "1", created: fake.now, shown: 0 });
    const engine = createEngine({
      store: sqlite(":memory:"),
      sources: [github({ org: "acme", baseUrl: fake.url })],
      now: () => fake.now,
    });
    expect(await engine.pull()).toMatchObject([{ source: "github", new: 1 }]);
    await engine.close();
  });

  test("is any of its feeds, under its own name or another", () => {
    const [audit, hooks] = [
      github({ feed: "audit-log", org: "acme", token: "t" }),
      github({ feed: "webhooks", secret: "s", name: "hooks", every: "1h" }),
    ];
    expect(audit).toMatchObject({ name: "github", every: "5m" });
    expect(audit.receive).toBeUndefined();
    expect(hooks).toMatchObject({ name: "hooks", every: "1h" });
    expect(hooks.pull).toBeUndefined();
  });

  test.each([
    [{}, 'source "github": "org" is missing; give org, repo or user'],
    [{ feed: "webhook" }, 'source "github": "feed" is unknown; it takes events, audit-log, webhooks'],
    [{ feed: "audit-log", org: "acme" }, 'source "github": "token" is missing'],
    [{ feed: "events", org: "acme", include: "git" }, 'source "github": "include" is not a field of its options'],
  ])("refuses %j", (options, message) => {
    expect(() => github(options as GithubOptions)).toThrow(message);
  });

  test("is typed by its feed", () => {
    expectTypeOf<{ org: string }>().toExtend<GithubOptions>();
    expectTypeOf<{ feed: "webhooks"; org: string }>().not.toExtend<GithubOptions>();
    expect(github.sort).toBe("github");
  });
});
