/** Hashes and event numbers in turn, as bytes that are the same on every machine. */
export function packKeys(numbers: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(numbers.length * 8);
  for (const [index, number] of numbers.entries()) bytes.writeDoubleLE(number, index * 8);
  return bytes;
}

/** The pairs that were packed. */
export function* unpackKeys(bytes: Buffer): Generator<readonly [hash: number, id: number]> {
  for (let at = 0; at < bytes.length; at += 16) yield [bytes.readDoubleLE(at), bytes.readDoubleLE(at + 8)];
}
