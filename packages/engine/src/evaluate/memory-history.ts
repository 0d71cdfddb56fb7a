import type { NewEvent } from "../event.js";
import type { EvaluatedFinding } from "../finding.js";
import type { Neighbours, Point, PointQuestion } from "../kind.js";
import { compareBytes, comparePositions, countBetween, countUpTo, type Position, sourceOf } from "../order.js";
import type { Evaluated, FindingChange, FindingRecord, GroupName, HistoryAnswers, HistoryQuestions } from "../store.js";

/** The past of an evaluator without a store: everything, in memory. */
export interface MemoryHistory {
  /** Numbers the events that are not there yet, and gives only those. */
  append(events: readonly NewEvent[]): { readonly id: number; readonly event: NewEvent }[];
  recall(questions: HistoryQuestions): HistoryAnswers;
  /** The findings that are not withdrawn, oldest first. */
  findings(): EvaluatedFinding[];
  /** Keeps what the rules made; gives the number of each created finding. */
  save(evaluated: Evaluated): number[];
}

/** A past that holds nothing yet. */
export function createMemoryHistory(): MemoryHistory {
  const ids = new Map<string, number>();
  const events: NewEvent[] = [];
  const points = new Map<string, Point[]>();
  const findings = new Map<string, Map<number, FindingRecord>>();
  const live = new Map<string, FindingRecord>();
  const watched = new Map<string, GroupName & { last: Point; told: boolean }>();
  const newestOf = new Map<string, number>();
  let rows = 0;

  const keep = ({ type, record, before }: FindingChange): number => {
    const row = record.row ?? ++rows;
    if (before) live.delete(before.finding.fingerprint);
    if (type !== "withdrawn") live.set(record.finding.fingerprint, { ...record, row });
    const key = JSON.stringify([record.finding.rule_name, record.rule_version, record.group]);
    const group = findings.get(key) ?? new Map<number, FindingRecord>();
    findings.set(key, group);
    if (type === "withdrawn") group.delete(row);
    else group.set(row, { ...record, row });
    return row;
  };

  return {
    append: (incoming) =>
      incoming.flatMap((event) => {
        const key = JSON.stringify([event.source, event.external_id]);
        if (ids.has(key)) return [];
        events.push(event);
        newestOf.set(event.source, Math.max(newestOf.get(event.source) ?? -8.64e15, Date.parse(event.timestamp)));
        ids.set(key, events.length);
        return [{ id: events.length, event }];
      }),
    recall: (questions) => ({
      groups: questions.groups.map(({ match_set, group }) => points.has(JSON.stringify([match_set, group]))),
      points: questions.points.map(({ match_set, group, value, ...question }) => {
        const all = points.get(JSON.stringify([match_set, group])) ?? [];
        return neighboursIn(value === undefined ? all : all.filter((point) => point.value === value), question);
      }),
      counts: questions.counts.map(({ match_set, group, after, to }) =>
        countBetween(points.get(JSON.stringify([match_set, group])) ?? [], after, to),
      ),
      silent: questions.silent.map(({ match_set, source, silence, again }) => {
        const newest = newestOf.get(source) ?? Number.NEGATIVE_INFINITY;
        return [...watched.values()].flatMap(({ match_set: set, group, last, told }) => {
          const isSilent =
            set === match_set && (again || !told) && sourceOf(last) === source && last.time < newest - silence;
          return isSilent ? [{ group, last }] : [];
        });
      }),
      findings: questions.findings.map(({ rule_name, rule_version, group, from, to }) =>
        [...(findings.get(JSON.stringify([rule_name, rule_version, group]))?.values() ?? [])]
          .filter(({ finding }) => Date.parse(finding.timestamp) <= to && Date.parse(finding.last_seen) >= from)
          .sort((a, b) => comparePositions(anchorOf(a), anchorOf(b))),
      ),
      fingerprints: questions.fingerprints.map((fingerprint) => live.get(fingerprint) ?? null),
      newest: questions.newest.map((source) => newestOf.get(source) ?? null),
      events: questions.events.flatMap((id) => {
        const event = events[id - 1];
        return event ? [{ id, processed: true, ...event }] : [];
      }),
    }),
    findings: () =>
      [...findings.values()]
        .flatMap((group) => [...group.values()])
        .sort(
          (a, b) =>
            comparePositions(anchorOf(a), anchorOf(b)) || compareBytes(a.finding.fingerprint, b.finding.fingerprint),
        )
        .map(({ finding }) => finding),
    save: ({ points: groups, changes, told }) => {
      for (const { match_set, group, watched: isWatched, points: added } of groups) {
        const key = JSON.stringify([match_set, group]);
        const all = insertAll(points.get(key) ?? [], added);
        points.set(key, all);
        const last = all.at(-1);
        if (isWatched && last && watched.get(key)?.last !== last)
          watched.set(key, { match_set, group, last, told: false });
      }
      for (const { match_set, group } of told) {
        const ended = watched.get(JSON.stringify([match_set, group]));
        if (ended) ended.told = true;
      }
      return changes.flatMap((change) => {
        const row = keep(change);
        return change.type === "created" ? [row] : [];
      });
    },
  };
}

const anchorOf = ({ finding, anchor_tie }: FindingRecord): Position => ({
  time: Date.parse(finding.timestamp),
  tie: anchor_tie,
});

function neighboursIn(sorted: readonly Point[], { at, before, after, since, until }: PointQuestion): Neighbours {
  const end = countUpTo(sorted, at);
  return {
    before: sorted.slice(Math.max(0, end - before), end).filter(({ time }) => since === undefined || time > since),
    after: sorted.slice(end, end + after).filter(({ time }) => until === undefined || time < until),
  };
}

/** Adds points to sorted ones; at the end where they belong there. A position that is taken stays as it is. */
function insertAll(sorted: Point[], added: readonly Point[]): Point[] {
  for (const point of added) {
    const index = countUpTo(sorted, point);
    const previous = sorted[index - 1];
    if (!previous || comparePositions(previous, point) !== 0) sorted.splice(index, 0, point);
  }
  return sorted;
}
