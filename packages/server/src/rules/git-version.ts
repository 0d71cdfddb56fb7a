import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { UsageError } from "../usage-error.js";

/** The largest answer of git, in bytes: 256 MiB. */
const largest = 256 * 1024 * 1024;

/** Another version of some files, as folders and files of its own. */
export interface OtherVersion {
  /** One for each path that was asked for and was there then. */
  readonly paths: readonly string[];
  /** What a copy is one of: the path as it was asked for, and the file's name below it. */
  nameOf(copy: string): string;
  /** Takes the copies away. */
  remove(): Promise<void>;
}

/**
 * Some files and folders as they were at a git ref, copied beside the work tree, which stays as it is. Git runs without a
 * shell, and contents come as they are stored: no filter and no hook of the repository runs.
 *
 * @throws {UsageError} where there is no git, no repository around a path, or no such ref.
 */
export async function versionAt(ref: string, paths: readonly string[]): Promise<OtherVersion> {
  const folder = await mkdtemp(join(tmpdir(), "mcm-rules-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const copies = paths.map((path, index) => ({ path, copy: join(folder, String(index)) }));
    for (const { path, copy } of copies) await copyAt(ref, path, copy);
    const nameOf = (file: string): string => {
      const holder = copies.find(({ copy }) => file.startsWith(`${copy}${sep}`));
      return holder ? join(folderOf(holder.path), relative(holder.copy, file)) : file;
    };
    return { paths: copies.map(({ copy }) => copy).filter(existsSync), nameOf, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
const folderOf = (path: string): string => (isFolder(path) ? path : dirname(path));

/** Copies one path as it was; nothing where it was not there. */
async function copyAt(ref: string, path: string, to: string): Promise<void> {
  const cwd = folderOf(path);
  const commit = await commitOf(ref, cwd);
  const listed = await git(cwd, ["ls-tree", "-r", "-z", commit, "--", isFolder(path) ? "." : `./${basename(path)}`]);
  const files = listed.toString().split("\0").flatMap(fileOf);
  const contents = await readBlobs(cwd, files);
  for (const [index, { name }] of files.entries()) {
    const target = join(to, name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, contents[index] ?? "");
  }
}

interface StoredFile {
  readonly id: string;
  readonly name: string;
}

/** A line of `git ls-tree`, where it is a plain file that may be a rule. */
function fileOf(line: string): StoredFile[] {
  const [, id, name] = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
  return id && name && /\.jsonc?$/.test(name) ? [{ id, name }] : [];
}

async function commitOf(ref: string, cwd: string): Promise<string> {
  const found = await git(cwd, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  return found.toString().trim();
}

/** The contents of stored files, in one run of git. */
async function readBlobs(cwd: string, files: readonly StoredFile[]): Promise<readonly Buffer[]> {
  if (files.length === 0) return [];
  const answer = await git(cwd, ["cat-file", "--batch"], files.map(({ id }) => `${id}\n`).join(""));
  let at = 0;
  return files.map(() => {
    const end = answer.indexOf("\n", at);
    const size = Number(answer.subarray(at, end).toString().split(" ")[2]);
    at = end + 1 + size + 1;
    return answer.subarray(end + 1, end + 1 + size);
  });
}

const run = promisify(execFile);

async function git(cwd: string, words: readonly string[], input = ""): Promise<Buffer> {
  const running = run("git", ["--no-pager", ...words], { cwd, encoding: "buffer", maxBuffer: largest });
  // Where git ends before it has read all, its exit code tells.
  running.child.stdin?.on("error", () => undefined).end(input);
  const { stdout } = await running.catch((error: { code?: unknown; stderr?: Buffer }) => {
    if (error.code === "ENOENT") throw new UsageError("git is not installed; give --against a folder");
    const said = String(error.stderr ?? "")
      .trim()
      .split("\n")[0];
    throw new UsageError(
      `--against takes a folder or a git ref of the repository that holds the rules: ${said || "there is no such ref"}`,
    );
  });
  return stdout;
}
