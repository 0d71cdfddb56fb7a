import { readdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const dist = new URL("../dist/", import.meta.url);
const read = (path: string) => readFile(new URL(path, dist), "utf8");
const assets = (kind: string) =>
  readdir(new URL("assets/", dist)).then((names) => names.filter((name) => name.endsWith(kind)));

describe("the built dashboard", () => {
  it("has no script and no style in its page, which its policy would refuse", async () => {
    const page = await read("index.html");
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
    for (const [, attributes = "", content = ""] of page.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
      expect(attributes).toContain("src=");
      expect(content).toBe("");
    }
  });

  it("names no other server and no data: address to load from", async () => {
    const styles = await Promise.all((await assets(".css")).map((name) => read(`assets/${name}`)));
    for (const text of [...styles, await read("index.html")]) {
      expect(text).not.toMatch(/data:|url\(\s*["']?(https?:)?\/\/|(src|href)="(https?:)?\/\//);
    }
    expect(styles.length).toBeGreaterThan(0);
  });

  it("loads at most 130 kB of script before the charts", async () => {
    const page = await read("index.html");
    const scripts = [...page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, path = ""]) => path);
    const sizes = await Promise.all(scripts.map(async (path) => gzipSync(await read(path)).length));
    expect(scripts.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(130_000);
    for (const path of scripts) expect(await read(path)).not.toContain("recharts-surface");
    expect(await Promise.all((await assets(".js")).map((name) => read(`assets/${name}`)))).toContainEqual(
      expect.stringContaining("recharts-surface"),
    );
  });
});
