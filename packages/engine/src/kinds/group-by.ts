import { z } from "zod";
import type { PointValue } from "../kind.js";
import { isEventPath, pathReader } from "../path.js";

/** A path into an event: `user`, `raw_data.repo.name`. */
export const eventPath = z
  .string()
  .refine(isEventPath, 'is not a path into an event; write a field such as "user", or "raw_data.repo.name"');

/** `group_by`: an event that lacks one of the paths takes no part. */
export const groupBy = z
  .array(eventPath)
  .min(1, "is empty; leave it out to count all events together")
  .max(10, "has more than 10 paths; name fewer");

/** The values at some paths, together; an event that lacks one takes no part. */
export function valueAt(paths: readonly string[]): PointValue {
  const readers = paths.map(pathReader);
  return {
    key: paths,
    test: `has ${paths.join(" and ")}`,
    read: (event) => {
      const values = readers.map((read) => read(event));
      return values.some((value) => value === undefined || value === null) ? null : values;
    },
  };
}
