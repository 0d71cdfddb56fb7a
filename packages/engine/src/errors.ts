/** What went wrong, as a word a program can compare. */
export type McmErrorCode =
  | "invalid_event"
  | "invalid_rule"
  | "invalid_source"
  | "invalid_query"
  | "unknown_source"
  | "source_busy"
  | "source_unavailable"
  | "request_refused"
  | "invalid_request"
  | "prune_busy"
  | "unknown_rule"
  | "unknown_event"
  | "unknown_finding"
  | "invalid_retention"
  | "store_too_old"
  | "engine_closed"
  | "store_unavailable"
  | "store_too_new"
  | "invalid_store"
  | "store_full";

/**
 * Every error this library throws on purpose. The message names the thing, the fact and the remedy,
 * and can be shown to a person as it is.
 */
export class McmError extends Error {
  override readonly name = "McmError";
  /** The error's kind; stable across versions. */
  readonly code: McmErrorCode;
  /** When there is use in trying again, in milliseconds from now; undefined when nobody said. */
  readonly retryAfter: number | undefined;

  constructor(
    code: McmErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfter?: number | undefined } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.retryAfter = options.retryAfter;
  }
}

/** A thrown value's message, whatever was thrown (rules may throw anything, `null` and `NaN` included). */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
