import type { EventInput, JsonObject, Severity } from "@mcm/engine";
import type { Person } from "./people.js";
import type { Random } from "./random.js";

/** Something that somebody does at a time; it becomes an event. */
export interface Action {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly user: string;
  readonly event_type: string;
  readonly severity_hint: Severity | null;
  readonly raw_data: JsonObject;
}

/** From where somebody acts. */
export interface Origin {
  readonly ip: string;
  readonly country: string;
  readonly user_agent: string;
}

/** A pull request, as its events tell of it. */
export interface PullRequest {
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly author: string;
}

const applications = ["console", "vpn", "github", "mail", "payroll"] as const;

/** The event for an action; `index` is its place in the sequence. */
export function eventOf({ time, ...action }: Action, prefix: string, index: number): EventInput {
  return { external_id: `${prefix}-${index}`, source: "fake", timestamp: new Date(time).toISOString(), ...action };
}

/** The office on most days, home on others. */
export function originOf(person: Person, random: Random): Origin {
  const ip = random.happens(0.7) ? person.office.ip : person.homeIp;
  return { ip, country: person.office.country, user_agent: person.userAgent };
}

/** Somebody signs in. */
export function signsIn(time: number, user: string, origin: Origin, random: Random): Action {
  const raw_data = { ...origin, application: random.pick(applications), method: "sso", mfa: true };
  return { time, user, event_type: "login_success", severity_hint: null, raw_data };
}

/** Somebody tries to. */
export function failsToSignIn(time: number, user: string, origin: Origin, random: Random): Action {
  const reason = random.pick(["wrong_password", "wrong_password", "mfa_timeout"]);
  const raw_data = { ...origin, application: random.pick(applications), method: "password", mfa: false, reason };
  return { time, user, event_type: "login_failed", severity_hint: "medium", raw_data };
}

/** Somebody proposes a change. */
export function opens(time: number, pullRequest: PullRequest, origin: Origin, random: Random): Action {
  const raw_data = {
    ...pullRequest,
    base: "main",
    additions: random.between(1, 400),
    deletions: random.between(0, 150),
    changed_files: random.between(1, 20),
    ...origin,
  };
  return { time, user: pullRequest.author, event_type: "pull_request_opened", severity_hint: null, raw_data };
}

/** Somebody accepts it. */
export function merges(time: number, user: string, pullRequest: PullRequest, origin: Origin): Action {
  const raw_data = { ...pullRequest, base: "main", merged_by: user, ...origin };
  return { time, user, event_type: "pull_request_merged", severity_hint: null, raw_data };
}

/** Somebody gives a role; `user` of the record is the one who gets it. */
export function changesRole(
  time: number,
  actor: string,
  change: { readonly user: string; readonly old_role: string; readonly new_role: string },
  origin: Origin,
): Action {
  const raw_data = { actor, ...change, ...origin };
  return { time, user: actor, event_type: "role_changed", severity_hint: "high", raw_data };
}
