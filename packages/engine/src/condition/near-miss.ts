import { distance } from "fastest-levenshtein";

/** Words that people write for an operator of another name. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ["=", "=="],
  ["eq", "=="],
  ["equals", "=="],
  ["is", "=="],
  ["neq", "!="],
  ["ne", "!="],
  ["not", "!"],
  ["gt", ">"],
  ["gte", ">="],
  ["lt", "<"],
  ["lte", "<="],
  ["&&", "and"],
  ["||", "or"],
  ["regex", "matches"],
  ["regexp", "matches"],
  ["includes", "contains"],
  ["prefix", "starts_with"],
  ["suffix", "ends_with"],
  ["lowercase", "lower"],
  ["subnet", "cidr"],
]);

/** The known word that an unknown one was probably meant to be; null where none is near. */
export function nearMiss(word: string, known: Iterable<string>): string | null {
  // What is much longer than any known word is none of them, and would take long to compare.
  if (word.length > 100) return null;
  const folded = word.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const steps = distance(folded, candidate);
    if (steps < least && steps < candidate.length) [best, least] = [candidate, steps];
  }
  return best;
}

/** The operator that an unknown one was probably meant to be. */
export function likelyOperator(word: string, known: Iterable<string>): string | null {
  return synonyms.get(word.toLowerCase()) ?? nearMiss(word, known);
}
