import type { Random } from "./random.js";

/** In milliseconds. */
const hour = 3_600_000;

/** Where people work. */
interface Office {
  readonly country: string;
  /** Its address to the world, of a block that is reserved for documentation. */
  readonly ip: string;
  /** Hours ahead of UTC. */
  readonly offset: number;
}

/** Somebody with an account, and habits. */
export interface Person {
  /** The account: `ada.lovelace`. */
  readonly user: string;
  readonly office: Office;
  readonly homeIp: string;
  readonly userAgent: string;
  /** When the working day begins and ends, in local hours. */
  readonly begins: number;
  readonly ends: number;
  readonly lunch: number;
  /** How busy on a weekend day, against 1 on a working day. */
  readonly weekends: number;
  /** How much of the work is theirs; 1 on average. */
  readonly share: number;
}

/** 3 a.m. means the same in London's winter and in UTC, in which everything is shown. */
const offices: readonly [Office, Office] = [
  { country: "GB", ip: "192.0.2.10", offset: 0 },
  { country: "US", ip: "192.0.2.20", offset: -5 },
];

/** The people of the company, each with an account of their own; the first one is the administrator. */
export function employ(random: Random, count: number): readonly [Person, Person, ...Person[]] {
  const taken = new Set<string>();
  const [first, second] = [hire(random, taken), hire(random, taken)];
  return [first, second, ...Array.from({ length: count - 2 }, () => hire(random, taken))];
}

function hire(random: Random, taken: Set<string>): Person {
  const { faker, next, happens } = random;
  return {
    user: account(random, taken),
    office: offices[happens(0.65) ? 0 : 1],
    homeIp: faker.internet.ipv4({ network: "test-net-2" }),
    userAgent: browser(random),
    begins: 8 + 2 * next(),
    ends: 16.5 + 2 * next(),
    lunch: happens(0.5) ? 12 : 13,
    weekends: happens(0.3) ? 0.12 : 0.01,
    share: 0.5 + next(),
  };
}

function account({ faker }: Random, taken: Set<string>): string {
  const name = faker.helpers.slugify(`${faker.person.firstName()}.${faker.person.lastName()}`).toLowerCase();
  let user = name;
  for (let namesake = 2; taken.has(user); namesake++) user = `${name}${namesake}`;
  taken.add(user);
  return user;
}

/** The library also knows robots and browsers that nobody has any more. */
function browser({ faker }: Random): string {
  for (;;) {
    const userAgent = faker.internet.userAgent();
    if (/^Mozilla.*(Chrome|Firefox|Safari)\//.test(userAgent) && !/iPhone|MSIE/.test(userAgent)) return userAgent;
  }
}

/** How much somebody does at a time, against 1 in the middle of a working day. Never quite nothing. */
export function presence(person: Person, time: number): number {
  const local = time / hour + person.office.offset;
  const day = Math.floor(local / 24);
  // The first of January 1970 was a Thursday, four days after a Sunday.
  const weekday = (((day + 4) % 7) + 7) % 7;
  const workday = weekday === 0 || weekday === 6 ? person.weekends : 1;
  return Math.max(0.002, workday * ofDay(person, local - 24 * day));
}

function ofDay({ begins, ends, lunch }: Person, now: number): number {
  if (now >= lunch && now < lunch + 1) return 0.35;
  if (now >= begins && now < ends) return now < begins + 1 ? 0.8 : 1;
  if (now >= begins - 1 && now < begins) return 0.15;
  return now >= ends && now < 23 ? 0.05 : 0;
}
