import type { EventInput } from "@mcm/engine";
import { type Action, eventOf } from "./actions.js";
import { type Calendar, createCalendar } from "./calendar.js";
import { createCrowds } from "./crowd.js";
import { stageIncidents } from "./incidents.js";
import { type FakeOptions, type FakePlan, planOf } from "./options.js";
import { employ } from "./people.js";
import { createRandom } from "./random.js";
import { createRoutine } from "./routine.js";

/**
 * So many invented events in order of time, one after the other: a month of a small company, with its working
 * hours, weekends and a few incidents. Only the hour that is being told is in memory, so a million can go to a
 * file. Ids are `fake-`, the seed, the number of events and a count: taking the same ones in again adds nothing.
 *
 * @throws {McmError} `invalid_source` for options out of bounds.
 */
export function fakeEvents(count: number, options: FakeOptions = {}): Iterable<EventInput> {
  const plan = planOf(count, options);
  return { [Symbol.iterator]: () => generate(plan) };
}

/** So many invented events in order of time; see {@link fakeEvents}. */
export function generateFakeEvents(count: number, options: FakeOptions = {}): EventInput[] {
  return [...fakeEvents(count, options)];
}

/** One invented event; another seed gives another one. */
export function generateFakeEvent(options: FakeOptions = {}): EventInput {
  const [event] = fakeEvents(1, options);
  if (!event) throw new RangeError("one event was asked for and none came");
  return event;
}

/**
 * Goes through the hours. Each gets its share of what is left, by who works then; what an action leads to later
 * (a merge, a second try) waits for its hour and counts towards it. So the number is exact, and only the open
 * hour and what waits are in memory.
 */
function* generate({ seed, from, to, users, count }: FakePlan): Generator<EventInput> {
  const random = createRandom(seed);
  const people = employ(random, users);
  const calendar = createCalendar(from, to);
  const routine = createRoutine(random, people, calendar);
  const waiting = createWaiting(calendar);
  waiting.add(stageIncidents({ random, people, calendar, routine, count }));
  const prefix = `fake-${seed}-${count}`;
  const crowds = createCrowds(random, people, calendar);
  let weightLeft = crowds.weight();
  let sent = 0;
  for (let index = 0; sent < count; index++) {
    const crowd = crowds.at(index);
    const due = waiting.take(index);
    const share = crowd.weight / weightLeft;
    const last = index === calendar.length - 1;
    const goal = last ? count - sent : Math.floor((count - sent) * share + random.next());
    while (due.length < goal && sent + due.length + waiting.size() < count) {
      const most = count - sent - due.length - waiting.size();
      for (const action of routine.act(crowd.pick(), index, most)) {
        if (calendar.indexOf(action.time) === index) due.push(action);
        else waiting.add([action]);
      }
    }
    weightLeft -= crowd.weight;
    for (const action of due.sort((one, other) => one.time - other.time)) yield eventOf(action, prefix, sent++);
  }
}

/** Actions by the piece of the calendar in which they happen. */
function createWaiting(calendar: Calendar) {
  const byPiece = new Map<number, Action[]>();
  let size = 0;
  return {
    size: () => size,
    add(actions: readonly Action[]) {
      for (const action of actions) {
        const index = calendar.indexOf(action.time);
        const others = byPiece.get(index);
        if (others) others.push(action);
        else byPiece.set(index, [action]);
        size++;
      }
    },
    take(index: number): Action[] {
      const actions = byPiece.get(index) ?? [];
      byPiece.delete(index);
      size -= actions.length;
      return actions;
    },
  };
}
