import type { NewEvent } from "@mcm/engine";
import { randomFrom } from "./random.ts";

/*
 * Events of about 1.1 kB in 50 types, 5 of them hot with 12 % each, and rules of an event type plus one or two
 * conditions on nested paths.
 */

export const typeCount = 50;
const hotTypes = 5;
const hotShare = 0.6;

export const typeAt = (index: number): string => `event_type_${index}`;

/** What rules ask about, and what events hold there. */
export const fields = {
  "raw_data.actor.login": (random: number) => `user-${Math.floor(random * 5_000)}`,
  "raw_data.actor.country": (random: number) => `C${Math.floor(random * 200)}`,
  "raw_data.repo.full_name": (random: number) => `org-${Math.floor(random * 300)}/repo-${Math.floor(random * 7_000)}`,
  "raw_data.request.path": (random: number) =>
    `/api/v${Math.floor(random * 5)}/things-${Math.floor(random * 900)}/items/${Math.floor(random * 90_000)}`,
  "raw_data.request.bytes": (random: number) => Math.floor(random ** 4 * 1_000_000),
  "raw_data.context.risk": (random: number) => Math.floor(random ** 3 * 1_000),
} as const;

export type Path = keyof typeof fields;
export const paths = Object.keys(fields) as Path[];

/** So many events, a second apart. */
export function* manyEvents(count: number): Generator<NewEvent> {
  for (let index = 0; index < count; index++) yield manyEventAt(index);
}

function manyEventAt(index: number): NewEvent {
  const random = randomFrom(index);
  const type = random() < hotShare ? random() * hotTypes : hotTypes + random() * (typeCount - hotTypes);
  const user = fields["raw_data.actor.login"](random());
  return {
    source: "synthetic",
    external_id: `event-${index}`,
    timestamp: new Date(Date.UTC(2025, 0, 20) + index * 1000).toISOString(),
    user,
    event_type: typeAt(Math.floor(type)),
    severity_hint: null,
    raw_data: {
      id: `0000-${index}`,
      actor: { login: user, country: fields["raw_data.actor.country"](random()), type: "User", site_admin: false },
      repo: { full_name: fields["raw_data.repo.full_name"](random()), private: random() < 0.5, default_branch: "main" },
      request: {
        path: fields["raw_data.request.path"](random()),
        bytes: fields["raw_data.request.bytes"](random()),
        agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
        headers: { accept: "application/json", "accept-language": "en-GB,en;q=0.9", "x-request-id": `req-${index}` },
      },
      context: { risk: fields["raw_data.context.risk"](random()), tags: ["audit", "stream", `shard-${index % 16}`] },
      note: "x".repeat(280),
    },
  };
}
