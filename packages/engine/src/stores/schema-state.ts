import { McmError } from "../errors.js";

/**
 * Whether a database has all of some migrations.
 *
 * @throws {McmError} `store_too_new` where it has one that is not among them. `place` names it in the message.
 */
export function isUpToDate(applied: readonly string[], migrations: object, place: string): boolean {
  const unknown = applied.find((name) => !(name in migrations));
  if (unknown !== undefined) {
    throw new McmError(
      "store_too_new",
      `the database ${place} was made by a newer version (its schema has ${JSON.stringify(unknown)}); upgrade this one, or name another database`,
    );
  }
  return applied.length === Object.keys(migrations).length;
}

/** What is thrown of a database that is to stay as it is, and is of no use so. */
export const tooOld = (place: string): McmError =>
  new McmError(
    "store_too_old",
    `the database ${place} was made by an older version, and is not to be brought up to date; run "mcm db migrate"`,
  );
