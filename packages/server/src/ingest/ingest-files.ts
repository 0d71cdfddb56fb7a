import type { Engine, EventInput, IngestResult, RunResult } from "@mcm/engine";
import {
  createNormalizer,
  type FormatName,
  type Normalizer,
  type Place,
  type ReadItem,
  readRecords,
} from "@mcm/sources";
import { messageOf } from "../message-of.js";
import { tellRejections } from "./rejections.js";

/** How to ingest files. */
export interface IngestOptions {
  readonly format: FormatName;
  /** Events a transaction. */
  readonly batch: number;
  /** Whether the rules see the events at once. */
  readonly run: boolean;
  /** Told how many more records were dealt with. */
  readonly onProgress: (count: number) => void;
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

/** Ingests files one after the other (`-` is standard input); batches go on from one file to the next. */
export async function ingestFiles(
  engine: Engine,
  files: readonly string[],
  options: IngestOptions,
): Promise<IngestCounts> {
  const rejections = tellRejections();
  let total: Omit<IngestCounts, "rejected"> = {
    ...{ new: 0, duplicate: 0 },
    ...{ processed: 0, created: 0, amended: 0, withdrawn: 0, problems: 0 },
  };
  const conclude = async ({ batch: { inputs, places, unread }, result }: Writing): Promise<void> => {
    for (const { place, problem } of unread) rejections.add(place, problem);
    const { rejected, ...counts } = await result;
    for (const { index, message } of rejected) {
      const place = places[index];
      if (place) rejections.add(place, message);
    }
    total = add(total, counts);
    options.onProgress(inputs.length);
  };
  let last: Writing | null = null;
  try {
    for await (const batch of readBatches(files, options)) {
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
  const { new: added, duplicate, ...findings } = total;
  return { new: added, duplicate, rejected: rejections.total(), ...findings };
}

/** A batch ends with the records of so many bytes, whatever it was to hold: large ones would fill the memory. */
const largestBatch = 6 * 1024 * 1024;

async function* readBatches(files: readonly string[], { format, batch: size }: IngestOptions): AsyncGenerator<Batch> {
  const normalize = createNormalizer(format);
  let batch = emptyBatch();
  let read = 0;
  const onText = (bytes: number): void => {
    read += bytes;
  };
  for (const file of files) {
    for await (const items of readRecords(file, { onText })) {
      for (const [index, item] of items.entries()) {
        if ("problem" in item) batch.unread.push(item);
        else addRecord(batch, item, normalize);
        const isLast = index === items.length - 1;
        if (batch.inputs.length < size && !(isLast && read >= largestBatch)) continue;
        if (isFilled(batch)) yield batch;
        batch = emptyBatch();
        read = 0;
      }
    }
  }
  if (isFilled(batch)) yield batch;
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
