import { isDeepStrictEqual } from "node:util";
import type { EvaluatedFinding } from "@mcm/engine";

/** What became of a finding between two versions of rules. */
export interface FindingChange {
  readonly change: "added" | "lost" | "changed";
  /** As it is now; null for one that is lost. */
  readonly finding: EvaluatedFinding | null;
  /** As it was; null for one that is added. */
  readonly before: EvaluatedFinding | null;
}

/**
 * What differs between what two versions of some rules find, oldest first. A finding that another event completes is the
 * same one, changed, where it overlaps the old one in time and is about the same group.
 */
export function compareFindings(
  before: readonly EvaluatedFinding[],
  now: readonly EvaluatedFinding[],
): readonly FindingChange[] {
  const old = new Map(before.map((one) => [one.fingerprint, one]));
  const partners = new Map<EvaluatedFinding, EvaluatedFinding>();
  for (const finding of now) {
    const same = old.get(finding.fingerprint);
    if (same) partners.set(finding, same);
  }
  const taken = new Set(partners.values());
  const left = Map.groupBy(
    before.filter((one) => !taken.has(one)),
    groupOf,
  );
  for (const finding of now) {
    if (partners.has(finding)) continue;
    const candidates = left.get(groupOf(finding)) ?? [];
    const index = candidates.findIndex((one) => overlaps(one, finding));
    const [partner] = index === -1 ? [] : candidates.splice(index, 1);
    if (partner) partners.set(finding, partner);
  }
  const kept = new Set(partners.values());
  const changes = [
    ...now.flatMap((finding) => changeOf(finding, partners.get(finding) ?? null)),
    ...before.filter((one) => !kept.has(one)).map((one) => ({ change: "lost" as const, finding: null, before: one })),
  ];
  return changes.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0));
}

const groupOf = ({ rule_name, extra_data }: EvaluatedFinding): string =>
  JSON.stringify([rule_name, extra_data.group_key ?? null]);

const overlaps = (a: EvaluatedFinding, b: EvaluatedFinding): boolean =>
  a.first_seen <= b.last_seen && b.first_seen <= a.last_seen;

const timeOf = ({ finding, before }: FindingChange): string => (finding ?? before)?.timestamp ?? "";

function changeOf(finding: EvaluatedFinding, before: EvaluatedFinding | null): FindingChange[] {
  if (!before) return [{ change: "added", finding, before: null }];
  return isDeepStrictEqual(essence(finding), essence(before)) ? [] : [{ change: "changed", finding, before }];
}

/** What of a finding is worth telling: not which version of the rule made it, nor how often it was amended. */
function essence({ revision: _, event_id: __, fingerprint: ___, extra_data, ...rest }: EvaluatedFinding) {
  const { rule_version: ____, ...told } = extra_data;
  return { ...rest, extra_data: told };
}
