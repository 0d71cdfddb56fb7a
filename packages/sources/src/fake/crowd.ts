import type { Calendar } from "./calendar.js";
import { type Person, presence } from "./people.js";
import type { Random } from "./random.js";

const hour = 3_600_000;

/** Who works in one piece of a calendar. */
interface Crowd {
  /** How much is done in it, in the hours of one busy person. */
  readonly weight: number;
  /** One of them, the busier the likelier. */
  readonly pick: () => Person;
}

/** The crowds of a calendar. */
export interface Crowds {
  readonly at: (index: number) => Crowd;
  /** The weight of all of them. */
  readonly weight: () => number;
}

/** Adds up who is there when; some days are busier than others, for no reason. */
export function createCrowds(random: Random, people: readonly [Person, ...Person[]], calendar: Calendar): Crowds {
  const days = Array.from({ length: Math.ceil(calendar.length / 24) + 1 }, () => 0.7 + 0.5 * random.next());

  function at(index: number): Crowd {
    const time = calendar.begins(index);
    const length = ((calendar.ends(index) - time) / hour) * (days[Math.floor(index / 24)] ?? 1);
    let weight = 0;
    const bounds = people.map((person) => {
      weight += person.share * presence(person, time) * length;
      return weight;
    });
    return { weight, pick: () => people[firstAbove(bounds, random.next() * weight)] ?? people[0] };
  }

  function weight(): number {
    let total = 0;
    for (let index = 0; index < calendar.length; index++) total += at(index).weight;
    return total;
  }

  return { at, weight };
}

/** The index of the first of the ascending bounds that is greater. */
function firstAbove(bounds: readonly number[], point: number): number {
  let [least, most] = [0, bounds.length - 1];
  while (least < most) {
    const middle = (least + most) >> 1;
    if (point < (bounds[middle] ?? 0)) most = middle;
    else least = middle + 1;
  }
  return least;
}
