import {
  defineSource,
  durationSchema,
  type Gap,
  McmError,
  milliseconds,
  type Page,
  type PullContext,
} from "@mcm/engine";
import { z } from "zod";
import { isJsonObject } from "../formats/fields.js";
import { githubAudit } from "../formats/github-audit.js";
import { utcTime } from "../formats/time.js";
import type { Answer } from "./client/answer.js";
import { type Ask, createClient } from "./client/client.js";
import { checkCredentials, connectionOptions, isKnown, report, textSchema } from "./client/connection.js";
import { unavailable } from "./client/refusal.js";
import { pathOf, type Wanted } from "./client/send.js";

const needs =
  'the scope "read:audit_log" of an owner, or "Administration" (read) of the organisation, which must have GitHub Enterprise';

const optionsSchema = z
  .object({
    ...connectionOptions,
    /** An organisation of GitHub Enterprise Cloud. */
    org: textSchema.optional(),
    /** An enterprise, with all its organisations. */
    enterprise: textSchema.optional(),
    /** GitHub's search syntax: `action:org.add_member`. Times go by `since`. */
    phrase: textSchema
      .refine((phrase) => !/\bcreated:/.test(phrase), 'holds "created:", which is the source\'s own; take it out')
      .optional(),
    /** `web` by default; `git` for clones, fetches and pushes; `all` for both. */
    include: z.enum(["web", "git", "all"]).default("web"),
    /** How late a record may appear in the log and is still found: each pull reads so much of it again. `"10m"` by default. */
    overlap: durationSchema.transform(milliseconds).default(600_000),
  })
  .check((checked) => {
    checkCredentials(checked);
    const { org, enterprise } = checked.value;
    if (org !== undefined && enterprise !== undefined)
      report(checked, "org", "is given beside enterprise; make two sources");
    if (org === undefined && enterprise === undefined) report(checked, "org", "is missing; give org or enterprise");
    if (!isKnown(checked.value)) report(checked, "token", `is missing; give one that has ${needs}`);
  });

/** Whose audit log, what of it, and how GitHub is reached. */
export type GithubAuditLogOptions = z.input<typeof optionsSchema>;

type Options = z.output<typeof optionsSchema>;

/** Where a walk through the log is. Each begins some time before the end of the one before it. */
const cursorSchema = z.object({
  /** Of which log, and what of it. */
  of: z.string(),
  /** The walk is for records from then on, ISO 8601. */
  from: z.string(),
  /** Records before then are stored, ISO 8601. */
  reached: z.string(),
  /** GitHub's word for the place that it has come to; null at its beginning. */
  after: z.string().nullable(),
  /** When it began, by GitHub's clock, ISO 8601; null before. */
  began: z.string().nullable(),
});

type Cursor = z.infer<typeof cursorSchema>;

/** Without a time GitHub gives three months; it keeps more, but not of before there was a GitHub. */
const earliest = "2008-01-01T00:00:00.000Z";

/**
 * The audit log of an organisation or enterprise, oldest records first. Records appear in it with a delay, so each pull
 * begins the `overlap` before the one before it began, and what is stored already counts as duplicate.
 */
export const githubAuditLog = defineSource({
  name: "github-audit-log",
  options: optionsSchema,
  create: (options) => {
    const client = createClient(options, needs);
    return {
      every: "5m",
      normalize: (record) => {
        if (isJsonObject(record)) return githubAudit.normalize(record);
        throw new McmError("invalid_event", "a record of the audit log is a JSON object; this is none");
      },
      pull: (context) => pull(options, client(context.signal), context),
    };
  },
});

async function* pull(options: Options, ask: Ask, context: PullContext): AsyncGenerator<Page> {
  let cursor = whereToBegin(options, context);
  // What came late behind the place that an earlier pull had got to is found by another walk.
  let walks = cursor.after === null ? 1 : 2;
  let isFirst = true;
  while (walks > 0) {
    const answer = await ask(wanted(options, cursor));
    if (answer.status !== 200) {
      // GitHub does not know the place any more.
      cursor = { ...cursor, after: null, began: null };
      continue;
    }
    const records = recordsOf(answer);
    const gaps = isFirst || cursor.after === null ? gapsOf(options.include, cursor.reached, answer.date) : [];
    isFirst = false;
    cursor = cursorBehind(cursor, answer, options.overlap);
    if (cursor.after === null) walks--;
    yield { records, cursor, gaps, pause: walks === 0 ? answer.pause : undefined };
  }
}

/** Where to go on behind a page: in the same walk, or with one that begins somewhat before this one began. */
function cursorBehind(cursor: Cursor, answer: Answer, overlap: number): Cursor {
  const began = cursor.began ?? isoOf(answer.date);
  const after = answer.next?.get("after") ?? null;
  if (after === null) {
    const from = isoOf(Date.parse(began) - overlap);
    return { of: cursor.of, from, reached: from, after: null, began: null };
  }
  if (after === cursor.after) throw unavailable("GitHub's audit log leads from a page to itself");
  return { ...cursor, reached: lastTime(answer) ?? cursor.reached, after, began };
}

function lastTime({ data }: Answer): string | undefined {
  const last: unknown = Array.isArray(data) ? data.at(-1) : undefined;
  return isJsonObject(last) ? utcTime(last["@timestamp"] ?? last.created_at) : undefined;
}

function whereToBegin(options: Options, { cursor, since = earliest }: PullContext): Cursor {
  const { baseUrl, phrase, include } = options;
  const of = [baseUrl + pathOf(placeOf(options)), include, phrase].join(" ").trim();
  const { data } = cursorSchema.safeParse(cursor);
  if (data?.of === of) return data;
  const from = isoOf(Date.parse(since));
  return { of, from, reached: from, after: null, began: null };
}

function placeOf({ org, enterprise }: Options): Pick<Wanted, "path" | "parameters"> {
  if (org === undefined) return { path: "/enterprises/{enterprise}/audit-log", parameters: { enterprise } };
  return { path: "/orgs/{org}/audit-log", parameters: { org } };
}

function wanted(options: Options, { from, after }: Cursor): Wanted {
  const { path, parameters } = placeOf(options);
  const { phrase, include } = options;
  const created = `created:>=${from.slice(0, 19)}Z`;
  return {
    path,
    parameters: {
      ...parameters,
      phrase: phrase === undefined ? created : `${phrase} ${created}`,
      include,
      order: "asc",
      per_page: 100,
      ...(after === null ? {} : { after }),
    },
    expected: after === null ? [] : [400, 422],
  };
}

function recordsOf({ data }: Answer): readonly unknown[] {
  if (Array.isArray(data)) return data;
  throw unavailable("GitHub's answer is no list of records");
}

/** Days that GitHub keeps records: those of Git, and the others. */
const [gitDays, webDays] = [7, 180];

function gapsOf(include: Options["include"], from: string, now: number): Gap[] {
  if (from === earliest) return [];
  const gap = (days: number, what: string): Gap[] => {
    const to = isoOf(now - days * 86_400_000);
    const reason = `GitHub keeps ${what} for ${days} days, and the last pull was longer ago; pull more often`;
    return from < to ? [{ from, to, reason }] : [];
  };
  return [
    ...(include === "git" ? [] : gap(webDays, "its audit log")),
    ...(include === "web" ? [] : gap(gitDays, "what Git does")),
  ];
}

const isoOf = (time: number): string => new Date(time).toISOString();
