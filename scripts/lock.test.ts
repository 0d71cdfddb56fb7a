import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { withLock } from "./lock.mjs";
import { temporaryFolder } from "./temporary-folder.ts";

const run = promisify(execFile);

const holder = (folder: string) => `
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from ${JSON.stringify(join(import.meta.dirname, "lock.mjs"))};
const say = (word) => appendFileSync(${JSON.stringify(join(folder, "log"))}, word + "\\n");
await withLock(${JSON.stringify(join(folder, "lock"))}, async () => {
  say("in");
  await sleep(150);
  say("out");
}, { beat: 50 });
`;

describe("a lock", () => {
  it("lets one process in at a time", async () => {
    const folder = temporaryFolder();
    const script = join(folder, "holder.mjs");
    writeFileSync(script, holder(folder));
    await Promise.all([1, 2, 3, 4].map(() => run(process.execPath, [script])));
    expect(readFileSync(join(folder, "log"), "utf8")).toBe("in\nout\n".repeat(4));
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });

  it("is taken over from a process that was killed, after 20 silent beats", async () => {
    const folder = temporaryFolder({ lock: "1" });
    const start = performance.now();
    let waits = 0;
    await withLock(join(folder, "lock"), async () => {}, { beat: 10, onWait: () => (waits += 1) });
    expect(performance.now() - start).toBeGreaterThan(190);
    expect(waits).toBe(1);
  });

  it("is not taken over from a process that works for longer than that", async () => {
    const lock = join(temporaryFolder(), "lock");
    const order: string[] = [];
    const long = withLock(lock, () => sleep(600).then(() => order.push("first")), { beat: 10 });
    await sleep(20);
    await Promise.all([long, withLock(lock, async () => order.push("second"), { beat: 10 })]);
    expect(order).toEqual(["first", "second"]);
  });

  it("is free again when the work throws", async () => {
    const lock = join(temporaryFolder(), "lock");
    await expect(withLock(lock, () => Promise.reject(new Error("no disk")))).rejects.toThrow("no disk");
    expect(existsSync(lock)).toBe(false);
  });
});
