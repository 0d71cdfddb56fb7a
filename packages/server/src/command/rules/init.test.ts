import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { newRuleKinds } from "../../rules/new-rule.js";
import { runMcm } from "../../testing/mcm.js";
import { jsonLines } from "../../testing/rules.js";
import { freshFile } from "../../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;
const mcm = (words: string) => runMcm(words.split(" "), { cwd });

beforeEach(async () => {
  cwd = dirname(await freshFile());
});

describe("mcm rules init", () => {
  it("makes a rule of every kind that checks and passes its tests at once", async () => {
    const made = newRuleKinds.map((kind) =>
      mcm(`rules init my-${kind.replace("_", "-")} --kind ${kind} --on login_failed`),
    );
    for (const { code, err } of await Promise.all(made)) expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(await mcm("rules check --strict rules")).toMatchObject({ code: 0, out: "" });
    expect(await mcm("rules test --strict rules")).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^8 rules tested: (\d+) of \1 cases passed\n$/),
    });
    const { out } = await mcm("rules list --json --rules rules");
    const kinds = new Set(jsonLines(out).map(({ kind }) => kind)).size;
    // A dedup is a match that counts.
    expect(kinds).toBe(newRuleKinds.length - 1);
  });

  it("takes everything from flags, and names the file", async () => {
    const flags = ["--on", "role_changed", "--on", "member_added", "--severity", "critical", "--title", "Grants"];
    const more = ["--description", "{{user}} granted", "--control", "SOC2:CC6.3", "--rules", "mine"];
    const { code, out } = await runMcm(["rules", "init", "grants", ...flags, ...more], { cwd });
    const file = join("mine", "grants.rule.json");
    expect({ code, out }).toEqual({ code: 0, out: `${file}\n` });
    expect(JSON.parse(await readFile(join(cwd, file), "utf8"))).toMatchObject({
      ...{ name: "grants", title: "Grants", severity: "critical", on: ["role_changed", "member_added"] },
      ...{ description: "{{user}} granted", controls: ["SOC2:CC6.3"] },
    });
    expect(await mcm("rules test --strict mine")).toMatchObject({ code: 0 });
  });

  it("asks nobody without a terminal, and writes over nothing", async () => {
    const wrong: [string, RegExp][] = [
      ["rules init", /missing required argument 'name'/],
      ["rules init My_Rule --on a", /the name "My_Rule" is not kebab-case; write it as "admin-granted"/],
      ["rules init ../up --on a", /is not kebab-case/],
      ["rules init mine", /--on is missing; name an event type/],
      ["rules init mine --on LoginFailed", /--on is "LoginFailed"; it takes snake_case/],
      ["rules init mine --on a --kind burst", /--kind is "burst"; it takes match, dedup, threshold/],
      ["rules init login-failed --on a", /rule "login-failed" has the name of a built-in rule; rename it/],
      ["rules init mine --on a --description {{foo}}", /unknown placeholder|\{\{foo\}\}/],
      ["rules init mine --kind sequence --on a --on a", /its miss ".*" would fail/],
      ["rules init mine --kind sequence --on a --on b --on c", /a new sequence takes two/],
      ["rules init mine --on a --control CC6", /--control is "CC6"; it takes the form SOC2:CC6.1/],
    ];
    for (const [words, message] of wrong) {
      const { code, out, err } = await mcm(words);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(message);
    }
    expect(await readdir(cwd)).toEqual([]);
    await mcm("rules init mine --on a");
    expect(await mcm("rules init mine --on b")).toMatchObject({
      code: 2,
      err: expect.stringContaining("is there already"),
    });
  });
});
