import { type EventInput, type JsonObject, pathReader, type Severity, severities } from "@mcm/engine";
import { eventTypeOf } from "./event-type.js";
import { fieldProblem, textOf } from "./fields.js";
import type { Format } from "./format.js";
import type { FieldMapping, GenericMapping } from "./generic-mapping.js";
import { remembered } from "./remembered.js";
import { timeOf } from "./time.js";

const name = "generic";

/** A field of a record as a mapping finds it. */
interface Field {
  /** What it is called in messages. */
  readonly label: string;
  readonly read: (record: JsonObject) => unknown;
}

/** How records of a log of any shape become events, by a mapping of its fields. */
export function genericNormalizer(mapping: GenericMapping): Format["normalize"] {
  const type = fieldOf(mapping.event_type);
  const timestamp = fieldOf(mapping.timestamp);
  const source = fieldOf(mapping.source ?? { value: name });
  const user = mapping.user === undefined ? undefined : fieldOf(mapping.user);
  const id = mapping.external_id === undefined ? undefined : fieldOf(mapping.external_id);
  const severity = mapping.severity_hint === undefined ? undefined : fieldOf(mapping.severity_hint);
  return (record): EventInput => ({
    ...identity(id && wordIn(id, record)),
    source: required(source, wordIn(source, record), record, "a name"),
    timestamp: timeOf(name, { [timestamp.label]: timestamp.read(record) }, [timestamp.label]),
    user: (user && wordIn(user, record)) ?? null,
    event_type: typeIn(type, record),
    severity_hint: severityFrom(severity?.read(record)),
    raw_data: record,
  });
}

function fieldOf(mapping: FieldMapping): Field {
  if (typeof mapping !== "string") return { label: mapping.value, read: () => mapping.value };
  const read = pathReader(mapping);
  if (!mapping.includes(".")) return { label: mapping, read };
  // Some logs are flat, and have the dots in their keys.
  return { label: mapping, read: (record) => (Object.hasOwn(record, mapping) ? record[mapping] : read(record)) };
}

function identity(id: string | undefined): { external_id?: string } {
  return id === undefined ? {} : { external_id: id };
}

/** A text or a number, undefined where there is none; anything else is a mistake of the mapping. */
function wordIn(field: Field, record: JsonObject): string | undefined {
  const value = field.read(record);
  if (typeof value === "number") return String(value);
  if (value === undefined || value === null || typeof value === "string") return textOf(value);
  throw fieldProblem(name, field.label, value, "a text or a number");
}

const typeOfWord = remembered(eventTypeOf);

function typeIn(field: Field, record: JsonObject): string {
  const word = wordIn(field, record);
  return required(field, word && typeOfWord(word), record, 'what happened, such as "login failed"');
}

function required(field: Field, value: string | undefined, record: JsonObject, takes: string): string {
  if (value) return value;
  throw fieldProblem(name, field.label, field.read(record), takes);
}

function severityFrom(value: unknown): Severity | null {
  const word = typeof value === "string" ? value.toLowerCase() : undefined;
  return severities.find((severity) => severity === word) ?? null;
}
