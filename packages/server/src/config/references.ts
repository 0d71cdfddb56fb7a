import { UsageError } from "../usage-error.js";

const reference = /\$\$\{|\$\{([^}]*)\}/g;
const name = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The same value with each `${NAME}` in its texts replaced by a variable of the environment; `$${` stands for `${`.
 * Only plain objects and lists are gone into.
 *
 * @throws {UsageError} naming the place and the variable, never a value.
 */
export function withReferences(value: unknown, environment: NodeJS.ProcessEnv, place = ""): unknown {
  if (typeof value === "string") return value.replace(reference, (all, key) => resolved(all, key, environment, place));
  if (Array.isArray(value)) return value.map((item, index) => withReferences(item, environment, `${place}[${index}]`));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      withReferences(item, environment, place ? `${place}.${key}` : key),
    ]),
  );
}

function resolved(all: string, key: string | undefined, environment: NodeJS.ProcessEnv, place: string): string {
  if (key === undefined) return "${";
  if (!name.test(key))
    throw new UsageError(`"${place}" holds ${all}, which names no variable; write $\${ for the text`);
  const found = environment[key];
  if (found) return found;
  throw new UsageError(
    `"${place}" takes ${key} from the environment, where it is not set; set it, or write the value there`,
  );
}

/** An object of the configuration file itself; what code made, such as a source, is left alone. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isMade = Object.values(value).some((item) => typeof item === "function") && !("use" in value);
  return (prototype === Object.prototype || prototype === null) && !isMade;
}
