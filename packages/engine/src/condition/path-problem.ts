import { isEventPath } from "../path.js";
import { nearMiss } from "./near-miss.js";

const fields = ["external_id", "source", "timestamp", "user", "event_type", "severity_hint", "raw_data"];
const unsafe = new Set(["__proto__", "constructor", "prototype"]);

const quote = (path: string): string => JSON.stringify(path.length > 80 ? `${path.slice(0, 79)}…` : path);

/** What is wrong with a path that is written out; null where it can be read. Within a list's elements anything goes. */
export function pathProblem(
  path: string,
  isInList: boolean,
): { readonly rule: string; readonly message: string } | null {
  const keys = path.split(".");
  const bad = keys.find((key) => unsafe.has(key));
  if (bad !== undefined) {
    const message = `the path ${quote(path)} goes to "${bad}", which leads out of the data; take it out`;
    return { rule: "unsafe-path", message };
  }
  if (isInList || isEventPath(path)) return null;
  return { rule: "unknown-path", message: `${quote(path)} is no path of an event; ${remedy(path, keys)}` };
}

function remedy(path: string, keys: readonly string[]): string {
  const [first = "", ...rest] = keys;
  if (path === "") return 'name a field, such as "user" or "raw_data.country"';
  if (keys.includes("")) return "take out the dot that nothing follows or precedes";
  if (fields.includes(first)) return `"${first}" has no parts; write "${first}", or read the record with "raw_data.…"`;
  const near = nearMiss(first, fields);
  if (near) return `did you mean ${quote([near, ...rest].join("."))}?`;
  return `the record's own fields are under raw_data; did you mean ${quote(`raw_data.${path}`)}?`;
}
