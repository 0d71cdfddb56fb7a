/** Slices of all hashes. */
export const sliceCount = 64;

/** The slice that a hash is in; slices are in the order of their hashes. */
export const sliceOf = (hash: number): number => Math.floor(hash / 2 ** 41);

/** Whole number of 47 bits, which SQLite keeps in 6 bytes, for what a source calls an event: the cyrb53 hash, cut off. */
export function keyHash(source: number, externalId: string): number {
  let low = 0xdeadbeef ^ source;
  let high = 0x41c6ce57 ^ source;
  for (let at = 0; at < externalId.length; at++) {
    const unit = externalId.charCodeAt(at);
    low = Math.imul(low ^ unit, 2_654_435_761);
    high = Math.imul(high ^ unit, 1_597_334_677);
  }
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  return (high & 0x7fff) * 2 ** 32 + (low >>> 0);
}
