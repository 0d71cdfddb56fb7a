import { messageOf } from "../errors.js";
import type { JsonObject } from "../event.js";
import type { Asked, Kind } from "../kind.js";
import { figuresOf } from "../kinds/figures.js";
import { matchPlan } from "../kinds/match.js";
import type { DocumentPath, Fault } from "./problem.js";

/** What a document's kind makes of its options. */
export interface Planned {
  /** What its description may name beside the event; null where that cannot be told. */
  readonly figures: readonly string[] | null;
  /** The conditions among the options, with where they stand. */
  readonly conditions: readonly (readonly [path: DocumentPath, condition: unknown])[];
  readonly faults: readonly Fault[];
}

const nothing: Planned = { figures: null, conditions: [], faults: [] };

/** Lets the kind of a document plan, as an engine would, and looks at what it asks for. */
export function planned(document: JsonObject, kinds: readonly Kind[]): Planned {
  const [kind, ...others] = kinds.filter(({ word }) => Object.hasOwn(document, word));
  if (!kind) return { ...nothing, figures: figuresOf(matchPlan) };
  if (others.length > 0) return { ...nothing, faults: [severalKinds([kind, ...others])] };
  const options = kind.options.safeParse(document[kind.word]);
  if (!options.success) return nothing;
  const asked: unknown[] = [];
  try {
    const plan = kind.plan(options.data, (condition) => {
      asked.push(condition);
      return neverAsked;
    });
    const conditions = asked.map((one) => [[kind.word, ...(pathOf(one, options.data) ?? [])], one] as const);
    return { figures: figuresOf(plan), conditions, faults: [] };
  } catch (error) {
    const message = `"${kind.word}" cannot be planned: ${messageOf(error)}`;
    return { ...nothing, faults: [{ path: [kind.word], level: "error", id: "invalid-value", message }] };
  }
}

/** Stands for a condition among the options, while it is only looked for. */
const neverAsked: Asked = {
  test: () => false,
  explain: () => ({ test: "", seen: null, holds: false }),
  key: null,
  isCode: false,
};

function severalKinds([first, ...others]: readonly Kind[]): Fault {
  const words = others.map(({ word }) => `"${word}"`).join(", ");
  const message = `"${first?.word}" and ${words} exclude each other; make ${others.length + 1} rules`;
  return { path: [others[0]?.word ?? ""], at: "key", level: "error", id: "several-kinds", message };
}

/** Where in a value an object stands. */
function pathOf(sought: unknown, value: unknown): DocumentPath | null {
  if (value === sought) return [];
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const path = pathOf(sought, inner);
    if (path) return [key, ...path];
  }
  return null;
}
