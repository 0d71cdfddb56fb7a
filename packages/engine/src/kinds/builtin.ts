import type { Kind } from "../kind.js";
import { absence } from "./absence.js";
import { distinct } from "./distinct.js";
import { dedup } from "./match.js";
import { newValue } from "./new-value.js";
import { rare } from "./rare.js";
import { sequence } from "./sequence.js";
import { threshold } from "./threshold.js";

/** The kinds that every rule set knows. */
export const builtinKinds: readonly Kind[] = [dedup, threshold, distinct, newValue, rare, sequence, absence];
