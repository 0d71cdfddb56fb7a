import { dirname } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { writeFiles } from "../testing/rules.js";
import { freshFile } from "../testing/serve.js";
import { configuredSources } from "./configured-sources.js";
import { loadConfig } from "./load-config.js";

/** `${NAME}`, as it is written in a configuration. */
const reference = (name: string) => `\${${name}}`;

let folder: string;

beforeEach(async () => {
  folder = dirname(await freshFile());
});

async function load(content: unknown, environment: NodeJS.ProcessEnv = {}, name = "mcm.config.json") {
  await writeFiles(folder, { [name]: content });
  return loadConfig(`${folder}/${name}`, environment);
}

describe("a configuration", () => {
  it("is JSON with comments", async () => {
    const config = await load('{\n  // why\n  "retention": { "events": "30d" },\n}\n');
    expect(config).toMatchObject({ retention: { events: "30d" }, file: `${folder}/mcm.config.json`, folder });
  });

  it("says where it is no JSON", async () => {
    await expect(load('{\n  "db": "a.db"\n  "rules": []\n}')).rejects.toThrow(
      `${folder}/mcm.config.json:3: this is no JSON: comma expected; correct it there`,
    );
  });

  it("has paths that are relative to its folder, but for servers and databases in memory", async () => {
    expect(await load({ db: "data/a.db" })).toMatchObject({ db: `${folder}/data/a.db` });
    expect(await load({ db: "postgres://db/mcm" })).toMatchObject({ db: "postgres://db/mcm" });
    expect(await load({ db: ":memory:" })).toMatchObject({ db: ":memory:" });
    expect(await load({ db: "/var/a.db" })).toMatchObject({ db: "/var/a.db" });
  });

  it.each([
    [{ ruls: [] }, '"ruls" is no part of a configuration; it takes db, rules, overrides, sources, retention'],
    [
      { retention: { events: "30d", finding: "1y" } },
      '"retention.finding" is no part of a configuration; it takes events, findings',
    ],
    [{ db: 7 }, '"db" takes the path of a database file, or a postgres:// URL'],
    [{ overrides: ["x"] }, '"overrides" takes the path of a JSON file, or an object by names of rules, as in { "login'],
    [{ rules: "rules" }, '"rules" takes a list of folders, as in ["./rules"]'],
    [{ sources: [{ path: "x" }] }, '"sources[0]" takes { "use": "file", … } with the sort of source, or a source'],
    [{ retention: { events: "soon" } }, '"retention.events" is not a duration from 1ms to 3650d; write it as'],
    [[], "has no configuration in it; begin with the one that"],
  ])("is refused as %j", async (content, message) => {
    await expect(load(content)).rejects.toThrow(message);
  });

  it("that is asked for must be there", async () => {
    await expect(loadConfig(`${folder}/nope.json`, {})).rejects.toThrow("there is no configuration");
  });
});

describe("references to the environment", () => {
  const of = async (text: string, environment: NodeJS.ProcessEnv = { A: "1", B_2: "two" }) =>
    (await load({ rules: [`/${text}`] }, environment)).rules?.[0]?.replace(/^.*\//, "");

  it("stand for variables, anywhere in a text", async () => {
    expect(await of(`x-${reference("A")}-${reference("B_2")}-y`)).toBe("x-1-two-y");
  });

  it("can be written as text", async () => {
    expect(await of(`$${reference("A")} $A {A}`)).toBe(`${reference("A")} $A {A}`);
  });

  it("are not looked for in what a variable holds", async () => {
    expect(await of(reference("A"), { A: reference("B") })).toBe(reference("B"));
  });

  it("to what is not there are refused, by the place and the name", async () => {
    const sources = [{ use: "file", path: reference("NOPE") }];
    const config = await load({ sources });
    await expect(configuredSources(config, {})).rejects.toThrow(
      '"sources[0].path" takes NOPE from the environment, where it is not set',
    );
    await expect(load({ db: reference("A B") })).rejects.toThrow(
      `"db" holds ${reference("A B")}, which names no variable`,
    );
    await expect(load({ db: reference("EMPTY") }, { EMPTY: "" })).rejects.toThrow("takes EMPTY from the environment");
  });
});

describe("sources", () => {
  it.each([
    [{ use: "flie", path: "a" }, /there is no sort of source "flie"; there are .*fake.*file/],
    [{ use: "./nope.ts" }, /nope\.ts/],
    [{ use: "file", pth: "a" }, /source "file": "path" is missing/],
    [{ use: "fake", count: "many" }, /source "fake": "count" is of another type; it takes a value of type number/],
    [{ use: "./empty.ts" }, '"./empty.ts" exports no sort of source'],
  ])("are refused as %j", async (entry, message) => {
    await writeFiles(folder, { "empty.ts": "export default 7;" });
    await expect(load({ sources: [entry] }).then(configuredSources)).rejects.toThrow(message);
  });
});
