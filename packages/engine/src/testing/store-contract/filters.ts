import type { EventFilter, FindingFilter, OneOf } from "../../query.js";
import { expectEqual } from "../expect-equal.js";
import { sortedBy } from "./sample.js";

type Filter = EventFilter & FindingFilter;
type FieldName = keyof Filter;

/** What a filter's fields are tried with. */
export type Choices = Readonly<Partial<Record<FieldName, readonly OneOf<string>[]>>>;

/** Each field alone with all its values; every two, every three and all together, with one value each. */
export function filtersOf(choices: Choices): Filter[] {
  const fields = Object.entries(choices).map(([name, values]) => ({ name, values }));
  const alone = fields.flatMap(({ name, values }) => values.map((value) => ({ [name]: value })));
  const together = subsets(fields)
    .filter(({ length }) => (length > 1 && length < 4) || length === fields.length)
    .flatMap((chosen) =>
      [0, 1].map((index) => Object.fromEntries(chosen.map(({ name, values }) => [name, values[index]]))),
    );
  return [{}, ...alone, ...together] as Filter[];
}

function subsets<T>([first, ...rest]: readonly T[]): T[][] {
  if (first === undefined) return [[]];
  const others = subsets(rest);
  return [...others, ...others.map((one) => [first, ...one])];
}

/** What a filter looks at. */
export type Facts = Readonly<
  Record<Exclude<FieldName, "from" | "to" | "withdrawn" | "control">, string | null> & {
    timestamp: string;
    withdrawn: boolean;
    /** All of them. */
    control: readonly string[];
  }
>;

/** Whether all that a filter asks holds. */
export function passes({ from, to, withdrawn = false, ...rest }: Filter, facts: Facts): boolean {
  const time = Date.parse(facts.timestamp);
  if (from !== undefined && time < Date.parse(from)) return false;
  if (to !== undefined && time >= Date.parse(to)) return false;
  if (facts.withdrawn !== withdrawn) return false;
  return Object.entries(rest).every(([name, wanted]) => {
    const fact = facts[name as keyof typeof rest];
    return wanted === undefined || [wanted].flat().some((one) => [fact].flat().includes(one));
  });
}

/** A list sorted by a key, with ties in any order, as the store gave it. */
export function expectSorted(what: string, keys: readonly (string | number | null)[], descending: boolean): void {
  const known = keys.filter((key) => key !== null);
  const sorted = sortedBy(known, (key) => key);
  expectEqual(`${what}: keys`, known, descending ? sorted.reverse() : sorted);
  const edge = keys[0] === null ? keys.slice(0, keys.length - known.length) : keys.slice(known.length);
  expectEqual(
    `${what}: whether those without a key stand together`,
    edge.every((key) => key === null),
    true,
  );
}

/** Pages must make up the whole, whatever their size. */
export async function expectPages<T>(
  what: string,
  whole: readonly T[],
  page: (paging: { limit: number; offset: number }) => Promise<readonly T[]>,
): Promise<void> {
  for (const limit of [1, 4, 5]) {
    const pages: T[] = [];
    for (let offset = 0; offset < whole.length; offset += limit) pages.push(...(await page({ limit, offset })));
    expectEqual(`${what}: pages of ${limit}`, pages, whole);
  }
}
