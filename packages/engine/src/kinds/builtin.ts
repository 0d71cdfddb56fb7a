import type { Kind } from "../kind.js";
import { dedup } from "./match.js";
import { rare } from "./rare.js";
import { threshold } from "./threshold.js";

/** The kinds that every rule set knows. */
export const builtinKinds: readonly Kind[] = [dedup, threshold, rare];
