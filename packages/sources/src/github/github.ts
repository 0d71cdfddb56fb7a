import { type CommonSourceOptions, McmError, type Source, type SourceFactory } from "@mcm/engine";
import { z } from "zod";
import { type GithubAuditLogOptions, githubAuditLog } from "./audit-log.js";
import { type GithubEventsOptions, githubEvents } from "./events.js";
import { type GithubWebhooksOptions, githubWebhooks } from "./webhooks.js";

const feeds = { events: githubEvents, "audit-log": githubAuditLog, webhooks: githubWebhooks };

const feedSchema = z.enum(["events", "audit-log", "webhooks"]).default("events");

/** Which of GitHub's feeds, `events` by default, with the options of that feed. */
export type GithubOptions =
  | ({ readonly feed?: "events" | undefined } & GithubEventsOptions)
  | ({ readonly feed: "audit-log" } & GithubAuditLogOptions)
  | ({ readonly feed: "webhooks" } & GithubWebhooksOptions);

/**
 * GitHub, by one of its feeds: `events` shows the activity of an organisation, a repository or a user, `audit-log` all
 * that an organisation of GitHub Enterprise keeps of itself, `webhooks` what GitHub sends by itself. What is done once
 * is an event in each feed that tells of it, so take one.
 *
 * @throws {McmError} `invalid_source`, naming the option and what it takes.
 * @example
 * ```ts
 * import { github } from "@mcm/sources";
 *
 * const source = github({ org: "acme" });
 * ```
 */
export const github: SourceFactory<z.ZodType<unknown, GithubOptions>> = Object.assign(make, {
  sort: "github",
  options: z.looseObject({ feed: feedSchema }) as unknown as z.ZodType<unknown, GithubOptions>,
});

function make({ feed, ...options }: GithubOptions & CommonSourceOptions = {}): Source {
  const { data } = feedSchema.safeParse(feed);
  if (data === undefined) {
    throw new McmError("invalid_source", 'source "github": "feed" is unknown; it takes events, audit-log, webhooks');
  }
  const factory = feeds[data] as (given: object) => Source;
  return factory({ name: "github", ...options });
}
