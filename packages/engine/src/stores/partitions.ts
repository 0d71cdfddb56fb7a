/** How many shares groups are divided into: more processes than this find nothing to do side by side. */
export const partitionCount = 16;

/** The numbers of all partitions. */
export const everyPartition: readonly number[] = Array.from({ length: partitionCount }, (_, number) => number);

/**
 * The partition of a group: an even spread by its key, written down in tables, so never to be changed. Groups of one key
 * are together whatever their match set, as two versions of a rule, whose match sets may differ, have findings in common.
 */
export function partitionOf(group: string): number {
  // FNV-1a, and a last step that lets every bit count.
  let hash = 0x811c9dc5;
  for (let place = 0; place < group.length; place++) {
    hash = Math.imul(hash ^ group.charCodeAt(place), 0x01000193);
  }
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 28;
}
