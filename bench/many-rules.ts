import { ZenEngine } from "@gorules/zen-engine";
import { createEvaluator, type JsonLogic, type NewEvent, type Rule } from "@mcm/engine";
import { LogicEngine } from "json-logic-engine";
import jsonLogic from "json-logic-js";
import { Engine as JsonRulesEngine } from "json-rules-engine";
import { fields, manyEvents, type Path, paths, typeAt, typeCount } from "./many-activity.ts";
import { randomFrom } from "./random.ts";

type Operator = "equals" | "in" | "above" | "prefix" | "substring";

interface Condition {
  readonly path: Path;
  readonly operator: Operator;
  readonly value: string | number | readonly string[];
}

interface Spec {
  readonly name: string;
  readonly type: string;
  readonly conditions: readonly Condition[];
}

/** Rules as what they are made of. */
export type Specs = readonly Spec[];

type Matching = (event: NewEvent) => readonly string[] | Promise<readonly string[]>;

interface Contender {
  readonly name: string;
  readonly match: Matching;
  milliseconds: number;
  events: number;
}

/** How long each contender may take at each number of rules, in milliseconds. */
const budget = 2_000;

/** How fast events are matched against 10 to 10,000 rules, beside other engines and what one would write by hand. */
export async function many(count = 100_000): Promise<void> {
  // As they come from a file or a network: parsed from text.
  const events = Array.from(manyEvents(count), (event) => JSON.parse(JSON.stringify(event)) as NewEvent);
  const texts = events.slice(0, 20_000).map((event) => JSON.stringify(event));
  const rows: Record<string, Record<string, number | string>> = {};
  for (const size of [10, 100, 1_000, 10_000]) {
    const specs = Array.from({ length: size }, (_, index) => specAt(index));
    const contenders = contendersFor(specs);
    await agree(contenders, events);
    await takeTurns(contenders, events);
    const evaluator = createEvaluator({ rules: specs.map(ruleOf) });
    for (const { name, events: done, milliseconds } of contenders) {
      rows[name] = { ...rows[name], [size]: Math.round(done / (milliseconds / 1000)) };
    }
    const ratio = ratioToParsing(texts, (event) => evaluator.matches(event));
    rows["parsed from text, of JSON.parse alone"] = {
      ...rows["parsed from text, of JSON.parse alone"],
      [size]: Number(ratio.toFixed(2)),
    };
  }
  console.log(
    `\nmany: ${count} events, rules of a type and one or two conditions; events per second by number of rules`,
  );
  console.table(rows);
  console.log(JSON.stringify(rows));
}

function contendersFor(specs: readonly Spec[]): Contender[] {
  const evaluator = createEvaluator({ rules: specs.map(ruleOf) });
  const all: Record<string, Matching> = {
    "@mcm/engine": (event) => evaluator.matches(event),
    "closures by type": closuresByType(specs),
    "two-level index": twoLevelIndex(specs),
    "json-logic-engine, built": builtLogic(specs),
    "json-logic-js": plainLogic(specs),
    "json-rules-engine": jsonRules(specs),
    "zen-engine": zen(specs),
  };
  return Object.entries(all).map(([name, match]) => ({ name, match, milliseconds: 0, events: 0 }));
}

/** All of them find the same in the first events; slow ones are asked of fewer. */
async function agree(contenders: readonly Contender[], events: readonly NewEvent[]): Promise<void> {
  for (const event of events.slice(0, 15)) {
    const expected = (await contenders[0]?.match(event))?.toSorted().join();
    for (const { name, match } of contenders.slice(1)) {
      const found = (await match(event)).toSorted().join();
      if (found !== expected) throw new Error(`${name} finds ${found} where ${contenders[0]?.name} finds ${expected}`);
    }
  }
}

async function takeTurns(contenders: readonly Contender[], events: readonly NewEvent[]): Promise<void> {
  const slice = 25;
  let going = contenders.map((contender) => ({ contender, next: 0 }));
  while (going.length > 0) {
    for (const one of going) {
      const { contender } = one;
      const start = performance.now();
      let now = start;
      while (now - start < slice && one.next < events.length) {
        const end = Math.min(one.next + Math.max(1, Math.ceil(contender.events / 200)), events.length);
        for (; one.next < end; one.next++) {
          const found = contender.match(events[one.next] as NewEvent);
          if (found instanceof Promise) await found;
        }
        now = performance.now();
      }
      contender.milliseconds += now - start;
      contender.events = one.next;
    }
    going = going.filter(({ contender, next }) => contender.milliseconds < budget && next < events.length);
  }
}

/** The rate at which events are parsed and matched, as a share of the rate at which they are parsed. */
function ratioToParsing(texts: readonly string[], match: Matching): number {
  const times = { parse: 0, both: 0 };
  for (let from = 0; from < texts.length; from += 500) {
    const page = texts.slice(from, from + 500);
    let start = performance.now();
    for (const text of page) JSON.parse(text);
    times.parse += performance.now() - start;
    start = performance.now();
    for (const text of page) match(JSON.parse(text) as NewEvent);
    times.both += performance.now() - start;
  }
  return times.parse / times.both;
}

