import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { type CommonSourceOptions, defineSource } from "./define-source.js";

const door = defineSource({
  name: "door",
  options: z.object({ url: z.url("is not a URL; write it as https://…"), floor: z.int().default(1) }),
  create: ({ url, floor }) => ({ normalize: () => null, pull: () => [{ records: [url, floor], cursor: 1 }] }),
});

const signal = new AbortController().signal;

describe("a source of a sort", () => {
  test("is made of checked options, defaults filled in", () => {
    const source = door({ url: "https://door.test" });
    expect(source.name).toBe("door");
    expect(source.pull?.({ cursor: null, signal })).toEqual([{ records: ["https://door.test", 1], cursor: 1 }]);
  });

  test("takes a name, for there may be several", () => {
    expect(door({ url: "https://door.test", name: "back door" }).name).toBe("back door");
  });

  test("is pulled as often as its options say, else as often as its sort does", () => {
    const clock = defineSource({ name: "clock", create: () => ({ normalize: () => null, every: "1m" }) });
    expect(clock().every).toBe("1m");
    expect(clock({ every: "10s" }).every).toBe("10s");
    expect(() => clock({ every: "soon" as "1s" })).toThrow('source "clock": "every" is not a duration');
  });

  test("may be named after its options", () => {
    const file = defineSource({
      name: "file",
      options: z.object({ path: z.string() }),
      create: ({ path }) => ({ name: `file:${path}`, normalize: () => null }),
    });
    expect(file({ path: "a.log" }).name).toBe("file:a.log");
    expect(file({ path: "a.log", name: "app" }).name).toBe("app");
  });

  test("needs no options when its sort has none", () => {
    const clock = defineSource({ name: "clock", create: () => ({ normalize: () => null }) });
    expect(clock().name).toBe("clock");
    expect(clock({ name: "two" }).name).toBe("two");
  });

  test.each([
    [{}, 'source "door": "url" is missing; write it as https://…'],
    [{ url: 7 }, 'source "door": "url" is not a URL; write it as https://…'],
    [{ url: "https://door.test", flor: 2 }, 'source "door": "flor" is not a field of its options; take it out'],
    [
      { url: "https://door.test", floor: "2", name: "up" },
      'source "up": "floor" is of another type; it takes a value of type number',
    ],
  ])("refuses %j", (options, message) => {
    expect(() => door(options as { url: string })).toThrow(message);
    expect(() => door(options as { url: string })).toThrow(expect.objectContaining({ code: "invalid_source" }));
  });

  test("never tells a value, which may be a secret", () => {
    const locked = defineSource({
      name: "locked",
      options: z.object({ token: z.string().min(20), url: z.url() }),
      create: () => ({ normalize: () => null }),
    });
    expect(() => locked({ token: "hunter2", url: "https://a.test" })).toThrow(
      /^source "locked": "token" (?!.*hunter2)/,
    );
    expect(() => locked({ token: "x".repeat(20), url: "hunter2" })).toThrow('"url" is not a valid url; correct it');
  });

  test("shows configuration what it is called and takes", () => {
    expect(door.sort).toBe("door");
    expect(Object.keys(z.toJSONSchema(door.options).properties ?? {})).toEqual(["url", "floor"]);
  });

  test("is typed by its options", () => {
    expectTypeOf(door).parameter(0).toEqualTypeOf<{ url: string; floor?: number | undefined } & CommonSourceOptions>();
  });
});
