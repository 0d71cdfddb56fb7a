import type { EventInput } from "@mcm/engine";
import { randomFrom } from "./random.ts";

const userCount = 2_000;
const typeCount = 50;
const sourceCount = 4;

/** The event at a place: of some 1.1 kB, under an id that has no order, by a few people more than by most. */
export function growingEventAt(index: number): EventInput {
  const random = randomFrom(index);
  const id = [random(), random(), random(), random()].map(hexadecimal).join("-");
  const user = `user-${Math.floor(random() ** 2 * userCount)}@example.com`;
  const jitter = Math.floor(random() * 600_000);
  return {
    external_id: id,
    source: `source-${Math.floor(random() ** 2 * sourceCount)}`,
    timestamp: new Date(Date.UTC(2025, 0, 20) + index * 1000 + jitter).toISOString(),
    user,
    event_type: `event_type_${Math.floor(random() ** 2 * typeCount)}`,
    severity_hint: null,
    raw_data: {
      id,
      actor: { login: user, country: `C${Math.floor(random() * 200)}`, type: "User", site_admin: false },
      repo: { full_name: `org-${index % 300}/repo-${index % 7_000}`, private: random() < 0.5, default_branch: "main" },
      request: {
        path: `/api/v${Math.floor(random() * 5)}/things-${Math.floor(random() * 900)}`,
        bytes: Math.floor(random() ** 4 * 1_000_000),
        agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
        headers: { accept: "application/json", "accept-language": "en-GB,en;q=0.9", "x-request-id": `req-${index}` },
      },
      context: { risk: Math.floor(random() ** 3 * 1_000), tags: ["audit", "stream", `shard-${index % 16}`] },
      note: "x".repeat(Math.floor(random() * 500)),
    },
  };
}

const hexadecimal = (random: number): string =>
  Math.floor(random * 2 ** 32)
    .toString(16)
    .padStart(8, "0");
