import { pack } from "./pack.js";

// Made of the files of packs/aws by the test of the packs; renewed by running it with -u.

/** The rules for AWS CloudTrail. */
export const awsPack = pack([]);
