import { z } from "zod";
import { UsageError } from "../usage-error.js";

const shortestToken = 16;

/** A variable that is set but empty counts as not set, as shells and containers treat it. */
const variable = <Value extends z.ZodType>(value: Value) =>
  z.preprocess((text) => (text === "" ? undefined : text), value.optional());

/** A TCP port; 0 for any free one. */
const port = z
  .string()
  .refine((digits) => /^\d{1,5}$/.test(digits) && Number(digits) <= 65_535, {
    error: ({ input }) => `is ${JSON.stringify(input)}; it takes a whole number from 0 to 65535`,
  })
  .transform(Number);

const token = z
  .string()
  .min(shortestToken, `is shorter than ${shortestToken} characters; make one with "openssl rand -hex 32"`)
  .regex(
    /^[\x21-\x7e]+$/,
    'holds a space or a character that no header can carry; make one with "openssl rand -hex 32"',
  );

const environmentSchema = z.object({
  PORT: variable(port),
  MCM_HOST: variable(z.string()),
  MCM_TOKEN: variable(token),
  MCM_ALLOW_ANONYMOUS: variable(
    z.literal("1", "takes 1, or nothing; with 1 anyone who reaches the server may read it"),
  ),
  MCM_ALLOWED_HOSTS: variable(z.string().transform((names) => names.split(",").map((name) => name.trim()))),
});

/** What `mcm serve` is told by its environment and its flags. */
export interface ServeSettings {
  readonly port: number | undefined;
  readonly host: string | undefined;
  readonly token: string | undefined;
  readonly allowAnonymous: boolean;
  readonly allowedHosts: readonly string[] | undefined;
}

/**
 * The settings of a server: flags first, else the environment.
 *
 * @throws {UsageError} naming the flag or variable, what it was and what it takes; never a token's value.
 */
export function serveSettings(flags: { port?: string; host?: string }, environment: NodeJS.ProcessEnv): ServeSettings {
  const given = { ...environment, PORT: flags.port ?? environment.PORT, MCM_HOST: flags.host ?? environment.MCM_HOST };
  const result = environmentSchema.safeParse(given);
  if (!result.success) throw new UsageError(result.error.issues.map((issue) => fault(issue, flags)).join("; "));
  const { PORT, MCM_HOST, MCM_TOKEN, MCM_ALLOW_ANONYMOUS, MCM_ALLOWED_HOSTS } = result.data;
  return {
    port: PORT,
    host: MCM_HOST,
    token: MCM_TOKEN,
    allowAnonymous: MCM_ALLOW_ANONYMOUS === "1",
    allowedHosts: MCM_ALLOWED_HOSTS,
  };
}

function fault({ path, message }: z.core.$ZodIssue, flags: { port?: string }): string {
  const name = String(path[0]);
  return `${name === "PORT" && flags.port !== undefined ? "--port" : name} ${message}`;
}
