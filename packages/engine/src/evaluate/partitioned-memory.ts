import type { Partition, SharedWork } from "../store.js";
import { createMemory, type Memory } from "./group-memory.js";

/** A cache of groups, of which others may change whole partitions. */
export interface PartitionedMemory extends Memory {
  /**
   * To be told which partitions are going to be worked on: what was remembered of them at another version is forgotten. Until
   * {@link keep} is called nothing of them counts as remembered.
   */
  hold(partitions: readonly Partition[]): void;
  /** To be told which version was made of each, once that is kept. */
  keep(partitions: readonly Partition[]): void;
  /** The partitions that are remembered. */
  partitions(): Partition[];
}

/** Remembers about `limit` groups, evenly spread over the partitions of a store. */
export function createPartitionedMemory(
  limit: number,
  { partitions, partitionOf }: Pick<SharedWork, "partitions" | "partitionOf">,
): PartitionedMemory {
  const parts = Array.from({ length: partitions }, () => createMemory(Math.floor(limit / partitions)));
  const versions = new Map<number, number>();
  const partOf = (group: string): Memory => parts[partitionOf(group)] as Memory;
  const all = (work: (part: Memory) => void): void => {
    for (const part of parts) work(part);
  };
  return {
    get: (rule, group) => partOf(group).get(rule, group),
    set: (rule, group, memory) => partOf(group).set(rule, group, memory),
    delete: (rule, group) => partOf(group).delete(rule, group),
    drop: (version) => all((part) => part.drop(version)),
    trim: () => all((part) => part.trim()),
    clear: () => all((part) => part.clear()),
    hold: (held) => {
      for (const { number, version } of held) {
        if (versions.get(number) !== version) parts[number]?.clear();
        versions.delete(number);
      }
    },
    keep: (held) => {
      for (const { number, version } of held) versions.set(number, version);
    },
    partitions: () => [...versions].map(([number, version]) => ({ number, version })),
  };
}
