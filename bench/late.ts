import type { EventInput } from "@mcm/engine";
import { activityAt } from "./activity.ts";
import { randomFrom } from "./random.ts";
import { statefulRules, statelessRules } from "./rules.ts";
import { type Contender, takeTurns } from "./turns.ts";

/** What events cost that come out of order. All contenders find the same. */
export async function late(count = 100_000): Promise<void> {
  const near = (index: number, random: number) => index + random * 5_000;
  const anywhere = (_: number, random: number) => random * count;
  await takeTurns(`late: ${count} events, 20 rules`, 1_000, [
    contender("in order", inOrder(count)),
    contender("1 % by up to 5,000 places", displaced(count, 0.01, near)),
    contender("10 % by up to 5,000 places", displaced(count, 0.1, near)),
    contender("1 % anywhere", displaced(count, 0.01, anywhere)),
    contender("10 % anywhere", displaced(count, 0.1, anywhere)),
    contender("reversed", inOrder(count).reverse()),
  ]);
}

function contender(name: string, order: readonly number[]): Contender {
  return { name, rules: [...statelessRules, ...statefulRules], events: () => eventsIn(order) };
}

function* eventsIn(order: readonly number[]): Generator<EventInput> {
  for (const index of order) yield activityAt(index);
}

const inOrder = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** A share of the places moved to where `move` says, which is told a place and a number from 0 up to 1. */
function displaced(count: number, share: number, move: (index: number, random: number) => number): number[] {
  const random = randomFrom(count);
  const keys = inOrder(count).map((index) => (random() < share ? move(index, random()) : index));
  return inOrder(count).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
}
