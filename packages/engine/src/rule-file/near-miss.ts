import { distance } from "fastest-levenshtein";
import { isEventPath } from "../path.js";

const eventFields = ["user", "source", "event_type", "timestamp", "external_id", "severity_hint", "raw_data"];

/** The known word that a wrong one was probably meant to be. */
export function nearMiss(word: string, known: readonly string[]): string | undefined {
  const written = plain(word);
  const [nearest] = known
    .map((one) => ({ one, off: distance(written, plain(one)) }))
    .sort((a, b) => a.off - b.off)
    .filter(({ one, off }) => off <= Math.max(1, Math.floor(Math.min(word.length, one.length) / 3)));
  return nearest?.one;
}

/** The event path that a wrong one was probably meant to be: `usr` → `user`, `repo.name` → `raw_data.repo.name`. */
export function nearEventPath(path: string, figures: readonly string[] = []): string | undefined {
  const [field = "", ...rest] = path.split(".");
  const near = nearMiss(field, rest.length > 0 ? ["raw_data"] : [...figures, ...eventFields]);
  const candidates = [near && [near, ...rest].join("."), `raw_data.${path}`];
  return candidates.find((one) => one !== undefined && (figures.includes(one) || isEventPath(one)) && !/\s/.test(one));
}

/** `; did you mean "user"?`, or nothing. */
export const didYouMean = (near: string | undefined): string =>
  near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;

const plain = (word: string): string => word.slice(0, 100).toLowerCase().replaceAll(/[-\s]/g, "_");
