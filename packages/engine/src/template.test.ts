import { expect, test } from "vitest";
import { parseTemplate, readPaths } from "./template.js";

const refuse = (fact: string) => new Error(fact);

test("fills paths and figures, and says unknown for what is missing", () => {
  const template = parseTemplate(
    "{{user}} did {{ raw_data.what }} {{count}} times at {{raw_data.where}}",
    ["count"],
    refuse,
  );
  const values = readPaths(template.paths, { user: "ada", raw_data: { what: { it: true } } });
  expect(template.fill({ ...values, count: 3 })).toBe('ada did {"it":true} 3 times at unknown');
});

test("a value cannot bring placeholders of its own", () => {
  const template = parseTemplate("{{user}}", ["count"], refuse);
  expect(template.fill({ user: "{{count}} $& $1", count: 3 })).toBe("{{count}} $& $1");
});

test.each(["usr", "raw_data.", "user.name", "", "constructor"])("refuses the unknown placeholder {{%s}}", (name) => {
  expect(() => parseTemplate(`x {{${name}}}`, ["count"], refuse)).toThrow(
    `unknown placeholder {{${name}}}; known are count`,
  );
});

test("a path reads own properties only", () => {
  const paths = ["raw_data.constructor", "raw_data.__proto__", "raw_data.list.length", "raw_data.toString"];
  expect(Object.values(readPaths(paths, { raw_data: { list: "text" } }))).toEqual([null, null, null, null]);
});

test("of alternatives the first that is there counts", () => {
  const template = parseTemplate("{{user}} deleted {{raw_data.repo.name|raw_data.repo}}", [], refuse);
  const said = (raw_data: object) => template.fill(readPaths(template.paths, { user: "ada", raw_data }));
  expect(said({ repo: { name: "acme/api" } })).toBe("ada deleted acme/api");
  expect(said({ repo: "acme/api" })).toBe("ada deleted acme/api");
  expect(said({ repo: null })).toBe("ada deleted unknown");
});

test.each(["user|usr", "user|", "user | raw_data.repo"])("refuses the alternatives {{%s}}", (name) => {
  expect(() => parseTemplate(`x {{${name}}}`, [], refuse)).toThrow(`unknown placeholder {{${name}}}`);
});
