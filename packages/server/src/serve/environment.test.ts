import { describe, expect, it } from "vitest";
import { serveSettings } from "./environment.js";

describe("serveSettings", () => {
  it("is empty in an empty environment", () => {
    expect(serveSettings({}, {})).toEqual({ allowAnonymous: false });
    expect(serveSettings({}, { PORT: "", MCM_TOKEN: "", MCM_ALLOW_ANONYMOUS: "", MCM_HOST: "" })).toEqual({
      allowAnonymous: false,
    });
  });

  it("reads the environment", () => {
    const environment = {
      PORT: "8080",
      MCM_HOST: "0.0.0.0",
      MCM_TOKEN: "0123456789abcdef",
      MCM_ALLOW_ANONYMOUS: "1",
      MCM_ALLOWED_HOSTS: "mcm.corp, mcm",
    };
    expect(serveSettings({}, environment)).toEqual({
      port: 8080,
      host: "0.0.0.0",
      token: "0123456789abcdef",
      allowAnonymous: true,
      allowedHosts: ["mcm.corp", "mcm"],
    });
  });

  it("puts flags first", () => {
    const environment = { PORT: "none", MCM_HOST: "0.0.0.0" };
    expect(serveSettings({ port: "0", host: "::1" }, environment)).toMatchObject({ port: 0, host: "::1" });
  });

  const wrong: [object, Record<string, string>, string][] = [
    [{ port: "65536" }, {}, '--port is "65536"; it takes a whole number from 0 to 65535'],
    [{ port: "-1" }, {}, '--port is "-1"'],
    [{}, { PORT: "3000 " }, 'PORT is "3000 "; it takes'],
    [{}, { MCM_TOKEN: "short" }, "MCM_TOKEN is shorter than 16 characters"],
    [{}, { MCM_TOKEN: "with a space in the middle" }, "MCM_TOKEN holds a space"],
    [{}, { MCM_ALLOW_ANONYMOUS: "yes" }, "MCM_ALLOW_ANONYMOUS takes 1, or nothing"],
  ];
  it.each(wrong)("%j %j", (flags, environment, message) => {
    expect(() => serveSettings(flags, environment)).toThrow(message);
  });

  it("never repeats a token", () => {
    expect(() => serveSettings({}, { MCM_TOKEN: "secret" })).toThrow(/^(?!.*secret)/);
  });
});
