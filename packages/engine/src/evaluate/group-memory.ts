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
  /** Forgets the groups touched longest ago, down to the limit. Not while a batch is under way. */
  trim(): void;
  clear(): void;
}

/** Remembers up to `limit` groups between batches. */
export function createMemory(limit: number): Memory {
  const groups = new Map<string, GroupMemory>();
  const key = (rule: CompiledRule, group: string): string => `${rule.version}${group}`;
  return {
    get: (rule, group) => {
      const name = key(rule, group);
      const memory = groups.get(name);
      if (!memory) return undefined;
      // A Map keeps the order of insertion, so putting it back makes it the latest.
      groups.delete(name);
      groups.set(name, memory);
      return memory;
    },
    set: (rule, group, memory) => groups.set(key(rule, group), memory),
    delete: (rule, group) => groups.delete(key(rule, group)),
    trim: () => {
      for (const name of groups.keys()) {
        if (groups.size <= limit) break;
        groups.delete(name);
      }
    },
    clear: () => groups.clear(),
  };
}
