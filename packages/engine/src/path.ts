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