export function specAt(index: number): Spec {
  const random = randomFrom(1_000_003 + index);
  const count = random() < 0.5 ? 1 : 2;
  const conditions = Array.from({ length: count }, () => conditionFrom(random));
  return { name: `rule-${index}`, type: typeAt(Math.floor(random() * typeCount)), conditions };
}

function conditionFrom(random: () => number): Condition {
  const operators: readonly Operator[] = ["equals", "in", "above", "prefix", "substring"];
  const operator = operators[Math.floor(random() * operators.length)] ?? "equals";
  const isNumeric = (path: Path): boolean => typeof fields[path](0.5) === "number";
  const fitting = paths.filter((path) => isNumeric(path) === (operator === "above"));
  const path = fitting[Math.floor(random() * fitting.length)] ?? "raw_data.actor.login";
  const value = () => fields[path](random());
  if (operator === "in") return { path, operator, value: Array.from({ length: 5 }, () => String(value())) };
  if (operator === "above") return { path, operator, value: Number(fields[path](0.98 + random() / 50)) };
  if (operator === "prefix") return { path, operator, value: String(value()).slice(0, 18) };
  if (operator === "substring") return { path, operator, value: String(value()).slice(1, 18) };
  return { path, operator, value: value() };
}

export function ruleOf({ name, type, conditions }: Spec): Rule {
  const when = { and: conditions.map(documentOf) } as JsonLogic;
  return { name, title: name, severity: "low", on: [type], when, description: "{{user}}" };
}

function documentOf({ path, operator, value }: Condition): unknown {
  const variable = { var: path };
  if (operator === "equals") return { "==": [variable, value] };
  if (operator === "in") return { in: [variable, value] };
  if (operator === "above") return { ">": [variable, value] };
  return operator === "prefix" ? { starts_with: [variable, value] } : { contains: [variable, value] };
}

/** What one would write by hand, for the paths there are. */
function closureOf({ path, operator, value }: Condition): (event: Pick<NewEvent, "raw_data">) => boolean {
  const [, outer = "", inner = ""] = path.split(".");
  const read = ({ raw_data }: Pick<NewEvent, "raw_data">): unknown =>
    (raw_data[outer] as Record<string, unknown> | undefined)?.[inner];
  if (operator === "equals") return (event) => read(event) === value;
  if (operator === "in") return (event) => (value as readonly unknown[]).includes(read(event));
  if (operator === "above") return (event) => (read(event) as number) > (value as number);
  if (operator === "prefix") return (event) => (read(event) as string).startsWith(value as string);
  return (event) => (read(event) as string).includes(value as string);
}

function closuresOf({ conditions }: Spec): (event: Pick<NewEvent, "raw_data">) => boolean {
  const [first, second] = conditions.map(closureOf);
  if (first && second) return (event) => first(event) && second(event);
  return first ?? (() => true);
}

/** Rules as one would write them, by event type. */
export function closuresByTypeOf(specs: readonly Spec[]) {
  const byType = new Map<string, { name: string; holds: (event: Pick<NewEvent, "raw_data">) => boolean }[]>();
  for (const spec of specs) {
    const list = byType.get(spec.type) ?? [];
    byType.set(spec.type, [...list, { name: spec.name, holds: closuresOf(spec) }]);
  }
  return byType;
}

function closuresByType(specs: readonly Spec[]): Matching {
  const byType = closuresByTypeOf(specs);
  return (event) => {
    const found: string[] = [];
    for (const { name, holds } of byType.get(event.event_type) ?? []) if (holds(event)) found.push(name);
    return found;
  };
}

/** By type, then by one equality or list of values, where a rule has one; the others one by one. */
function twoLevelIndex(specs: readonly Spec[]): Matching {
  interface Entry {
    readonly name: string;
    readonly holds: (event: NewEvent) => boolean;
  }
  interface Level {
    readonly byValue: Map<Path, { read: (event: NewEvent) => unknown; entries: Map<unknown, Entry[]> }>;
    readonly others: Entry[];
  }
  const byType = new Map<string, Level>();
  for (const spec of specs) {
    const level: Level = byType.get(spec.type) ?? { byValue: new Map(), others: [] };
    byType.set(spec.type, level);
    const entry = { name: spec.name, holds: closuresOf(spec) };
    const keyed = spec.conditions.find(({ operator }) => operator === "equals" || operator === "in");
    if (!keyed) {
      level.others.push(entry);
      continue;
    }
    const [, outer = "", inner = ""] = keyed.path.split(".");
    const read = (event: NewEvent): unknown => (event.raw_data[outer] as Record<string, unknown> | undefined)?.[inner];
    const shelf = level.byValue.get(keyed.path) ?? { read, entries: new Map<unknown, Entry[]>() };
    level.byValue.set(keyed.path, shelf);
    for (const value of new Set([keyed.value].flat())) {
      const entries = shelf.entries.get(value) ?? [];
      entries.push(entry);
      shelf.entries.set(value, entries);
    }
  }
  return (event) => {
    const found: string[] = [];
    const level = byType.get(event.event_type);
    if (!level) return found;
    for (const { read, entries } of level.byValue.values()) {
      for (const { name, holds } of entries.get(read(event)) ?? []) if (holds(event)) found.push(name);
    }
    for (const { name, holds } of level.others) if (holds(event)) found.push(name);
    return found;
  };
}

