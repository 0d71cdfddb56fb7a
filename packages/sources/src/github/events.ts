import {
  defineSource,
  durationSchema,
  type EventInput,
  McmError,
  milliseconds,
  type Page,
  type PullContext,
} from "@mcm/engine";
import { z } from "zod";
import { isJsonObject } from "../formats/fields.js";
import { githubEvents as format } from "../formats/github-events.js";
import { createClient } from "./client/client.js";
import { checkCredentials, connectionOptions, isKnown, report, textSchema } from "./client/connection.js";
import { pathOf } from "./client/send.js";
import { type Look, readTimeline, timelineStateSchema } from "./timeline.js";

const optionsSchema = z
  .object({
    ...connectionOptions,
    /** An organisation: its public events, or with `user` all that this member sees, by the member's own token. */
    org: textSchema.optional(),
    /** `owner/name`. */
    repo: z
      .string()
      .regex(/^[^/]+\/[^/]+$/, 'is no repository; write it as "owner/name"')
      .optional(),
    /** A user's events: with the user's own token the private ones, too. */
    user: textSchema.optional(),
    /** How late GitHub may show an event so that it is still stored, or else a gap noted; `"5m"` by default. */
    overlap: durationSchema.transform(milliseconds).default(300_000),
  })
  .check((checked) => {
    checkCredentials(checked);
    const { org, repo, user } = checked.value;
    const isOthers = org !== undefined || user !== undefined;
    if (isOthers && repo !== undefined) report(checked, "repo", "is given beside org or user; make two sources");
    if (!isOthers && repo === undefined) report(checked, "org", "is missing; give org, repo or user");
  });

/** Whose events, and how GitHub is reached. */
export type GithubEventsOptions = z.input<typeof optionsSchema>;

type Options = z.output<typeof optionsSchema>;

/** Of which timeline something is known, and what. */
const cursorSchema = timelineStateSchema.extend({ of: z.string() });

type GithubEventsCursor = z.infer<typeof cursorSchema>;

const needs =
  'access to what it asks for: "repo" for private repositories of a classic token, "Metadata" and "Contents" (read) of others';

/**
 * Events of an organisation, a repository or a user, from GitHub's Events API: the newest 300 of 30 days, some seconds
 * to hours after the deed. A look that cannot have shown everything since the last one is noted as a gap.
 */
export const githubEvents = defineSource({
  name: "github-events",
  options: optionsSchema,
  create: (options) => {
    const client = createClient(options, needs);
    return {
      every: isKnown(options) ? "1m" : "5m",
      normalize: normalizeGithubEvent,
      pull: (context) => pull(options, client(context.signal), context),
    };
  },
});

async function* pull(options: Options, ask: Look["ask"], { cursor, since }: PullContext): AsyncGenerator<Page> {
  const at = placeOf(options);
  const of = options.baseUrl + pathOf(at);
  const { data } = cursorSchema.safeParse(cursor);
  // Another timeline than before is begun anew.
  const known = data?.of === of ? data : null;
  const { events, state, gaps, pause } = await readTimeline({ ask, at, known, since, overlap: options.overlap });
  yield { records: events, cursor: { ...state, of } satisfies GithubEventsCursor, gaps, pause };
}

function placeOf({ org, repo, user }: Options): Look["at"] {
  if (repo !== undefined) {
    const [owner, name] = repo.split("/");
    return { path: "/repos/{owner}/{name}/events", parameters: { owner, name } };
  }
  if (user === undefined) return { path: "/orgs/{org}/events", parameters: { org } };
  if (org === undefined) return { path: "/users/{user}/events", parameters: { user } };
  return { path: "/users/{user}/events/orgs/{org}", parameters: { user, org } };
}

/**
 * One event of GitHub's Events API as an event of ours.
 *
 * @throws {McmError} `invalid_event`, naming the field that is wrong.
 */
export function normalizeGithubEvent(event: unknown): EventInput | null {
  if (isJsonObject(event)) return format.normalize(event);
  throw new McmError("invalid_event", "an event of GitHub is a JSON object; this is none");
}

/** What is fetched, and how; the options of the source, with `since` (ISO 8601) and `signal`. */
export interface FetchGithubEventsOptions extends GithubEventsOptions {
  readonly since?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The events that GitHub shows now, oldest first, as it shows them: at most 300, of 30 days.
 *
 * @throws {McmError} `source_unavailable` for what may be gone the next time (nothing is tried again),
 * `invalid_source` for options, names or tokens that are wrong.
 */
export async function fetchGithubEvents({ since, signal, ...options }: FetchGithubEventsOptions): Promise<unknown[]> {
  const source = githubEvents(options);
  const records: unknown[] = [];
  const context = { cursor: null, since, signal: signal ?? new AbortController().signal };
  for await (const page of source.pull?.(context) ?? []) records.push(...page.records);
  return records;
}
