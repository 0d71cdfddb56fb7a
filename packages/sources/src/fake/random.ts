import type { Faker } from "@faker-js/faker";
import { faker as english } from "@faker-js/faker/locale/en";

/** Chance that can be repeated: the same seed, the same sequence. */
export interface Random {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number;
  /** Whether something of this probability happens. */
  readonly happens: (probability: number) => boolean;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  /** Names, addresses and browsers, from the same sequence. */
  readonly faker: Faker;
}

/**
 * The instance of one locale gives the class: importing the class itself loads all seventy, 0.2 s of it. A new
 * one leaves alone the instance that others may use.
 */
const EnglishFaker = english.constructor as new (options: { locale: object; seed: number }) => Faker;

/** A sequence of its own for the seed. */
export function createRandom(seed: number): Random {
  const faker = new EnglishFaker({ locale: english.rawDefinitions, seed });
  const next = () => faker.number.float();
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    happens: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    faker,
  };
}
