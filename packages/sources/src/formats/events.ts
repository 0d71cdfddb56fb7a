import type { EventInput } from "@mcm/engine";
import type { Format } from "./format.js";

const required = ["source", "timestamp", "event_type"];

/**
 * Events in the shape of this project, as `mcm events --json` writes them. They keep their source; an exported
 * one's `id` and `processed` are ignored. The engine checks every field.
 */
export const events: Format<"events"> = {
  name: "events",
  marks: "event_type, timestamp and source",
  recognises: (record) => required.filter((field) => field in record).length > 1,
  // The engine parses what it is given, whatever its type says.
  normalize: (record) => record as unknown as EventInput,
};
