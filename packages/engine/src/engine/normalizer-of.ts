import type { Source } from "../source.js";

/** A source's `normalize`, with its name for events that say no source. */
export function normalizerOf({ name, normalize }: Source): (record: unknown) => unknown {
  return (record) => {
    const event = normalize(record);
    const isNameless = typeof event === "object" && event !== null && event.source === undefined;
    return isNameless ? { ...event, source: name } : event;
  };
}
