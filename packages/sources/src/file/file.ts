import { defineSource, type EventInput, McmError, parseEvent } from "@mcm/engine";
import { z } from "zod";
import { createNormalizer, recordFormatSchema } from "../formats/formats.js";
import { filePages } from "./file-pages.js";
import { placeText, type ReadItem } from "./read-item.js";

const pathSchema = z.string().min(1);

const optionsSchema = z.object({
  /** Files, folders with all below them, globs such as `logs/*.ndjson`; one or several. */
  path: z.union([pathSchema, z.array(pathSchema).min(1)]),
  /** A format by its name, or a mapping of fields; `auto` by default: each record is recognised by what it carries. */
  format: recordFormatSchema.optional(),
  /** Whether a pull goes on until it is stopped and brings lines as they are written; false by default. */
  follow: z.boolean().optional(),
});

/** Which files, and what is in them. */
export type FileOptions = z.input<typeof optionsSchema>;

/**
 * A source that reads files of records: NDJSON, JSON arrays, single objects, CloudTrail deliveries; plain, or compressed
 * with gzip or zstd. Its name is `file:` and the path by default; events carry the source of their format.
 *
 * Each file is read from where it was left, also when it was renamed, copied or compressed since then, as logs are at
 * rotation: what is left of the old one comes before the new one. Documents that changed are read again, and what was
 * stored before counts as duplicate. Where lines may be lost, the page says so by a gap. What cannot be read is rejected
 * with its file and line, and the rest goes in; a last line that is not whole yet is tried again when more is written.
 *
 * @throws {McmError} `invalid_source` for an unknown format; on pulling, behind all else, for what cannot be read.
 */
export const file = defineSource({
  name: "file",
  options: optionsSchema,
  create: ({ path, format, follow = false }) => {
    const normalize = createNormalizer(format);
    const paths = typeof path === "string" ? [path] : path;
    return {
      name: `file:${paths.join(",")}`,
      normalize: (item) => normalizeItem(item as ReadItem, normalize),
      pull: ({ cursor, signal }) => filePages({ paths, follow, cursor, signal }),
    };
  },
});

function normalizeItem(item: ReadItem, normalize: ReturnType<typeof createNormalizer>): EventInput | null {
  const place = placeText(item.place);
  if ("problem" in item) throw new McmError("invalid_event", `${place}: ${item.problem}`);
  try {
    const input = normalize(item.record, item.text);
    // The engine would check it too, but knows no places.
    return input && parseEvent(input);
  } catch (error) {
    if (!(error instanceof McmError)) throw error;
    throw new McmError(error.code, `${place}: ${error.message}`, { cause: error });
  }
}
