import { type Action, failsToSignIn, merges, opens, originOf, type PullRequest, signsIn } from "./actions.js";
import type { Calendar } from "./calendar.js";
import type { Person } from "./people.js";
import type { Random } from "./random.js";

/** What people do on an ordinary day. */
export interface Routine {
  /**
   * One thing that a person does in a piece of the calendar, and what follows from it, then or later: at most so
   * many actions in all, none beyond the calendar.
   */
  readonly act: (person: Person, index: number, most: number) => Action[];
  /** A new pull request of somebody. */
  readonly propose: (author: string) => PullRequest;
}

const repositories = ["acme/api", "acme/web", "acme/billing", "acme/infrastructure", "acme/mobile"] as const;

/** How long somebody stays signed in, in milliseconds: nine hours. */
const session = 9 * 3_600_000;

/** The routine of a company: who is signed in, which pull requests there are. */
export function createRoutine(random: Random, people: readonly [Person, ...Person[]], calendar: Calendar): Routine {
  const { next, happens, between, pick, faker } = random;
  const signedIn = new Map<Person, number>();
  const numbers = new Map<string, number>(repositories.map((repository) => [repository, between(40, 900)]));
  const titles: readonly [string, ...string[]] = [
    faker.git.commitMessage(),
    ...Array.from({ length: 60 }, () => faker.git.commitMessage()),
  ];

  function act(person: Person, index: number, most: number): Action[] {
    const since = signedIn.get(person) ?? Number.NEGATIVE_INFINITY;
    const start = calendar.begins(index);
    const present = since > start - session;
    const from = present ? Math.max(start, since + 1) : start;
    const time = Math.min(calendar.ends(index) - 1, Math.floor(from + next() * (calendar.ends(index) - from)));
    return present || happens(0.3) ? work(person, time, most) : arrive(person, time, most);
  }

  function work(person: Person, time: number, most: number): Action[] {
    return happens(0.48) ? contribute(person, time, most) : arrive(person, time, most);
  }

  function arrive(person: Person, time: number, most: number): Action[] {
    signedIn.set(person, time);
    const { user } = person;
    const origin = originOf(person, random);
    const retry = time + between(6_000, 50_000);
    if (most < 2 || calendar.indexOf(retry) >= calendar.length || retry >= calendar.ends(calendar.length - 1)) {
      return [signsIn(time, user, origin, random)];
    }
    if (!happens(0.04)) return [signsIn(time, user, origin, random)];
    return [failsToSignIn(time, user, origin, random), signsIn(retry, user, origin, random)];
  }

  function contribute(person: Person, time: number, most: number): Action[] {
    const pullRequest = propose(person.user);
    const opened = opens(time, pullRequest, originOf(person, random), random);
    const reviewer = colleagueOf(person);
    const merged = calendar.afterWork(reviewer, time, -6 * Math.log(1 - next()));
    if (most < 2 || merged === undefined || happens(0.1)) return [opened];
    return [opened, merges(merged, reviewer.user, pullRequest, originOf(reviewer, random))];
  }

  function propose(author: string): PullRequest {
    const repository = pick(repositories);
    const number = (numbers.get(repository) ?? 0) + 1;
    numbers.set(repository, number);
    return { repository, number, title: pick(titles), author };
  }

  function colleagueOf(person: Person): Person {
    for (;;) {
      const other = pick(people);
      if (other !== person) return other;
    }
  }

  return { act, propose };
}
