import type { EventInput } from "@mcm/engine";
import { randomFrom } from "./random.ts";

/** How many people act; some a good deal more than others. */
const userCount = 20_000;
/** Hosts that report in turn. */
const hostCount = 2_000;

const start = Date.parse("2025-01-20T00:00:00.000Z");

/** Every so many events something is wrong for the next few. */
const incidentEvery = 500;
const incidentLength = 8;

/** Shares of each event type, in percent. */
const shares = Object.entries({
  api_called: 30,
  file_downloaded: 25,
  login_success: 20,
  login_failed: 8,
  heartbeat_received: 7,
  secret_read: 5,
  permission_granted: 3,
  role_changed: 2,
});

const actions = ["list", "get", "put", "delete", "tag", "copy", "lock", "share", "rename", "restore"];
const roles = ["viewer", "editor", "auditor", "operator"];

/** A second apart, in order of time. */
export function* activity(count: number): Generator<EventInput> {
  for (let index = 0; index < count; index++) yield activityAt(index);
}

/** The event at a place; the same one each time, in an object of its own. */
export function activityAt(index: number): EventInput {
  const random = randomFrom(index);
  const incident = Math.floor(index / incidentEvery);
  const isIncident = index % incidentEvery < incidentLength;
  const type = isIncident ? incidentType(incident, index % incidentEvery) : typeAt(random() * 100);
  // Squared, so that the first hundredth of the users make a tenth of the events.
  const user = Math.floor((isIncident ? randomFrom(-incident)() : random()) ** 2 * userCount);
  const isElsewhere = isIncident || random() < 0.01;
  return {
    external_id: `activity-${index}`,
    source: "synthetic",
    timestamp: new Date(start + index * 1_000 + Math.floor(random() * 1_000)).toISOString(),
    user: `user-${user}@example.com`,
    event_type: type,
    raw_data: {
      ip: isElsewhere ? `203.0.113.${Math.floor(random() * 256)}` : `10.${user >> 8}.${user & 255}.7`,
      country: isElsewhere ? `X${Math.floor(random() * 20)}` : "DE",
      user_agent: "Mozilla/5.0 (X11; Linux x86_64)",
      action: actions[Math.floor(random() ** 4 * actions.length)] ?? "",
      role: random() < 0.01 ? "admin" : (roles[Math.floor(random() * roles.length)] ?? ""),
      host: `host-${hostAt(index, random())}`,
      bytes: Math.floor(random() ** 8 * 100_000_000),
    },
  };
}

function incidentType(incident: number, step: number): string {
  return incident % 2 === 0 && step < incidentLength - 1 ? "login_failed" : "login_success";
}

function typeAt(percent: number): string {
  let sum = 0;
  for (const [type, share] of shares) {
    sum += share;
    if (percent < sum) return type;
  }
  return "api_called";
}

/** Hosts report one after the other; one in a hundred falls silent after a while. */
function hostAt(index: number, random: number): number {
  const host = Math.floor((index * 0.07) % hostCount);
  return host % 100 === 0 && index > 20_000 ? Math.floor(random * hostCount) : host;
}
