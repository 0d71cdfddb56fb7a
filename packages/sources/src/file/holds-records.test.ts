import { expect, test } from "vitest";
import { holdsRecords } from "./holds-records.js";

test.each([
  '{"a":1}\n',
  "[]",
  '[\n{"a":1}]',
  '\uFEFF {"a":1}',
  'broken first line\n{"a":1}\n',
  "\0\0\0",
  "\n\n",
  '\0\0{"a":',
])("%j may hold records", (text) => expect(holdsRecords(Buffer.from(text))).toBe(true));

test.each(["# Read me\n\nSome text.\n", "[2025-01-20 09:00:00] started\n", "a,b\n1,2\n", "<xml/>", "5"])(
  "%j holds none",
  (text) => expect(holdsRecords(Buffer.from(text))).toBe(false),
);
