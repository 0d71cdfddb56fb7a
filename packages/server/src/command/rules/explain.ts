import {
  createEvaluator,
  cursorOf,
  type Engine,
  type EventQuery,
  type Explanation,
  McmError,
  type Rule,
  type SourceEvent,
} from "@mcm/engine";
import type { Command } from "commander";
import { chosenRules } from "../../rules/chosen-rules.js";
import { explanationText } from "../../rules/explanation-text.js";
import { overridden, passOver } from "../../rules/overridden.js";
import { readEvents } from "../../rules/read-events.js";
import { print } from "../../terminal/output.js";
import { visibleJson } from "../../terminal/visible.js";
import { UsageError } from "../../usage-error.js";
import { type PageReader, readPages } from "../pages.js";
import { type RulesFlag, ruleChoiceOf } from "../rules-flag.js";
import { withEngine } from "../with-engine.js";

interface Switches extends RulesFlag {
  readonly db?: string;
  readonly json?: true;
  readonly event: string;
  readonly replay?: true;
}

/** `mcm rules explain` */
export function explainCommand(rules: Command): void {
  const command = rules.command("explain").description("tell why a rule fires on an event, or why it does not");
  command
    .argument("<rule>", "name of a rule, or path of its file")
    .requiredOption(
      "--event <id|file>",
      "number of a stored event, or file of JSON with one event or record (- for standard input); of several the last is explained, among the others",
    )
    .option("--replay", "count all stored events, also those that came before the rule did")
    .action(async (word: string) => {
      const switches = command.optsWithGlobals<Switches>();
      const { folders, overrides } = await ruleChoiceOf(command);
      const [chosen, ...others] = await chosenRules([word], folders);
      if (!chosen || others.length > 0) {
        throw new UsageError(`${JSON.stringify(word)} holds ${chosen ? "several rules" : "no rule"}; name one rule`);
      }
      const [rule] = overridden([chosen.rule], overrides, passOver);
      if (!rule) {
        throw new UsageError(
          `rule ${JSON.stringify(chosen.rule.name)} is switched off in ${overrides.place}; take "enabled" out there to have it explained`,
        );
      }
      const explanation = await explain(rule, switches);
      await print(switches.json ? `${visibleJson(explanation)}\n` : explanationText(explanation));
    });
}

function explain(rule: Rule, { event, db, replay }: Switches): Promise<Explanation> {
  if (!/^\d{1,15}$/.test(event)) return explainGiven(rule, event);
  return withEngine({ db, ruleSet: [rule] }, (engine) => explainStored(engine, rule, { id: Number(event), replay }));
}

async function explainStored(
  engine: Engine,
  rule: Rule,
  { id, replay }: { readonly id: number; readonly replay: boolean | undefined },
): Promise<Explanation> {
  const explained = await engine.explainEvent(rule.name, id).catch((error: unknown) => {
    throw error instanceof McmError && error.code === "unknown_event" ? new UsageError(error.message) : error;
  });
  if (!replay || !explained.event) return explained;
  const evaluator = createEvaluator({ rules: [rule] });
  const stored: PageReader<EventQuery, SourceEvent> = {
    read: (query) => engine.events(query),
    cursorOf: (event, { sort }) => cursorOf("events", event, sort),
  };
  for await (const events of readPages(stored, { sort: "timestamp", event_type: rule.on })) evaluator.evaluate(events);
  const { id: _, ...event } = explained.event;
  return evaluator.explain(rule.name, event);
}

async function explainGiven(rule: Rule, file: string): Promise<Explanation> {
  const events = await readEvents(file);
  const last = events.at(-1);
  if (!last) throw new UsageError(`${JSON.stringify(file)} holds no event; give it one`);
  const evaluator = createEvaluator({ rules: [rule] });
  evaluator.evaluate(events);
  return evaluator.explain(rule.name, last);
}
