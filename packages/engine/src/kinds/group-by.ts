import { z } from "zod";
import { isEventPath } from "../path.js";

/** A path into an event: `user`, `raw_data.repo.name`. */
export const eventPath = z
  .string()
  .refine(isEventPath, 'is not a path into an event; write a field such as "user", or "raw_data.repo.name"');

/** `group_by`: an event that lacks one of the paths takes no part. */
export const groupBy = z
  .array(eventPath)
  .min(1, "is empty; leave it out to count all events together")
  .max(10, "has more than 10 paths; name fewer");
