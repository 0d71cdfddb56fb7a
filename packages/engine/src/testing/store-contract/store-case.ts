import type { SharedWork, Store } from "../../store.js";

/** What a store promises, by name: each gets a fresh store, opened, and throws where the promise is broken. */
export type StoreCases = Readonly<Record<string, (store: Store) => Promise<void>>>;

/** What a store promises that can be opened again: each gets a way to open the same data, as often as it likes. */
export type SharedCases = Readonly<Record<string, (open: () => Promise<Store>) => Promise<void>>>;

/** One of two who work on the same data. */
export interface Side {
  readonly store: Store;
  readonly shared: SharedWork;
}

/** What a store promises that lets several work side by side: each gets two on the same data. */
export type SideBySideCases = Readonly<Record<string, (one: Side, two: Side) => Promise<void>>>;
