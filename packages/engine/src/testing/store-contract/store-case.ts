import type { Store } from "../../store.js";

/** What a store promises, by name: each gets a fresh store, opened, and throws where the promise is broken. */
export type StoreCases = Readonly<Record<string, (store: Store) => Promise<void>>>;

/** What a store promises that can be opened again: each gets a way to open the same data, as often as it likes. */
export type SharedCases = Readonly<Record<string, (open: () => Promise<Store>) => Promise<void>>>;
