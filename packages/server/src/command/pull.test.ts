import { once } from "node:events";
import { appendFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { runMcm, startMcm } from "../testing/mcm.js";
import { jsonLines, ndjson, writeFiles } from "../testing/rules.js";
import { event, freshFile } from "../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;

beforeEach(async () => {
  cwd = dirname(await freshFile());
});

const mcm = (words: string, env: Record<string, string> = {}) => runMcm(words.split(" "), { cwd, env });

describe("mcm init", () => {
  it("makes a configuration and a rule, with which all else works", async () => {
    expect(await mcm("init")).toMatchObject({ code: 0, out: "mcm.config.ts\nrules/login-failed-burst.rule.json\n" });
    expect(await mcm("rules test")).toMatchObject({ code: 0, err: expect.stringContaining("2 of 2 cases passed") });
    const pulled = await mcm("pull --json");
    expect(pulled.code).toBe(0);
    expect(jsonLines(pulled.out)).toMatchObject([{ source: "fake", records: 5000, new: 5000, rejected: 0, gaps: 0 }]);
    expect((await mcm("sources")).out).toMatch(/^fake +pull .* fine$/m);
  });

  it("leaves alone what is there", async () => {
    await writeFiles(cwd, { "app/mcm.config.ts": "mine" });
    const again = await mcm("init app");
    expect(again).toMatchObject({ code: 0, out: `${join("app", "rules", "login-failed-burst.rule.json")}\n` });
    expect(again.err).toContain(`${join("app", "mcm.config.ts")} is there already, and stays as it is`);
  });
});

/** `${NAME}`, as it is written in a configuration. */
const reference = (name: string) => `\${${name}}`;

/** A source of one's own, in what only a compiler takes; none of our packages is installed beside it. */
const door = `
  import { defineSource, McmError } from "@mcm/engine";
  import { z } from "zod";
  enum Way { In = "in" }
  export const door = defineSource({
    name: "door",
    options: z.object({ token: z.string().min(8, "is too short; copy all of it") }),
    create: ({ token }: { token: string }) => ({
      normalize: () => ({ timestamp: "2025-01-20T09:00:00Z", user: Way.In, event_type: "door_opened" }),
      pull: () => {
        if (token === "password") return [{ records: [1], cursor: 1 }];
        throw new McmError("invalid_source", "the badge reader is off; switch it on");
      },
    }),
  });
`;

describe("mcm pull", () => {
  it("goes on with the others when one source fails, and exits with 3", async () => {
    const sources = [
      { use: "./door.ts", token: "p4ssword" },
      { use: "file", path: "a.ndjson", name: "log" },
    ];
    await writeFiles(cwd, {
      "door.ts": door,
      "a.ndjson": ndjson([event(1), { no: "event" }]),
      "mcm.config.json": { sources },
    });
    const pulled = await mcm("pull --json");
    expect(pulled).toMatchObject({
      code: 3,
      err: expect.stringContaining('mcm: source "door": the badge reader is off; switch it on'),
    });
    expect(jsonLines(pulled.out)).toMatchObject([{ source: "log", new: 1, rejected: 1 }]);
    expect((await mcm("sources")).out).toMatch(/failed once: the badge reader is off/);
    expect(await mcm("pull log")).toMatchObject({ code: 0, out: expect.stringMatching(/^log +0 /m) });
  });

  it("names what is configured", async () => {
    expect(await mcm("pull")).toMatchObject({ code: 2, err: expect.stringContaining("no source is configured") });
    await writeFiles(cwd, { "mcm.config.json": { sources: [{ use: "fake" }] } });
    expect(await mcm("pull fkae")).toMatchObject({
      code: 2,
      err: 'mcm: no source "fkae" is configured that can be pulled; there is fake\n',
    });
  });

  it("begins anew with --since", async () => {
    await writeFiles(cwd, {
      "mcm.config.json": { sources: [{ use: "fake", count: 100, to: "2025-01-20T00:00:00Z" }] },
    });
    await mcm("pull");
    expect(jsonLines((await mcm("pull --since 2025-01-01 --json")).out)).toMatchObject([{ duplicate: 100, new: 0 }]);
    expect(await mcm("pull --since yesterday")).toMatchObject({ code: 2, err: expect.stringContaining("--since is") });
  });

  it("takes secrets from the environment, and never tells one", async () => {
    const sources = [{ use: "./door.ts", token: reference("SECRET") }];
    await writeFiles(cwd, { "door.ts": door, "mcm.config.json": { sources } });
    for (const [secret, code] of [
      ["hunter2", 2],
      ["hunter2hunter2", 3],
      ["password", 0],
    ] as const) {
      for (const words of ["pull", "sources --json"]) {
        const ran = await mcm(words, { SECRET: secret });
        expect(ran.out + ran.err).not.toContain(secret);
        if (words === "pull") expect(ran.code).toBe(code);
      }
    }
    expect(jsonLines((await mcm("events --json")).out)).toMatchObject([{ source: "door", user: "in" }]);
  });

  it("takes a configuration in TypeScript, with sources that it made itself", async () => {
    const config = `
      import { defineConfig } from "@mcm/server";
      import { door } from "./door.js";
      const token: string = "password";
      export default defineConfig({ db: "own.db", sources: [door({ token }), { use: door, token, name: "back" }] });
    `;
    await writeFiles(cwd, { "app/door.ts": door, "app/mcm.config.ts": config });
    const pulled = await mcm("pull --config app/mcm.config.ts --json");
    expect(jsonLines(pulled.out)).toMatchObject([
      { source: "door", new: 1 },
      { source: "back", new: 1 },
    ]);
    expect(jsonLines((await mcm("events --db app/own.db --json")).out)).toHaveLength(2);
  });

  it("goes on with --watch, and stops when told to", async () => {
    const sources = [{ use: "file", path: "a.ndjson", name: "log", every: "200ms" }];
    await writeFiles(cwd, { "a.ndjson": ndjson([event(1)]), "mcm.config.json": { sources } });
    const child = startMcm(["pull", "--watch", "--json"], { cwd });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [first] = await once(child.stdout as NodeJS.ReadableStream, "data");
    expect(jsonLines(String(first))).toMatchObject([{ source: "log", new: 1 }]);
    await appendFile(join(cwd, "a.ndjson"), ndjson([event(2), event(3)]));
    const [second] = await once(child.stdout as NodeJS.ReadableStream, "data");
    expect(jsonLines(String(second))).toMatchObject([{ source: "log", new: 2 }]);
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
  });
});

it("mcm serve pulls what is configured", async () => {
  await writeFiles(cwd, { "mcm.config.json": { sources: [{ use: "fake", count: 50 }] } });
  const child = startMcm(["serve", "--port", "0"], { cwd });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
  const url = String(line).trim();
  await vi.waitFor(async () => {
    const { headers } = await fetch(`${url}/api/events`);
    expect(headers.get("x-total-count")).toBe("50");
  });
});
