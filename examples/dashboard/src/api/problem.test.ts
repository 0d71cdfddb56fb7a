import { describe, expect, it } from "vitest";
import { problemOf, unreachable } from "./problem";

const answer = (status: number, body: string, type: string) =>
  new Response(body, { status, headers: { "content-type": type } });

describe("an answer's problem", () => {
  it("is what the problem document says", async () => {
    const document = { title: "Invalid parameter", detail: "limit: -1 is below 0", status: 400 };
    const error = await problemOf(answer(400, JSON.stringify(document), "application/problem+json; charset=utf-8"));
    expect(error).toMatchObject({ title: "Invalid parameter", message: "limit: -1 is below 0", status: 400 });
  });

  it.each([
    ["a proxy's page", "<h1>Bad Gateway</h1>", "text/html"],
    ["broken JSON", "{", "application/problem+json"],
    ["JSON of another shape", '["title"]', "application/json"],
    ["a title that is no text", '{"title":{"a":1},"detail":""}', "application/json"],
  ])("is named by its status when the body is %s", async (_, body, type) => {
    const error = await problemOf(answer(502, body, type));
    expect(error.title).toBe("The server answered 502");
    expect(error.message).toMatch(/log/);
  });

  it("keeps what failed when no answer came", () => {
    const cause = new TypeError("fetch failed");
    expect(unreachable(cause)).toMatchObject({ status: null, cause });
  });
});
