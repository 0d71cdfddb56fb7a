import { expect, test } from "vitest";
import { areOfOneLog, isRotatedName } from "./rotated-name.js";

test.each([
  "app.log.1",
  "app.log.12.gz",
  "app.log-20250120",
  "app.log-20250120.zst",
  "app.log.2025-01-20T09:00:00Z",
  "app-2025-01-20.log",
  "app.1.log.gz",
  "app.log.old",
  "app.log.gz",
])("%s is a rotation of app.log", (name) => {
  expect(isRotatedName(name, "app.log")).toBe(true);
  expect(areOfOneLog(name, "app.log")).toBe(true);
});

test.each(["app.log", "app.error.log", "app.log.tmp", "myapp.log.1", "app.logs", "application.log.1", "app"])(
  "%s is no rotation of app.log",
  (name) => expect(isRotatedName(name, "app.log")).toBe(false),
);

test("rotations of one log are known as such, those of others are not", () => {
  expect(areOfOneLog("app.log.1", "app.log.2.gz")).toBe(true);
  expect(areOfOneLog("app-2025-01-20.log", "app-2025-01-21.log.gz")).toBe(true);
  expect(areOfOneLog("audit.1", "audit.2")).toBe(true);
  expect(areOfOneLog("app.log.1", "db.log.1")).toBe(false);
});
