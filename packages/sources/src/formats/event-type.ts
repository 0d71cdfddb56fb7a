/** Version suffixes of some AWS APIs: `20150331`, `20150331v2`, `2020_05_31`. */
const versionSuffix = /(19|20)\d{2}_?\d{2}_?\d{2}(v\d+)?$/;

/** A plural acronym, `VPCs`: its "s" would otherwise start a word of its own. */
const pluralAcronym = /([A-Z]{2,})s(?=[A-Z_]|$)/g;

/** Names beyond it are cut first: the time that the expressions take grows with its square. */
const longest = 400;

const wordBoundaries = [/([a-z0-9])([A-Z])/g, /([A-Z]+)([A-Z][a-z])/g];

/**
 * A name from a log as an event type in snake_case, or undefined when it holds no letter or digit that one can
 * be made of: `CreateDBInstance` → `create_db_instance`, `DescribeVPCs` → `describe_vpcs`,
 * `ListFunctions20150331` → `list_functions`, `protected_branch.destroy` → `protected_branch_destroy`.
 */
export function eventTypeOf(name: string): string | undefined {
  let words = name
    .slice(0, longest)
    .replace(versionSuffix, "")
    .replace(pluralAcronym, (acronym) => capitalised(acronym));
  for (const boundary of wordBoundaries) words = words.replace(boundary, "$1_$2");
  const type = words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "")
    .slice(0, 200)
    .replace(/_$/, "");
  return type === "" ? undefined : type;
}

/** What {@link eventTypeOf} makes of the name of something that was tried and failed: `CreateUser` → `create_user_failed`. */
export function failedTypeOf(name: string): string | undefined {
  const type = eventTypeOf(name);
  return type && `${type.slice(0, 193).replace(/_$/, "")}_failed`;
}

function capitalised(acronym: string): string {
  return acronym.charAt(0) + acronym.slice(1).toLowerCase();
}
