import { createHash } from "node:crypto";
import type { Request } from "express";
import { Problem } from "./problem.js";

const header = "Idempotency-Key";

/**
 * What gives the records of a request their identity where they have none of their own. With an `Idempotency-Key` that is
 * the key, their place and what they say: a request that is sent again adds nothing, and another one that says the same
 * does. Without a key, events that say the same are the same.
 *
 * @throws {Problem} 400 for a key that is empty, longer than 255 characters, or holds what no key does.
 */
export function identifier(request: Request): (record: unknown, index: number) => unknown {
  const key = request.get(header);
  if (key === undefined) return (record) => record;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new Problem(400, `${header} takes 1 to 255 characters without spaces, such as a UUID`);
  }
  return (record, index) => {
    if (typeof record !== "object" || record === null || Array.isArray(record)) return record;
    if ("external_id" in record && record.external_id !== null) return record;
    const digest = createHash("sha256")
      .update(JSON.stringify([key, index, record]))
      .digest("hex");
    return { ...record, external_id: `request:${digest}` };
  };
}
