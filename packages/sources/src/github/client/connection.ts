import { durationSchema, milliseconds } from "@mcm/engine";
import { z } from "zod";

/** A text with something in it. */
export const textSchema = z.string("is no text; write it in quotes").min(1, "is empty; leave it out, or fill it in");

/** A number of GitHub's; text where it comes from the environment. */
export const numberSchema = z
  .union([
    z.int().positive(),
    z
      .string()
      .regex(/^[1-9]\d{0,15}$/)
      .transform(Number),
  ])
  .refine(Number.isSafeInteger, "is no number of GitHub's; write it as 12345");

const local = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** Of HTTPS, as tokens travel there; within this machine of HTTP, too. */
function isUsable(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && local.has(url.hostname));
}

/** How GitHub is reached, and as whom; part of the options of every source that asks it. */
export const connectionOptions = {
  /** A personal access token; without it and an App, GitHub shows what is public, 60 times an hour. */
  token: textSchema.optional(),
  /** A GitHub App's id or client id, with `privateKey` and `installationId` in place of a token. */
  appId: z.union([z.int().positive(), textSchema]).optional(),
  /** What the App's PEM file holds; `\n` may stand for the ends of lines. */
  privateKey: textSchema.optional(),
  /** The App's installation in the organisation. */
  installationId: numberSchema.optional(),
  /** Of a GitHub Enterprise Server `https://HOST/api/v3`; `https://api.github.com` by default. */
  baseUrl: z
    .string()
    .refine(isUsable, 'is no address to send a token to; write it as "https://HOST/api/v3"')
    .transform((url) => url.replace(/\/+$/, ""))
    .default("https://api.github.com"),
  /** How long one request may take until it is given up; `"30s"` by default. */
  timeout: durationSchema.transform(milliseconds).default(30_000),
};

const connectionSchema = z.object(connectionOptions);

/** How GitHub is reached, and as whom. */
export type Connection = z.output<typeof connectionSchema>;

/** Options that are being checked together. */
export interface Checked<Options> {
  readonly value: Options;
  readonly issues: z.core.$ZodRawIssue[];
}

/** Notes what is wrong with an option, in view of others: its fact, then its remedy. */
export function report<Options>({ value, issues }: Checked<Options>, option: string, message: string): void {
  issues.push({ code: "custom", path: [option], input: value, message });
}

/** Notes credentials that do not go together. */
export function checkCredentials(checked: Checked<Connection>): void {
  const { token, appId, privateKey, installationId } = checked.value;
  const parts = Object.entries({ appId, privateKey, installationId });
  const missing = parts.find(([, value]) => value === undefined)?.[0];
  const isApp = parts.some(([, value]) => value !== undefined);
  if (token !== undefined && isApp) report(checked, "token", "is given beside those of an App; give one of both");
  if (isApp && missing) report(checked, missing, "is missing; an App needs appId, privateKey and installationId");
}

/** Whether GitHub is asked as somebody. */
export const isKnown = ({ token, appId }: Connection): boolean => token !== undefined || appId !== undefined;
