/** The largest record that is read, in bytes: 32 MiB. What is larger is reported and left out. */
export const maximumRecordBytes = 32 * 1024 * 1024;

/** How deep a record may nest. Databases refuse JSON from 1,000 levels on, and real logs have under 20. */
export const maximumDepth = 200;

/** What is said of a record that is too large. */
export const tooLarge = `larger than ${maximumRecordBytes / 1024 / 1024} MiB, the most that one record may have`;

/** What is said of a record that nests too deep. */
export const tooDeep = `nested deeper than ${maximumDepth} levels, the most that a record may have`;
