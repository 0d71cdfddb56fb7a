import { pack } from "./pack.js";

// Made of the files of packs/okta by the test of the packs; renewed by running it with -u.

/** The rules for Okta. */
export const oktaPack = pack([]);
