import { type Engine, type EventInput, type IngestResult, McmError, type RunResult } from "@mcm/engine";
import {
  createNormalizer,
  type FormatName,
  type Normalizer,
  type Place,
  type ReadItem,
  readRecords,
} from "@mcm/sources";
import { messageOf } from "../message-of.js";
import { say } from "../terminal/output.js";
import type { Input, Inputs } from "./inputs.js";
import { tellRejections } from "./rejections.js";

/** How to ingest files. */
export interface IngestOptions {
  readonly format: FormatName;
  /** Events a transaction. */
  readonly batch: number;
  /** Whether the rules see the events at once. */
  readonly run: boolean;
  /** Told after each batch. */
  readonly onProgress: (progress: IngestProgress) => void;
}

/** How far reading is. */
export interface IngestProgress {
  /** Events that were dealt with since the last time. */
  readonly events: number;
  /** Files that were begun, and bytes that were read of all. */
  readonly files: number;
  readonly bytes: number;
}

/** What became of the records of all files. */
export interface IngestCounts extends RunResult {
  readonly new: number;
  readonly duplicate: number;
  readonly rejected: number;
}

/** Records that are events by now, and where each stood. */
interface Batch {
  readonly inputs: EventInput[];
  readonly places: Place[];
  /** What was among them and is no event. */
  readonly unread: { readonly place: Place; readonly problem: string }[];
}

/** A batch that is being written. */
interface Writing {
  readonly batch: Batch;
  readonly result: Promise<IngestResult>;
}

/**
 * Ingests files one after the other; batches go on from one file to the next. One of several that cannot be read is
 * told of as a rejection, and the others go in.
 */
export async function ingestFiles(
  engine: Engine,
  { inputs: files, problems }: Inputs,
  options: IngestOptions,
): Promise<IngestCounts> {
  const rejections = tellRejections();
  for (const { path, message } of problems) rejections.add({ file: path, line: 1 }, message);
  let total: Omit<IngestCounts, "rejected"> = {
    ...{ new: 0, duplicate: 0 },
    ...{ processed: 0, created: 0, amended: 0, withdrawn: 0, problems: 0 },
  };
  const read: Reached = { files: 0, bytes: 0, leftOut: [] };
  const conclude = async ({ batch: { inputs, places, unread }, result }: Writing): Promise<void> => {
    for (const { place, problem } of unread) rejections.add(place, problem);
    const { rejected, ...counts } = await result;
    for (const { index, message } of rejected) {
      const place = places[index];
      if (place) rejections.add(place, message);
    }
    total = add(total, counts);
    options.onProgress({ events: inputs.length, files: read.files, bytes: read.bytes });
  };
  let last: Writing | null = null;
  try {
    for await (const batch of readBatches(files, { ...options, read })) {
      const before = last;
      last = { batch, result: engine.ingest(batch.inputs, { run: options.run }) };
      // Told of when its turn comes.
      last.result.catch(() => undefined);
      // While a server writes one batch, the next is read and checked.
      if (before) await conclude(before);
    }
  } catch (thrown) {
    // What was begun is brought to its end; of several failures the first one is told.
    if (last) await conclude(last).catch(() => undefined);
    throw thrown;
  }
  if (last) await conclude(last);
  rejections.end();
  sayLeftOut(read.leftOut);
  const { new: added, duplicate, ...findings } = total;
  return { new: added, duplicate, rejected: rejections.total(), ...findings };
}

/** A batch ends with the records of so many bytes, whatever it was to hold: large ones would fill the memory. */
const largestBatch = 6 * 1024 * 1024;

/** What was read by now. */
interface Reached {
  files: number;
  bytes: number;
  /** Files of folders that hold no records. */
  readonly leftOut: string[];
}

interface Reading extends IngestOptions {
  readonly read: Reached;
}

async function* readBatches(files: readonly Input[], { format, batch: size, read }: Reading): AsyncGenerator<Batch> {
  const normalize = createNormalizer(format);
  let batch = emptyBatch();
  let bytes = 0;
  const onText = (more: number): void => {
    bytes += more;
  };
  for await (const items of readAll(files, { read, onText })) {
    for (const [index, item] of items.entries()) {
      if ("problem" in item) batch.unread.push(item);
      else addRecord(batch, item, normalize);
      const isLast = index === items.length - 1;
      if (batch.inputs.length < size && !(isLast && bytes >= largestBatch)) continue;
      if (isFilled(batch)) yield batch;
      batch = emptyBatch();
      bytes = 0;
    }
  }
  if (isFilled(batch)) yield batch;
}

interface ReadingAll {
  readonly read: Reached;
  /** Told how many bytes of text were read, before the records that they complete come. */
  readonly onText: (bytes: number) => void;
}

async function* readAll(files: readonly Input[], { read, onText }: ReadingAll): AsyncGenerator<readonly ReadItem[]> {
  const onRead = (bytes: number): void => {
    read.bytes += bytes;
  };
  for (const { path, isAmong } of files) {
    read.files++;
    const onNoRecords = isAmong ? () => void read.leftOut.push(path) : undefined;
    try {
      yield* readRecords(path, { onRead, onText, onNoRecords });
    } catch (error) {
      if (files.length === 1 || !(error instanceof McmError && error.code === "invalid_source")) throw error;
      yield [{ problem: error.message, place: { file: path, line: 1 } }];
    }
  }
}

function sayLeftOut([first, ...others]: readonly string[]): void {
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` and ${others.length.toLocaleString("en")} other files`;
  say(`${first}${more} left out: they hold no JSON records`);
}

const emptyBatch = (): Batch => ({ inputs: [], places: [], unread: [] });

const isFilled = ({ inputs, unread }: Batch): boolean => inputs.length + unread.length > 0;

function addRecord(
  { inputs, places, unread }: Batch,
  { record, place, text }: Extract<ReadItem, { readonly record: unknown }>,
  normalize: Normalizer,
): void {
  try {
    const input = normalize(record, text);
    if (input === null) return;
    inputs.push(input);
    places.push(place);
  } catch (error) {
    unread.push({ place, problem: messageOf(error) });
  }
}

function add(
  total: Omit<IngestCounts, "rejected">,
  more: Omit<IngestResult, "rejected">,
): Omit<IngestCounts, "rejected"> {
  return {
    new: total.new + more.new,
    duplicate: total.duplicate + more.duplicate,
    processed: total.processed + more.processed,
    created: total.created + more.created,
    amended: total.amended + more.amended,
    withdrawn: total.withdrawn + more.withdrawn,
    problems: total.problems + more.problems,
  };
}
