/** A JSON object, kept whole: own keys only, whatever their names. */
export type JsonObject = { readonly [key: string]: unknown };

/** How deep `raw_data` may nest. */
const maximumDepth = 100;

/** Whether a value is an object with keys. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What keeps a value from being JSON of a bearable depth, or null. */
export function faultOf(value: unknown, levels = maximumDepth): string | null {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return null;
  if (typeof value === "number") return Number.isFinite(value) ? null : `holds ${value}, which JSON has no word for`;
  if (typeof value !== "object") return `holds a ${typeof value}, which JSON has no form for`;
  if (levels === 0) return `nests deeper than ${maximumDepth} levels`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
    return `holds a ${value.constructor.name}, which JSON has no form for`;
  }
  for (const inner of Object.values(value)) {
    const fault = faultOf(inner, levels - 1);
    if (fault) return fault;
  }
  return null;
}
