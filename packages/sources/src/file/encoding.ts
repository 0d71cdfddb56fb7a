/** First bytes of what is no text in UTF-8, and what to do about it. */
const signatures: readonly (readonly [bytes: readonly number[], problem: string])[] = [
  [[0x1f, 0x8b], "compressed with gzip; decompress it first, as with: gunzip -c FILE | mcm ingest -"],
  [[0x28, 0xb5, 0x2f, 0xfd], "compressed with zstd; decompress it first, as with: zstd -dc FILE | mcm ingest -"],
  [[0xff, 0xfe], "UTF-16; convert it to UTF-8, as with: iconv -f UTF-16 -t UTF-8 FILE | mcm ingest -"],
  [[0xfe, 0xff], "UTF-16; convert it to UTF-8, as with: iconv -f UTF-16 -t UTF-8 FILE | mcm ingest -"],
];

/** How much of a file is looked at. */
export const signatureBytes = 4;

/** What is wrong with a file that begins like this, or undefined when it may be text in UTF-8. */
export function encodingProblem(head: Buffer): string | undefined {
  return signatures.find(([bytes]) => bytes.every((byte, index) => head[index] === byte))?.[1];
}
