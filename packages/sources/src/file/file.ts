import { defineSource, type EventInput, McmError, type Page, type PullContext, parseEvent } from "@mcm/engine";
import { z } from "zod";
import { createNormalizer } from "../formats/formats.js";
import { documentCursor, fileState, lineCursor, whereToBegin } from "./file-cursor.js";
import { createLineReader } from "./lines.js";
import { open } from "./open.js";
import { placeText, type ReadItem } from "./read-item.js";
import { createReader } from "./reader.js";

const optionsSchema = z.object({
  path: z.string(),
  /** `auto` by default: each record is recognised by what it carries. */
  format: z.string().optional(),
});

/** Which file, and what is in it. */
export type FileOptions = z.input<typeof optionsSchema>;

/**
 * A source that reads a file of records: NDJSON, JSON arrays, single objects, CloudTrail deliveries. Its name is
 * `file:` and the path by default; events carry the source of their format.
 *
 * Lines are read from where the last pull ended, so a log may grow; one that was replaced or cut short is read
 * from its beginning. Documents are read again as a whole when they changed, and what was stored before counts
 * as duplicate. What cannot be read is rejected with its file and line, and the rest goes in; a last line that
 * is not whole yet is tried again at the next pull.
 *
 * @throws {McmError} `invalid_source` for an unknown format; on pulling, when the file cannot be read.
 */
export const file = defineSource({
  name: "file",
  options: optionsSchema,
  create: ({ path, format }) => {
    const normalize = createNormalizer(format);
    return {
      name: `file:${path}`,
      normalize: (item) => normalizeItem(item as ReadItem, normalize),
      pull: (context) => pull(path, context),
    };
  },
});

async function* pull(path: string, { cursor, signal }: PullContext): AsyncGenerator<Page> {
  const state = await fileState(path);
  const begin = whereToBegin(cursor, state);
  if (begin === "nothing") return;
  const reader = begin === "everything" ? createReader(path) : createLineReader(path, begin);
  const reached = () => {
    const position = reader.position();
    return position ? lineCursor(position, state) : null;
  };
  for await (const piece of open(path, path, begin === "everything" ? 0 : begin.offset).pieces) {
    if (signal.aborted) return;
    const records = reader.write(piece);
    if (records.length > 0) yield { records, cursor: reached() };
    if (reader.stopped()) break;
  }
  yield { records: reader.end(), cursor: reached() ?? documentCursor(state) };
}

function normalizeItem(item: ReadItem, normalize: ReturnType<typeof createNormalizer>): EventInput | null {
  const place = placeText(item.place);
  if ("problem" in item) throw new McmError("invalid_event", `${place}: ${item.problem}`);
  try {
    const input = normalize(item.record);
    // The engine would check it too, but knows no places.
    return input && parseEvent(input);
  } catch (error) {
    if (!(error instanceof McmError)) throw error;
    throw new McmError(error.code, `${place}: ${error.message}`, { cause: error });
  }
}
