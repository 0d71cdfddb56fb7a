import type { Position } from "../order.js";
import type { CompiledRule } from "./rule-set.js";
import type { Span } from "./span.js";

/** What is remembered of one group of one rule, so that its next event needs no look into the store. */
export interface GroupMemory {
  /** The kind's own state behind the group's last point. */
  readonly state: unknown;
  /** The group's last point. */
  last: Position;
  /** The latest finding, as long as a hit may join it. */
  open: Span | null;
  /** Points behind the open finding's last hit. */
  since: number;
}

/** A cache of groups; all of it can be read anew from the store. */
export interface Memory {
  get(rule: CompiledRule, group: string): GroupMemory | undefined;
  set(rule: CompiledRule, group: string, memory: GroupMemory): void;
  delete(rule: CompiledRule, group: string): void;
  /** Forgets groups not touched for long, down to the limit. Not while a batch is under way. */
  trim(): void;
  clear(): void;
}

type Groups = Map<string, GroupMemory>;

/**
 * Remembers up to `limit` groups between batches: those touched since the last time there were too many, and those
 * touched between that time and the one before.
 */
export function createMemory(limit: number): Memory {
  let young: Groups = new Map();
  let old: Groups = new Map();
  // Versions are long, and the key is needed for each group of each batch.
  const prefixes = new Map<string, string>();
  const prefixOf = (version: string): string => {
    const prefix = prefixes.get(version) ?? `${prefixes.size}`;
    prefixes.set(version, prefix);
    return prefix;
  };
  const key = (rule: CompiledRule, group: string): string => prefixOf(rule.version) + group;
  return {
    get: (rule, group) => {
      const name = key(rule, group);
      const memory = young.get(name);
      if (memory) return memory;
      const older = old.get(name);
      if (!older) return undefined;
      old.delete(name);
      young.set(name, older);
      return older;
    },
    set: (rule, group, memory) => {
      const name = key(rule, group);
      young.set(name, memory);
      old.delete(name);
    },
    delete: (rule, group) => {
      const name = key(rule, group);
      young.delete(name);
      old.delete(name);
    },
    trim: () => {
      if (young.size + old.size <= limit) return;
      old = young.size <= limit ? young : new Map([...young].slice(young.size - limit));
      young = new Map();
    },
    clear: () => {
      young.clear();
      old.clear();
    },
  };
}
