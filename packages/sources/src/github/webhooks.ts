import { defineSource, type EventInput, type JsonObject, McmError } from "@mcm/engine";
import { z } from "zod";
import { isJsonObject } from "../formats/fields.js";
import { normalizeGithubDelivery } from "../formats/github-webhook/github-webhook.js";
import { createClient } from "./client/client.js";
import { checkCredentials, connectionOptions, isKnown, numberSchema, report, textSchema } from "./client/connection.js";
import { pullMissed } from "./missed-deliveries.js";
import { receiveDelivery } from "./receive-delivery.js";

const needs =
  'the scope "admin:org_hook" (of a repository "read:repo_hook") of a classic token, or "Webhooks" (read) of others';

const optionsSchema = z
  .object({
    ...connectionOptions,
    /** The webhook's secret; several while one takes the place of another. */
    secret: z.union(
      [textSchema, z.array(textSchema).min(1, "is empty; give the secret that the webhook has")],
      "is no text; give the secret that the webhook has",
    ),
    /** The webhook's number, as its deliveries' `X-GitHub-Hook-ID` says, or `app` for an App's own: pulls what could not be delivered. */
    hook: z.union([z.literal("app"), numberSchema]).optional(),
    /** Whose webhook it is, where it has a number. */
    org: textSchema.optional(),
    /** `owner/name`. */
    repo: z
      .string()
      .regex(/^[^/]+\/[^/]+$/, 'is no repository; write it as "owner/name"')
      .optional(),
  })
  .check((checked) => {
    checkCredentials(checked);
    const { hook, org, repo, appId } = checked.value;
    if (hook === undefined) return;
    if (hook === "app") {
      if (appId === undefined) report(checked, "appId", "is missing; an App alone may see its own webhook");
      return;
    }
    if (!isKnown(checked.value)) report(checked, "token", `is missing; give one that has ${needs}`);
    if (org === undefined && repo === undefined)
      report(checked, "org", "is missing; give org or repo, whose webhook it is");
    if (org !== undefined && repo !== undefined) {
      report(checked, "repo", "is given beside org; give the one whose webhook it is");
    }
  });

/** What signs the deliveries, and where those are that could not be delivered. */
export type GithubWebhooksOptions = z.input<typeof optionsSchema>;

/**
 * Deliveries of a GitHub webhook, by `POST /api/webhooks/NAME`: taken when their signature is right, answered once they
 * are stored, and stored once. GitHub does not deliver again what could not be delivered; with `hook` it is pulled.
 */
export const githubWebhooks = defineSource({
  name: "github-webhooks",
  options: optionsSchema,
  create: ({ secret, hook, org, repo, ...connection }) => {
    const secrets = Array.isArray(secret) ? secret : [secret];
    const client = createClient(connection, needs);
    return {
      normalize: normalizeDelivery,
      receive: (request) => receiveDelivery(request, secrets),
      ...(hook === undefined
        ? {}
        : { every: "10m", pull: (context) => pullMissed({ hook, org, repo }, client(context.signal), context) }),
    };
  },
});

const deliverySchema = z.object({
  event: z.string(),
  delivery: z.string(),
  received_at: z.string(),
  payload: z.custom<JsonObject>(isJsonObject),
});

function normalizeDelivery(record: unknown): EventInput {
  const { data } = deliverySchema.safeParse(record);
  if (data) return normalizeGithubDelivery(data);
  throw new McmError("invalid_event", "this is no delivery of a GitHub webhook; it takes event, delivery and payload");
}