/** A document for engines that know JSON-Logic's own operators alone, or can be taught others. */
const whole = ({ type, conditions }: Spec): unknown => ({
  and: [{ "==": [{ var: "event_type" }, type] }, ...conditions.map(documentOf)],
});

const startsWith = (text: string, start: string): boolean => text.startsWith(start);
const contains = (text: string, part: string): boolean => text.includes(part);

function builtLogic(specs: readonly Spec[]): Matching {
  const engine = new LogicEngine();
  engine.addMethod("starts_with", ([text, start]: [string, string]) => startsWith(text, start), {
    deterministic: true,
  });
  engine.addMethod("contains", ([text, part]: [string, string]) => contains(text, part), { deterministic: true });
  const built = specs.map((spec) => ({ name: spec.name, holds: engine.build(whole(spec)) }));
  return (event) => built.filter(({ holds }) => holds(event)).map(({ name }) => name);
}

function plainLogic(specs: readonly Spec[]): Matching {
  jsonLogic.add_operation("starts_with", startsWith);
  jsonLogic.add_operation("contains", contains);
  const documents = specs.map((spec) => ({ name: spec.name, document: whole(spec) as jsonLogic.RulesLogic }));
  return (event) => documents.filter(({ document }) => jsonLogic.apply(document, event)).map(({ name }) => name);
}

function jsonRules(specs: readonly Spec[]): Matching {
  const engine = new JsonRulesEngine([], { allowUndefinedFacts: true });
  engine.addOperator("startsWith", startsWith);
  engine.addOperator("holds", contains);
  const operators = { equals: "equal", in: "in", above: "greaterThan", prefix: "startsWith", substring: "holds" };
  for (const { name, type, conditions } of specs) {
    const all = [
      { fact: "event_type", operator: "equal", value: type },
      ...conditions.map(({ path, operator, value }) => {
        return { fact: "raw_data", path: path.replace("raw_data", "$"), operator: operators[operator], value };
      }),
    ];
    engine.addRule({ conditions: { all }, event: { type: name } });
  }
  return async ({ event_type, raw_data }) => {
    const { events } = await engine.run({ event_type, raw_data });
    return events.map(({ type }) => type);
  };
}

/** A decision table with a row for each rule that gives its name. */
function zen(specs: readonly Spec[]): Matching {
  const inputs = ["event_type", ...paths].map((field, index) => ({
    id: `i${index}`,
    name: field,
    type: "expression",
    field,
  }));
  const rules = specs.map(({ name, type, conditions }) => {
    const row: Record<string, string> = Object.fromEntries(inputs.map(({ id }) => [id, ""]));
    Object.assign(row, { _id: name, i0: JSON.stringify(type), o: JSON.stringify(name) });
    for (const condition of conditions) {
      const id = `i${1 + paths.indexOf(condition.path)}`;
      row[id] = row[id] ? `${row[id]} and ${cellOf(condition)}` : cellOf(condition);
    }
    return row;
  });
  const table = {
    hitPolicy: "collect",
    inputs,
    outputs: [{ id: "o", name: "Name", type: "expression", field: "name" }],
    rules,
  };
  const nodes = [
    { id: "in", type: "inputNode", name: "in", position: { x: 0, y: 0 } },
    { id: "table", type: "decisionTableNode", name: "table", position: { x: 0, y: 0 }, content: table },
    { id: "out", type: "outputNode", name: "out", position: { x: 0, y: 0 } },
  ];
  const edges = [
    { id: "a", sourceId: "in", targetId: "table", type: "edge" },
    { id: "b", sourceId: "table", targetId: "out", type: "edge" },
  ];
  const decision = new ZenEngine().createDecision({ nodes, edges } as never);
  return async (event) => {
    const { result } = (await decision.evaluate(event)) as { result: { name: string }[] };
    return result.map(({ name }) => name);
  };
}

function cellOf({ operator, value }: Condition): string {
  const text = JSON.stringify(value);
  if (operator === "equals") return `$ == ${text}`;
  if (operator === "in") return `$ in ${text}`;
  if (operator === "above") return `$ > ${text}`;
  return operator === "prefix" ? `startsWith($, ${text})` : `contains($, ${text})`;
}
