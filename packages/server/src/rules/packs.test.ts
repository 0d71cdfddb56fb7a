import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EventInput, type NewEvent, parseEvent } from "@mcm/engine";
import { checkRuleText } from "@mcm/engine/files";
import { normalizeGithubDelivery, recogniseFormat } from "@mcm/sources";
import { expect, it } from "vitest";

/* The tests of the packs show events as the products' records become them, and not as somebody thinks that they do. */

const packs = join(import.meta.dirname, "../../../rules-builtin/packs");

/** The source of the events that a pack is about. */
const sources = { github: "github", aws: "cloudtrail", okta: "okta" } as const;

/** A test's event beside what its record becomes; null for one that shows what is of no matter to the pack. */
function beside(given: EventInput, source: string): { shown: Said; real: Said } | null {
  if (given.source !== source) return null;
  const shown = parseEvent(given);
  const format = recogniseFormat(shown.raw_data);
  if (!format) throw new Error(`the record of ${given.external_id} is of no known format`);
  const input =
    format.name === "github-webhook"
      ? normalizeGithubDelivery({ payload: shown.raw_data, received_at: shown.timestamp })
      : format.normalize(shown.raw_data);
  return { shown: said(shown), real: said(parseEvent(input)) };
}

type Said = ReturnType<typeof said>;

const said = ({ source, event_type, user, timestamp }: NewEvent) => ({ source, event_type, user, timestamp });

const all = Object.entries(sources).flatMap(([pack, source]) => {
  const files = readdirSync(join(packs, pack)).filter((file) => file.endsWith(".rule.json"));
  return files.map((name) => ({ name, source, file: join(packs, pack, name) }));
});

it.each(all)("$name is tested on events as the product's records become them", ({ name, source, file }) => {
  const { tests } = checkRuleText(readFileSync(file, "utf8"), { file: name });
  for (const { name, events } of [...(tests?.hits ?? []), ...(tests?.misses ?? [])]) {
    for (const event of events) {
      const pair = beside(event, source);
      if (pair) expect(pair.shown, `${name}: ${event.external_id}`).toEqual(pair.real);
    }
  }
});
