import { expect, test } from "vitest";
import { createPace, type Pace } from "./pace.js";

/** The sizes of some batches where an event takes so many milliseconds. */
function sizes(pace: Pace, perEvent: number, batches = 20): number[] {
  return Array.from({ length: batches }, () => {
    const size = pace.size();
    pace.took(size, size * perEvent);
    return size;
  });
}

test("batches are as large as may be where time is no matter", () => {
  expect(sizes(createPace({ atMost: 1000 }), 100)).toEqual(Array(20).fill(1000));
});

test("batches grow and shrink to what fits into the time, and stay there", () => {
  const pace = createPace({ atMost: 5000, milliseconds: 20 });
  expect(sizes(pace, 0.02).at(-1)).toBe(1000);
  expect(sizes(pace, 0.1).at(-1)).toBe(200);
  expect(sizes(pace, 0.001, 40).at(-1)).toBe(5000);
});

test("batches never get so small that most of their time is the transaction's own", () => {
  expect(sizes(createPace({ atMost: 5000, milliseconds: 20 }), 10).at(-1)).toBe(50);
  expect(sizes(createPace({ atMost: 5, milliseconds: 20 }), 10).at(-1)).toBe(5);
});

test("one slow batch costs half of the size at most, and a small one says nothing of large ones", () => {
  const pace = createPace({ atMost: 5000, milliseconds: 20 });
  sizes(pace, 0.02);
  pace.took(1000, 5000);
  expect(pace.size()).toBe(500);
  pace.took(3, 1);
  expect(pace.size()).toBe(500);
});
