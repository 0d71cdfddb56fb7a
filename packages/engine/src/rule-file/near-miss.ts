import { nearMiss } from "../condition/near-miss.js";
import { isEventPath } from "../path.js";

const eventFields = ["user", "source", "event_type", "timestamp", "external_id", "severity_hint", "raw_data"];

/** The known word that a wrong one was probably meant to be: a near one, or one of the same letters. */
export function likelyWord(word: string, known: readonly string[]): string | null {
  const letters = (text: string): string => [...text].sort().join("");
  return (
    nearMiss(word, known) ?? known.find((one) => one.length === word.length && letters(one) === letters(word)) ?? null
  );
}

/** The event path, or figure, that a wrong one was probably meant to be: `usr` → `user`, `repo.name` → `raw_data.repo.name`. */
export function nearEventPath(path: string, figures: readonly string[] = []): string | null {
  const [field = "", ...rest] = path.split(".");
  const near = likelyWord(field, rest.length > 0 ? ["raw_data"] : [...figures, ...eventFields]);
  const candidates = near === null ? [] : [[near, ...rest].join(".")];
  const isUsable = (one: string): boolean => figures.includes(one) || (isEventPath(one) && !/\s/.test(one));
  return [...candidates, `raw_data.${path}`].find(isUsable) ?? null;
}

/** `; did you mean "user"?`, or nothing. */
export const didYouMean = (near: string | null): string =>
  near === null ? "" : `; did you mean ${JSON.stringify(near)}?`;
