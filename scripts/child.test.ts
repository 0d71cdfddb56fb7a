import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it, onTestFinished } from "vitest";
import { capture } from "./child.mjs";

/** A process that becomes another one, which runs the given code. */
function becoming(code: string) {
  const child = join(import.meta.dirname, "child.mjs");
  const script = `import { become } from ${JSON.stringify(child)}; await become(process.execPath, ["-e", ${JSON.stringify(code)}])`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "pipe" });
}

describe("becoming a command", () => {
  it("ends with its exit code", async () => {
    expect(await once(becoming("process.exit(7)"), "exit")).toEqual([7, null]);
  });

  it("hands stdin and stdout over", async () => {
    const child = becoming("process.stdin.pipe(process.stdout)");
    child.stdin.end("one line\n");
    const chunks = await child.stdout.toArray();
    expect(Buffer.concat(chunks).toString()).toBe("one line\n");
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("passes %s on, and lets it end in its own way", async (signal) => {
    const child = becoming(
      `process.on("${signal}", () => { console.log("bye"); process.exit(3) }); console.log("up"); setInterval(() => {}, 1000)`,
    );
    await once(child.stdout, "data");
    child.kill(signal);
    const [said] = await once(child.stdout, "data");
    expect(String(said)).toBe("bye\n");
    expect(await once(child, "exit")).toEqual([3, null]);
  });

  it("ends by the signal that ended it", async () => {
    expect(await once(becoming("process.kill(process.pid, 'SIGKILL')"), "exit")).toEqual([null, "SIGKILL"]);
  });
});

describe("a captured command", () => {
  it("gives what it wrote to stdout alone", async () => {
    const code = "console.error('progress'); console.log('result')";
    expect(await capture(process.execPath, ["-e", code])).toBe("result\n");
  });

  it("fails with all that it wrote", async () => {
    const code = "console.log('doing'); console.error('cannot'); process.exitCode = 4";
    await expect(capture(process.execPath, ["-e", code])).rejects.toThrow(/doing\ncannot\n\(exit code 4\)/);
  });

  it("is ended with all its children when this process is told to stop", async () => {
    const { server, port } = await listening();
    const connected = once(server, "connection");
    const grandchild = `require('node:net').connect(${port}, '127.0.0.1'); setInterval(() => {}, 1000)`;
    const script = `
      import { capture } from ${JSON.stringify(join(import.meta.dirname, "child.mjs"))};
      await capture(${JSON.stringify(`"${process.execPath}" -e "${grandchild}" | cat`)}, [], { shell: true });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
    const [socket] = (await connected) as [Socket];
    child.kill("SIGTERM");
    await Promise.all([once(socket.resume(), "close"), expect(once(child, "exit")).resolves.toEqual([143, null])]);
  });
});

async function listening() {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}
