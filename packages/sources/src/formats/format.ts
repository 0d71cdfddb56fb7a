import type { EventInput, JsonObject } from "@mcm/engine";

/** A kind of record that files hold, and how it becomes an event. */
export interface Format<Name extends string = string> {
  /** What the command line calls it: `github-audit`. */
  readonly name: Name;
  /** What its records carry, for the message that none was recognised. */
  readonly marks: string;
  /** Whether the record looks like one of this format, even if a field that it needs is missing. */
  readonly recognises: (record: JsonObject) => boolean;
  /**
   * The record as an event, or null for a record that is none.
   *
   * @throws {McmError} `invalid_event`, naming the field, what it was and what is taken.
   */
  readonly normalize: (record: JsonObject) => EventInput | null;
}
