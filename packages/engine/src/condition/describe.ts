import type { JsonLogic } from "../json-logic.js";
import type { OperatorSet } from "../operator.js";
import { existingPath } from "./access.js";
import { type Call, callOf, isList, isLiteral, plainPath } from "./document.js";

/** How long a description, or a value shown, may be. */
export const maximumShown = 200;

/** Text, cut where it is too long to be read. */
export function cut(text: string): string {
  return text.length > maximumShown ? `${text.slice(0, maximumShown - 1)}…` : text;
}

const infix: ReadonlySet<string> = new Set(["==", "===", "!=", "!==", ">", ">=", "<", "<=", "+", "-", "*", "/", "%"]);
const chains: ReadonlyMap<string, string> = new Map([
  ["and", "all of"],
  ["or", "any of"],
]);

/** A part of a document as a person would read it: `raw_data.country == "DE"`. At most 200 characters. */
export function describe(node: JsonLogic | undefined, operators: OperatorSet): string {
  return cut(spell(node, operators));
}

function spell(node: JsonLogic | undefined, operators: OperatorSet): string {
  if (node === undefined) return "nothing";
  if (isLiteral(node)) return literal(node);
  if (isList(node)) return `[${spellAll(node, operators)}]`;
  const call = callOf(node);
  return call ? spellCall(call, node, operators) : literal(node);
}

function literal(node: JsonLogic): string {
  return isList(node)
    ? cut(
        node
          .slice(0, 20)
          .map((one) => JSON.stringify(one))
          .join(", "),
      )
    : JSON.stringify(node);
}

/** No more of many arguments than fit. */
function spellAll(nodes: readonly JsonLogic[], operators: OperatorSet, separator = ", "): string {
  let text = "";
  for (const [index, node] of nodes.entries()) {
    if (text.length > maximumShown) break;
    text += `${index > 0 ? separator : ""}${spell(node, operators)}`;
  }
  return text;
}

function spellCall(call: Call, node: JsonLogic, operators: OperatorSet): string {
  const { operator, args } = call;
  const path = plainPath(node);
  if (path !== null) return path === "" ? "it" : path;
  if (infix.has(operator) && args.length > 1) return spellAll(args, operators, ` ${operator} `);
  const chain = chains.get(operator);
  if (chain) return `${chain} (${spellAll(args, operators, "; ")})`;
  if (operator === "!") return `not ${spell(args[0], operators)}`;
  if (operator === "!!") return spell(args[0], operators);
  if (operator === "exists") return `${existingPath(args) ?? spellAll(args, operators)} exists`;
  if (operator === "in" && args.length === 2) return spellIn(args, operators);
  const phrase = operators.get(operator)?.phrase;
  const [first, ...others] = args;
  if (phrase && first !== undefined) return `${spell(first, operators)} ${phrase} ${spellAll(others, operators)}`;
  return `${operator}(${spellAll(args, operators)})`;
}

function spellIn([needle, holder]: readonly JsonLogic[], operators: OperatorSet): string {
  return `${spell(needle, operators)} ${isList(holder) ? "is one of" : "is in"} ${spell(holder, operators)}`;
}
