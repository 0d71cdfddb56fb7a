import { z } from "zod";
import { messageOf } from "../../errors.js";
import { tieOf } from "../../order.js";
import type { Cursor, Gap, Page, Source } from "../../source.js";
import { difference, show } from "../expect-equal.js";
import type { Fail, Normalize } from "./normalizing.js";

/** Pages that are looked at; a source may have more. */
const maximumPages = 30;
/** How long a pull may go on that was told to stop, in milliseconds. */
const patience = 5000;

type Pull = NonNullable<Source["pull"]>;

interface Tools {
  readonly normalize: Normalize;
  readonly fail: Fail;
}

/** A page as an engine would take it: what it holds, and the cursor as a store gives it back. */
interface Taken {
  /** Source and external id of each of its events. */
  readonly ties: readonly string[];
  readonly cursor: Cursor;
}

/** Pages come, each can be gone on from with nothing lost, and a pull stops when it is told to. */
export async function checkPulls(pull: Pull, tools: Tools): Promise<void> {
  const pages = await pulled(pull, null, { what: "pull from the beginning", tools, enough: () => false });
  if (!pages.some(({ ties }) => ties.length > 0)) {
    throw tools.fail("pull from the beginning", "it brings no event, so it shows nothing; give it some to pull");
  }
  for (const [index, { cursor }] of pages.entries()) {
    const what = `pull from the cursor of page ${index + 1}, ${show(cursor)}`;
    const missing = new Set(pages.slice(index + 1).flatMap(({ ties }) => ties));
    await pulled(pull, cursor, {
      what,
      tools,
      enough: ({ ties }) => {
        for (const tie of ties) missing.delete(tie);
        return missing.size === 0 && index < pages.length - 1;
      },
    });
    const [first] = missing;
    if (first !== undefined) {
      throw tools.fail(what, `it lost ${missing.size} events that came behind that page, the first ${show(first)}`);
    }
  }
  await checkStop(pull, { before: 0, fail: tools.fail });
  await checkStop(pull, { before: 1, fail: tools.fail });
}

interface Look {
  readonly what: string;
  readonly tools: Tools;
  /** Whether a page was the last that is needed. */
  readonly enough: (page: Taken) => boolean;
}

async function pulled(pull: Pull, cursor: Cursor, { what, tools, enough }: Look): Promise<Taken[]> {
  const stop = new AbortController();
  const pages: Taken[] = [];
  try {
    for await (const page of named(() => pull({ cursor, signal: stop.signal }), what, tools.fail)) {
      const taken = takenFrom(page, `${what}, page ${pages.length + 1}`, tools);
      pages.push(taken);
      if (enough(taken) || pages.length === maximumPages) break;
    }
  } finally {
    stop.abort();
  }
  return pages;
}

/** The same pages; what the source throws then says where. */
async function* named(open: () => ReturnType<Pull>, what: string, fail: Fail): AsyncGenerator<Page> {
  try {
    yield* open();
  } catch (thrown) {
    throw fail(what, `it threw: ${messageOf(thrown)}`);
  }
}

function takenFrom(page: Page, what: string, { normalize, fail }: Tools): Taken {
  if (!Array.isArray(page?.records)) throw fail(what, `it is ${show(page)}, expected { records, cursor }`);
  const cursor = asStored(page.cursor);
  const lost = difference(cursor, page.cursor);
  if (lost) throw fail(what, `its cursor is not JSON; as a store gives it back, ${lost}`);
  for (const [index, gap] of (page.gaps ?? []).entries()) checkGap(gap, `${what}, gap ${index + 1}`, fail);
  if (page.pause !== undefined && !(page.pause >= 0 && page.pause < Number.POSITIVE_INFINITY)) {
    throw fail(what, `its pause is ${show(page.pause)}, expected milliseconds from 0 on`);
  }
  const ties = page.records.flatMap((record, index) => {
    const event = normalize(`${what}, record ${index + 1}`, record);
    return event ? [tieOf(event)] : [];
  });
  return { ties, cursor };
}

const isoTime = z.iso.datetime({ offset: true });

/** A gap that people can make something of. */
function checkGap(gap: Gap, what: string, fail: Fail): void {
  for (const bound of ["from", "to"] as const) {
    const time = gap[bound];
    if (time === null || isoTime.safeParse(time).success) continue;
    throw fail(what, `"${bound}" is ${show(time)}, expected an ISO 8601 time, or null when nobody knows`);
  }
  if (typeof gap.reason !== "string" || gap.reason === "") {
    throw fail(what, `"reason" is ${show(gap.reason)}, expected what makes the source think so`);
  }
}

/** A cursor that was kept as JSON. */
function asStored(cursor: Cursor): Cursor {
  return cursor === undefined ? null : (JSON.parse(JSON.stringify(cursor) ?? "null") as unknown);
}

/** That a pull which is told to stop, behind so many pages, gives at most one more, soon. */
async function checkStop(pull: Pull, { before, fail }: { readonly before: number; readonly fail: Fail }) {
  const what = before === 0 ? "pull with a signal that is aborted" : `pull that is aborted behind page ${before}`;
  const stop = new AbortController();
  const { signal } = stop;
  let pages = 0;
  const walk = async (): Promise<void> => {
    if (before === 0) stop.abort();
    for await (const _ of pull({ cursor: null, signal })) {
      pages++;
      if (pages === before) stop.abort();
      if (pages > before + 1) throw fail(what, "it goes on behind the next page; it must look at its signal");
    }
  };
  const isAbort = (thrown: unknown): boolean =>
    signal.aborted && (thrown === signal.reason || (thrown instanceof Error && thrown.name === "AbortError"));
  // What was aborted may say so by its error.
  const done = walk().catch((thrown: unknown) => {
    if (!isAbort(thrown)) throw thrown;
  });
  await within(patience, done, () =>
    fail(what, `it goes on after ${patience / 1000} seconds; it must look at its signal`),
  );
}

async function within(milliseconds: number, work: Promise<void>, tooLate: () => Error): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), milliseconds);
  });
  try {
    await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
