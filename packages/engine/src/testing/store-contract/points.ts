import type { Neighbours, Point, PointQuestion } from "../../kind.js";
import { comparePositions, type Position } from "../../order.js";
import type { GroupName, Store } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { add, addPoints, ask, at, event, minute, start } from "./sample.js";

/** The group that the cases fill. */
export const group: GroupName = { match_set: "logins", group: '["ada"]' };

/** Stores points of {@link group}: their minute and id, and a value if need be. */
export async function storePoints(
  store: Store,
  points: readonly (readonly [number, string, unknown?])[],
): Promise<Point[]> {
  const events = points.map(([minutes, id, value]) =>
    event(id, { timestamp: at(minutes), raw_data: value === undefined ? {} : { value } }),
  );
  const sought = points.some(([, , value]) => value !== undefined);
  return store.transaction(async (transaction) =>
    addPoints(transaction, { ...group, sought }, await add(transaction, events)),
  );
}

/** Where an event of the source "app" stands. */
export const position = (minutes: number, id: string): Position => ({
  time: start + minutes * minute,
  tie: `app\t${id}`,
});

/** What a plain list would answer. */
function expected(points: readonly Point[], question: PointQuestion): Neighbours {
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, value } = question;
  const matching = [...points].sort(comparePositions).filter((one) => value === undefined || one.value === value);
  const before = matching.filter((one) => comparePositions(one, question.at) <= 0 && one.time > since);
  const after = matching.filter((one) => comparePositions(one, question.at) > 0 && one.time < until);
  return { before: question.before === 0 ? [] : before.slice(-question.before), after: after.slice(0, question.after) };
}

/** Asks a store for points of {@link group}, and a plain list. */
export async function expectAnswers(store: Store, points: readonly Point[], questions: readonly PointQuestion[]) {
  const answers = await ask(store, { points: questions.map((question) => ({ ...group, ...question })) });
  questions.forEach((question, index) => {
    expectEqual(`points for ${JSON.stringify(question)}`, answers.points[index], expected(points, question));
  });
}

/** Whole numbers below a bound, always the same ones: a test that fails must fail again. */
export function numbers(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (state * 16_807) % 2_147_483_647;
    return state % below;
  };
}
