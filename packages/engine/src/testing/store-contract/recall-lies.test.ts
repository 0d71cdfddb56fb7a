import { describe, expect, test } from "vitest";
import { caseOf, type Lie, lying, lyingInside } from "./lying-store.js";

const lies: readonly Lie[] = [
  [
    "the last point of a group is lost",
    lyingInside(({ save }) => ({
      save: ({ points, ...rest }, at) =>
        save({ ...rest, points: points.map((group) => ({ ...group, points: group.points.slice(0, -1) })) }, at),
    })),
    "recalling points: points around a position, which itself counts as before",
    /points for .*: .*, expected/,
  ],
  [
    "ties are compared as UTF-16",
    lying((store) => ({
      recall: async (questions) => {
        const answers = await store.recall(questions);
        const sort = <T extends { time: number; tie: string }>(points: readonly T[]) =>
          [...points].sort((a, b) => a.time - b.time || (a.tie < b.tie ? -1 : 1));
        return {
          ...answers,
          points: answers.points.map(({ before, after }) => ({ before: sort(before), after: sort(after) })),
        };
      },
    })),
    "recalling points: points of one moment come in the order of their bytes",
    /ties after: \[11\] is/,
  ],
  [
    "points later than a moment are those from it on",
    lying((store) => ({
      recall: (questions) =>
        store.recall({
          ...questions,
          points: questions.points.map((one) => ({
            ...one,
            since: one.since === undefined ? undefined : one.since - 1,
          })),
        }),
    })),
    "recalling points: points later than one moment, earlier than another",
    /points for .*"since"/,
  ],
  [
    "counts take in the position that they begin behind",
    lying((store) => ({
      recall: (questions) =>
        store.recall({
          ...questions,
          counts: questions.counts.map((one) => ({ ...one, after: { ...one.after, time: one.after.time - 1 } })),
        }),
    })),
    "recalling points: points behind one position, up to and including another, are counted",
    /behind the first, to the last: it is 5, expected 4/,
  ],
  [
    "findings of all groups are near",
    lying((store) => ({
      recall: async (questions) => {
        const groups = ["[]", '["ada"]'];
        const asked = questions.findings.map((one) => groups.map((group) => ({ ...one, group })));
        const { findings, ...rest } = await store.recall({ ...questions, findings: asked.flat() });
        return { ...rest, findings: asked.map((_, index) => findings.slice(2 * index, 2 * index + 2).flat()) };
      },
    })),
    "recalling findings: findings of other rules, versions and groups are not near",
    /findings: .*other group/,
  ],
  [
    "findings that end where a span begins are not near",
    lying((store) => ({
      recall: (questions) =>
        store.recall({ ...questions, findings: questions.findings.map((one) => ({ ...one, from: one.from + 1 })) }),
    })),
    "recalling findings: findings near a span, bounds included",
    /findings from minute 20 to 30: .*\[\]/,
  ],
  [
    "findings come newest first",
    lying((store) => ({
      recall: async (questions) => {
        const { findings, ...rest } = await store.recall(questions);
        return { ...rest, findings: findings.map((list) => [...list].reverse()) };
      },
    })),
    "recalling findings: findings come oldest first, with all that was stored",
    /findings: \[0\]\[0\]/,
  ],
  [
    "the findings of the current version are outdated too",
    lyingInside(({ outdated }) => ({ outdated: (query) => outdated({ ...query, rule_version: "none" }) })),
    "recalling findings: findings of earlier versions of a rule",
    /outdated: .*expected/,
  ],
  [
    "told silences are forgotten",
    lyingInside(({ save }) => ({ save: (evaluated, at) => save({ ...evaluated, told: [] }, at) })),
    "recalling silence: a silence that was told is told again only if asked, and until the group's last point changes",
    /silent and not told: .*ada/,
  ],
  [
    "silences that were told are never told again",
    lying((store) => ({
      recall: (questions) =>
        store.recall({ ...questions, silent: questions.silent.map((one) => ({ ...one, again: false })) }),
    })),
    "recalling silence: a silence that was told is told again only if asked, and until the group's last point changes",
    /silent, told or not: /,
  ],
  [
    "a silence is told when it is as long as asked",
    lying((store) => ({
      recall: (questions) =>
        store.recall({ ...questions, silent: questions.silent.map((one) => ({ ...one, silence: one.silence - 1 })) }),
    })),
    "recalling silence: a group is silent when its source went on for longer than asked",
    /silent for more than 10 minutes: /,
  ],
  [
    "points with a value are not found by it",
    lyingInside(({ recall }) => ({
      recall: (questions) =>
        recall({ ...questions, points: questions.points.map(({ value: _, ...question }) => question) }),
    })),
    "with an engine: rules of every kind find what they find in memory",
    /findings that an evaluator in memory has (not|alone): /,
  ],
];

describe("a store that lies about the past is found out", () => {
  test.each(lies)("%s", async (_, make, name, message) => {
    await expect(caseOf(make, name)()).rejects.toThrow(message);
  });
});
