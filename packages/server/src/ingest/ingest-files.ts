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
import { type Rejections, tellRejections } from "./rejections.js";

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
  for await (const { inputs, places } of readBatches(files, options, rejections)) {
    const result = await engine.ingest(inputs, { run: options.run });
    for (const { index, message } of result.rejected) {
      const place = places[index];
      if (place) rejections.add(place, message);
    }
    total = add(total, result);
    options.onProgress(inputs.length);
  }
  rejections.end();
  const { new: added, duplicate, ...findings } = total;
  return { new: added, duplicate, rejected: rejections.total(), ...findings };
}

/** A batch ends with the records of so many bytes, whatever it was to hold: large ones would fill the memory. */
const largestBatch = 6 * 1024 * 1024;

async function* readBatches(
  files: readonly string[],
  { format, batch: size }: IngestOptions,
  rejections: Rejections,
): AsyncGenerator<Batch> {
  const normalize = createNormalizer(format);
  let batch: Batch = { inputs: [], places: [] };
  let read = 0;
  const onRead = (bytes: number): void => {
    read += bytes;
  };
  for (const file of files) {
    for await (const items of readRecords(file, { onRead })) {
      for (const [index, item] of items.entries()) {
        if ("problem" in item) rejections.add(item.place, item.problem);
        else addRecord(batch, item, normalize, rejections);
        const isLast = index === items.length - 1;
        if (batch.inputs.length < size && !(isLast && read >= largestBatch)) continue;
        if (batch.inputs.length > 0) yield batch;
        batch = { inputs: [], places: [] };
        read = 0;
      }
    }
  }
  if (batch.inputs.length > 0) yield batch;
}

function addRecord(
  { inputs, places }: Batch,
  { record, place, text }: Extract<ReadItem, { readonly record: unknown }>,
  normalize: Normalizer,
  rejections: Rejections,
): void {
  try {
    const input = normalize(record, text);
    if (input === null) return;
    inputs.push(input);
    places.push(place);
  } catch (error) {
    rejections.add(place, messageOf(error));
  }
}

function add(total: Omit<IngestCounts, "rejected">, more: IngestResult): Omit<IngestCounts, "rejected"> {
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
