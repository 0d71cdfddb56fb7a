import { z } from "zod";
import type { PointValue } from "../kind.js";
import { choiceReader, isEventPathChoice } from "../path.js";

const onePath = String.raw`(external_id|source|timestamp|user|event_type|severity_hint|raw_data(\.[^.|]+)*)`;

/** A path into an event: `user`, `raw_data.repo.name`; or alternatives, `raw_data.repo.name|raw_data.repo`. */
export const eventPath = z
  .string()
  .refine(isEventPathChoice, {
    error: 'is not a path into an event; write a field such as "user", or "raw_data.repo.name"',
    params: { takes: "event_path" },
  })
  .meta({
    pattern: `^${onePath}([|]${onePath})*$`,
    description:
      "A path into an event: one of its fields, or deeper into raw_data. Of alternatives, with | between them, the first that is there counts.",
    examples: ["user", "source", "raw_data.repo.name"],
  });

/** `group_by`: an event that lacks one of the paths takes no part. */
export const groupBy = z
  .array(eventPath)
  .min(1, "is empty; leave it out to count all events together")
  .max(10, "has more than 10 paths; name fewer")
  .meta({
    description:
      "Paths whose values divide the events into groups, each judged by itself; an event that lacks one of the values takes no part. All events are one group when left out.",
    examples: [["user"], ["source", "raw_data.repo.name"]],
  });

/** The values at some paths, together; an event that lacks one takes no part. */
export function valueAt(paths: readonly string[]): PointValue {
  const readers = paths.map(choiceReader);
  return {
    key: paths,
    test: `has ${paths.join(" and ")}`,
    read: (event) => {
      const values = readers.map((read) => read(event));
      return values.some((value) => value === undefined || value === null) ? null : values;
    },
  };
}
