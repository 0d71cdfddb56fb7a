import { type Action, changesRole, failsToSignIn, merges, type Origin, opens, originOf, signsIn } from "./actions.js";
import type { Calendar } from "./calendar.js";
import { type Person, presence } from "./people.js";
import type { Random } from "./random.js";
import type { Routine } from "./routine.js";

const minute = 60_000;

/** What incidents are made of. */
interface Scene {
  readonly random: Random;
  readonly people: readonly [Person, Person, ...Person[]];
  readonly calendar: Calendar;
  readonly routine: Routine;
  /** How many events there are to be in all. */
  readonly count: number;
}

/**
 * What makes the month worth watching: an account is guessed at night and makes itself administrator at 3 a.m.,
 * somebody pushes a hundred changes through in an hour, roles change once or twice by the book. Fewer than 20
 * events leave no room for that; up to some 1,200, incidents are smaller in proportion.
 */
export function stageIncidents(scene: Scene): Action[] {
  if (scene.count < 20) return [];
  return [...takeOver(scene), ...rush(scene), ...promotions(scene)];
}

function takeOver({ random, people, calendar, count }: Scene): Action[] {
  const [, ...staff] = people;
  const { user } = staff.find((person) => person.office.offset === 0) ?? people[1];
  const night = findPiece(calendar, 0.6, (time) => isWeekday(time) && new Date(time).getUTCHours() === 3);
  const granted = within(calendar, night, random.between(4 * minute, 14 * minute));
  const attempts = Math.min(random.between(28, 44), Math.floor(count * 0.06));
  const start = Math.max(calendar.begins(0), granted - 40 * minute);
  const end = Math.max(start + 1, Math.min(granted, start + 7 * minute));
  const origin = stranger(random);
  const guesses = spread(random, start, end, attempts + 1);
  return [
    ...guesses.slice(0, -1).map((time) => failsToSignIn(time, user, origin, random)),
    ...guesses.slice(-1).map((time) => signsIn(time, user, origin, random)),
    changesRole(granted, user, { user, old_role: "member", new_role: "admin" }, origin),
  ];
}

/** From another country, with an address of a block that is reserved for documentation. */
function stranger({ faker, pick }: Random): Origin {
  return {
    ip: faker.internet.ipv4({ network: "test-net-3" }),
    country: pick(["BR", "ID", "MD", "VN", "ZA"]),
    user_agent: `python-requests/2.${faker.number.int({ min: 20, max: 32 })}.0`,
  };
}

function rush({ random, people, calendar, routine, count }: Scene): Action[] {
  const person = people[people.length - 1] ?? people[1];
  const piece = findPiece(calendar, 0.35, (time) => presence(person, time) === 1);
  const changes = Math.min(random.between(58, 70), Math.floor(count * 0.05));
  const origin = originOf(person, random);
  const times = spread(random, calendar.begins(piece), calendar.ends(piece), 2 * changes);
  return Array.from({ length: changes }, (_, index) => {
    const pullRequest = routine.propose(person.user);
    const [opened = 0, merged = 0] = times.slice(2 * index);
    return [opens(opened, pullRequest, origin, random), merges(merged, person.user, pullRequest, origin)];
  }).flat();
}

function promotions({ random, people, calendar, count }: Scene): Action[] {
  const [administrator, ...staff] = people;
  const places = count < 1000 ? [] : random.happens(0.5) ? [0.2] : [0.2, 0.75];
  return places.map((share) => {
    const piece = findPiece(calendar, share, (time) => presence(administrator, time) === 1);
    const time = within(calendar, piece, random.between(minute, 58 * minute));
    const { user } = random.pick(staff);
    const change = { user, old_role: "member", new_role: "maintainer" };
    return changesRole(time, administrator.user, change, originOf(administrator, random));
  });
}

/** The first piece from a share of the calendar on that will do; the one at that share when none does. */
function findPiece(calendar: Calendar, share: number, suits: (time: number) => boolean): number {
  const first = Math.floor(calendar.length * share);
  for (let index = first; index < calendar.length; index++) {
    if (suits(calendar.begins(index))) return index;
  }
  return first;
}

function isWeekday(time: number): boolean {
  return new Date(time).getUTCDay() % 6 !== 0;
}

/** A moment of a piece, which may be shorter than an hour. */
function within(calendar: Calendar, index: number, after: number): number {
  return Math.min(calendar.ends(index) - 1, calendar.begins(index) + after);
}

/** So many moments in ascending order, about evenly spread, the end not included. */
function spread({ next }: Random, start: number, end: number, count: number): number[] {
  const step = (end - start) / count;
  return Array.from({ length: count }, (_, index) => Math.floor(start + (index + 0.8 * next()) * step));
}
