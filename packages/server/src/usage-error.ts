/** Wrong use or configuration: the person who started it can mend it. The command exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
