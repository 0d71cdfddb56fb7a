/** First bytes of what is no text in UTF-8, and what to do about it. */
const signatures: readonly (readonly [bytes: readonly number[], problem: string])[] = [
  ...[utf16([0xff, 0xfe]), utf16([0xfe, 0xff]), utf16([0x7b, 0x00]), utf16([0x00, 0x7b, 0x00])],
  packed("bzip2", [0x42, 0x5a, 0x68], "bzip2 -dc"),
  packed("xz", [0xfd, 0x37, 0x7a, 0x58], "xz -dc"),
  packed("lz4", [0x04, 0x22, 0x4d, 0x18], "lz4 -dc"),
  packed("zip", [0x50, 0x4b, 0x03, 0x04], "unzip -p"),
];

function utf16(bytes: readonly number[]) {
  return [bytes, "UTF-16; convert it to UTF-8, as with: iconv -f UTF-16 -t UTF-8 FILE | mcm ingest -"] as const;
}

function packed(how: string, bytes: readonly number[], command: string) {
  return [bytes, `compressed with ${how}; decompress it first, as with: ${command} FILE | mcm ingest -`] as const;
}

/** How much of a file is looked at for a signature. */
const signatureBytes = 4;

/** How much is looked at for bytes that no text has. */
const lookedThrough = 1024;

/** What a tar archive has at its 257th byte. */
const tar = { at: 257, mark: Buffer.from("ustar") };

/** Whether so much of a file's beginning is enough to tell what is wrong with it. */
export function tellsEncoding(head: Buffer): boolean {
  return head.length >= (beginsRecord(head) ? signatureBytes : lookedThrough);
}

/** What is wrong with a file that begins like this, or undefined when it may be text in UTF-8. */
export function encodingProblem(head: Buffer): string | undefined {
  const known = signatures.find(([bytes]) => bytes.every((byte, index) => head[index] === byte))?.[1];
  if (known || beginsRecord(head)) return known;
  if (head.subarray(tar.at, tar.at + tar.mark.length).equals(tar.mark)) {
    return "a tar archive; unpack it and name the files in it";
  }
  const first = afterZeros(head);
  const hasZeros = first < lookedThrough && head.subarray(first, lookedThrough).includes(0);
  return hasZeros ? "not text but binary data; name files of JSON records" : undefined;
}

function beginsRecord(head: Buffer): boolean {
  const first = afterZeros(head);
  return /^(\uFEFF|\s)*[{[]/.test(head.toString("utf8", first, first + lookedThrough));
}

/** Zeros before the text are what a log has that was cut short while its writer goes on at its old place. */
function afterZeros(head: Buffer): number {
  const first = head.findIndex((byte) => byte !== 0);
  return first < 0 ? head.length : first;
}
