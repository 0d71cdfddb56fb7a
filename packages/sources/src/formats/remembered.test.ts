import { expect, test } from "vitest";
import { remembered } from "./remembered.js";

test("a word is worked out once, but not every word is kept", () => {
  const asked: string[] = [];
  const double = remembered((word) => {
    asked.push(word);
    return word + word;
  });
  expect([double("a"), double("a"), double("__proto__")]).toEqual(["aa", "aa", "__proto____proto__"]);
  expect(asked).toEqual(["a", "__proto__"]);

  const long = "x".repeat(101);
  double(long);
  double(long);
  for (let index = 0; index < 5_000; index++) double(`word${index}`);
  double("word4999");
  expect(asked.filter((word) => word === long || word === "word4999")).toHaveLength(4);
});
