import { describe, expect, it } from "vitest";
import { countScale } from "./count-scale";

describe("count scale", () => {
  it.each([
    [0, [0]],
    [1, [0, 1]],
    [4, [0, 1, 2, 3, 4]],
    [5, [0, 2, 4, 6]],
    [13, [0, 5, 10, 15]],
    [185, [0, 50, 100, 150, 200]],
    [200, [0, 50, 100, 150, 200]],
    [201, [0, 100, 200, 300]],
    [10_000_001, [0, 5_000_000, 10_000_000, 15_000_000]],
  ])("of %d has the marks %j", (largest, marks) => {
    expect(countScale(largest)).toEqual(marks);
  });
});
