import { z } from "zod";
import { argumentCounts } from "../condition/argument-counts.js";
import { operatorSet } from "../condition/operator-set.js";
import { eventInputSchema } from "../event.js";
import { builtinKinds } from "../kinds/builtin.js";
import { conditionSchema } from "../rule.js";
import type { RuleVocabulary } from "./find-faults.js";
import { ruleDocumentSchema } from "./schema.js";

type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * The JSON Schema (draft 2020-12) of rule files, from which editors complete and explain. `rule.schema.json` of this
 * package is the one without further kinds and operators; write your own where you have some.
 */
export function ruleJsonSchema({ kinds: more = [], operators = [] }: RuleVocabulary = {}): JsonSchema {
  const kinds = [...builtinKinds, ...more];
  const schema = z.toJSONSchema(ruleDocumentSchema(kinds, { tests: true }), {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === conditionSchema) jsonSchema.$ref = "#/$defs/condition";
      if (zodSchema === rawData) jsonSchema.type = "object";
      // The format says as much as its pattern of 300 characters.
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    },
  });
  return {
    ...schema,
    title: "Rule of Mini Compliance Monitor",
    description: "One rule: named, with a severity, a condition on events and at most one kind.",
    allowComments: true,
    allowTrailingCommas: true,
    dependentSchemas: exclusions(kinds.map(({ word }) => word)),
    $defs: { condition: condition([...argumentCounts.keys(), ...operatorSet(operators).keys()]), argument },
  };
}

const rawData = z.optional(eventInputSchema.shape.raw_data).unwrap().unwrap();

/** Each kind's word keeps the others out. */
function exclusions(words: readonly string[]): Record<string, JsonSchema> {
  const without = (word: string) => words.filter((other) => other !== word).map((other) => [other, false]);
  return Object.fromEntries(words.map((word) => [word, { properties: Object.fromEntries(without(word)) }]));
}

function condition(operators: readonly string[]): JsonSchema {
  const argument = { $ref: "#/$defs/argument" };
  const said: Record<string, JsonSchema> = {
    var: { ...argument, description: "The value at a path of the event, null where there is none.", examples: paths },
    exists: { ...argument, description: "Whether there is something at a path of the event.", examples: paths },
  };
  return {
    title: "Condition",
    description: "JSON-Logic over the event: an object with one operator, and its arguments behind it.",
    type: "object",
    properties: Object.fromEntries(operators.map((name) => [name, said[name] ?? argument])),
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  };
}

const paths = ["user", "source", "event_type", "timestamp", "raw_data."];

const argument: JsonSchema = {
  anyOf: [
    { $ref: "#/$defs/condition" },
    { type: ["string", "number", "boolean", "null"] },
    { type: "array", items: { $ref: "#/$defs/argument" } },
  ],
};
