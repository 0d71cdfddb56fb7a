import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JsonObject } from "@mcm/engine";
import { event } from "./serve.js";

/** A rule of failed logins as a document, `failed-burst` unless told otherwise: three in ten minutes; with its tests. */
export function ruleDocument(fields: JsonObject = {}): JsonObject {
  return {
    name: "failed-burst",
    title: "Repeated failed logins",
    severity: "high",
    on: ["login_failed"],
    threshold: { count: 3, within: "10m", group_by: ["user"] },
    description: "{{user}} failed {{count}} times in {{window}}",
    tests: {
      hits: [{ name: "three in ten minutes", events: [event(0), event(1), event(2)], finds: [{ event_count: 3 }] }],
      misses: [{ name: "spread over an hour", events: [event(0), event(20), event(40)] }],
    },
    ...fields,
  };
}

/** Writes files below a folder: text as it is, anything else as JSON. */
export async function writeFiles(folder: string, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
}

/** One record a line. */
export const ndjson = (records: readonly unknown[]): string =>
  records.map((one) => `${JSON.stringify(one)}\n`).join("");

/** The values of JSON lines. */
export function jsonLines(text: string): JsonObject[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as JsonObject);
}
