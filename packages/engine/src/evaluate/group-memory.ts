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
  /** Forgets all groups of one version of a rule. */
  drop(version: string): void;
  /** Forgets groups not touched for long, down to the limit. Not while a batch is under way. */
  trim(): void;
  clear(): void;
}

/** Groups by the version of their rule and their key. */
interface Generation {
  readonly byRule: Map<string, Map<string, GroupMemory>>;
  size: number;
}

const generation = (): Generation => ({ byRule: new Map(), size: 0 });

/**
 * Remembers up to `limit` groups between batches: those touched since the last time there were too many, and those
 * touched between that time and the one before.
 */
export function createMemory(limit: number): Memory {
  let young = generation();
  let old = generation();
  return {
    get: ({ version }, group) => {
      const memory = young.byRule.get(version)?.get(group);
      if (memory) return memory;
      const older = old.byRule.get(version)?.get(group);
      if (!older) return undefined;
      remove(old, version, group);
      put(young, version, group, older);
      return older;
    },
    set: ({ version }, group, memory) => {
      remove(old, version, group);
      put(young, version, group, memory);
    },
    delete: ({ version }, group) => {
      remove(young, version, group);
      remove(old, version, group);
    },
    drop: (version) => {
      for (const each of [young, old]) {
        each.size -= each.byRule.get(version)?.size ?? 0;
        each.byRule.delete(version);
      }
    },
    trim: () => {
      if (young.size + old.size <= limit) return;
      // One batch may touch more than is to be remembered.
      old = young.size <= limit ? young : generation();
      young = generation();
    },
    clear: () => {
      young = generation();
      old = generation();
    },
  };
}

function put(into: Generation, version: string, group: string, memory: GroupMemory): void {
  const groups = into.byRule.get(version) ?? new Map<string, GroupMemory>();
  into.byRule.set(version, groups);
  const before = groups.size;
  groups.set(group, memory);
  into.size += groups.size - before;
}

function remove(from: Generation, version: string, group: string): void {
  if (from.byRule.get(version)?.delete(group)) from.size--;
}
