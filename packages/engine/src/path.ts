/**
 * A reader of `raw_data.repo.name`-like paths: own properties only, so that no path reaches a prototype.
 * Gives undefined where there is nothing.
 */
export function pathReader(path: string): (root: unknown) => unknown {
  const keys = path.split(".");
  return (root) => {
    let value = root;
    for (const key of keys) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    return value;
  };
}

const eventFields = new Set(["external_id", "source", "timestamp", "user", "event_type", "severity_hint", "raw_data"]);

/** Whether a path starts at a field of an event, and goes deeper only into `raw_data`. */
export function isEventPath(path: string): boolean {
  const [field = "", ...rest] = path.split(".");
  return eventFields.has(field) && (rest.length === 0 || field === "raw_data") && rest.every((key) => key !== "");
}

/** Whether a path, or each of its alternatives in `raw_data.repo.name|raw_data.repo`, starts at a field of an event. */
export function isEventPathChoice(path: string): boolean {
  return path.split("|").every(isEventPath);
}

/**
 * A reader of a path with alternatives, as feeds of one product have one thing in several places: it gives the first value
 * that is there and not null, else undefined.
 */
export function choiceReader(path: string): (root: unknown) => unknown {
  const readers = path.split("|").map(pathReader);
  const [only] = readers;
  if (only && readers.length === 1) return only;
  return (root) => {
    for (const read of readers) {
      const value = read(root);
      if (value !== undefined && value !== null) return value;
    }
    return undefined;
  };
}
