import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { runMcm, startMcm } from "../testing/mcm.js";
import { event, freshFile } from "../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;
const mcm = (...words: readonly string[]) => runMcm(words, { cwd });
const at = (name: string) => join(cwd, name);
const lines = (...minutes: readonly number[]) => minutes.map((minute) => `${JSON.stringify(event(minute))}\n`).join("");

beforeEach(async () => {
  cwd = dirname(await freshFile());
});

describe("mcm ingest of many files", () => {
  it("takes folders, globs and compressed files, and says what it left out", async () => {
    await mkdir(at("logs/below"), { recursive: true });
    await writeFile(at("logs/a.ndjson"), lines(1));
    await writeFile(at("logs/below/b.json.gz"), gzipSync(JSON.stringify([event(2), event(3)])));
    await writeFile(at("logs/c.zst"), zstdCompressSync(lines(4)));
    await writeFile(at("logs/README.md"), "# Logs\n");
    await writeFile(at("logs/.hidden"), lines(5));
    expect(await mcm("ingest", "logs")).toMatchObject({
      code: 0,
      out: expect.stringContaining("events: 4 new, 0 duplicate, 0 rejected"),
      err: "logs/README.md left out: they hold no JSON records\n",
    });
    expect((await mcm("ingest", "logs/*.ndjson", "logs/**/*.gz")).out).toContain("0 new, 3 duplicate");
  });

  it("names what leads nowhere, and leaves nothing half done", async () => {
    await writeFile(at("a.ndjson"), lines(1));
    const none = await mcm("ingest", "a.ndjson", "logs/*.ndjson");
    expect(none).toEqual({
      code: 2,
      out: "",
      err: 'mcm: cannot read "logs/*.ndjson": no file is there; check the path\n',
    });
    expect((await mcm("events")).code).toBe(2);
  });

  it("takes what could be read of an archive, names where it ends, and reads on with the next file", async () => {
    const archive = gzipSync(lines(...Array.from({ length: 50 }, (_, minute) => minute)));
    await writeFile(at("a.gz"), archive.subarray(0, archive.length - 30));
    await writeFile(at("b.ndjson"), lines(55));
    const { code, out, err } = await mcm("ingest", "a.gz", "b.ndjson");
    expect(code).toBe(1);
    expect(Number(/(\d+) new, 0 duplicate, 1 rejected/.exec(out)?.[1])).toBeGreaterThan(25);
    expect(err).toMatch(/^a\.gz:\d+: the gzip archive is cut off here; what could be read before it was\n$/);
  });

  it.skipIf(process.platform === "win32")("reads pipes by their names", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    const [{ out }] = await Promise.all([mcm("ingest", "pipe"), writeFile(at("pipe"), lines(1, 2))]);
    expect(out).toContain("2 new");
  });

  it("does not follow standard input", async () => {
    expect(await mcm("ingest", "--follow")).toMatchObject({
      code: 2,
      err: expect.stringContaining("cannot be followed"),
    });
  });
});

describe("mcm ingest --follow", () => {
  /** How many events are stored, once there are so many, or the patience is over. */
  async function stored(wanted: number): Promise<number> {
    for (let tries = 0; ; tries++) {
      const { out } = await mcm("events", "--json", "--limit", "1000");
      const count = out.split("\n").length - 1;
      if (count >= wanted || tries === 20) return count;
    }
  }

  it("takes lines as they are written, goes on behind a kill across a rotation, and ends with 0", async () => {
    await writeFile(at("app.log"), lines(1));
    const killed = startMcm(["ingest", "--follow", "app.log"], { cwd });
    expect(await stored(1)).toBe(1);
    await appendFile(at("app.log"), lines(2));
    expect(await stored(2)).toBe(2);
    killed.kill("SIGKILL");
    await once(killed, "exit");

    await appendFile(at("app.log"), lines(3));
    await rename(at("app.log"), at("app.log.1"));
    await writeFile(at("app.log"), `${lines(4)}nonsense\n`);
    const following = startMcm(["ingest", "--follow", "app.log", "--json"], { cwd });
    const texts = { out: "", err: "" };
    following.stdout?.on("data", (piece: Buffer) => (texts.out += piece.toString()));
    following.stderr?.on("data", (piece: Buffer) => (texts.err += piece.toString()));
    expect(await stored(4)).toBe(4);
    following.kill("SIGINT");
    const [code] = (await once(following, "close")) as [number | null];
    expect(code).toBe(0);
    expect(JSON.parse(texts.out)).toMatchObject({ new: 2, duplicate: 0, rejected: 1, gaps: 0 });
    expect(texts.err).toMatch(/app\.log:2: not JSON .*nonsense/);
  });
});
