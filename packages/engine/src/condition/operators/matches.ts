import { RE2JS } from "re2js";
import { messageOf } from "../../errors.js";
import { defineOperator } from "../../operator.js";

/** How long a regular expression may be: what it costs grows with its length times that of the text. */
const maximumPattern = 1000;

/** Patterns are compiled once however many rules have them; the oldest is forgotten behind this many. */
const remembered = 2000;
const compiled = new Map<string, RE2JS>();

/** @throws {Error} where it is no regular expression that RE2 knows. */
function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  const expression = RE2JS.compile(pattern);
  const [oldest] = compiled.keys();
  if (compiled.size >= remembered && oldest !== undefined) compiled.delete(oldest);
  compiled.set(pattern, expression);
  return expression;
}

const refuse = (fault: string) => ({ argument: 1, rule: "invalid-pattern", fault });

/** Whether a regular expression, in RE2's notation, is found in text: in time linear in the text's length. */
export const matches = defineOperator({
  name: "matches",
  takes: [2, 2],
  evaluate: () => false,
  prepare: ([, pattern]) => {
    if (typeof pattern !== "string") {
      return refuse('"matches" takes a regular expression that is written out, as text; write it into the rule');
    }
    if (pattern.length > maximumPattern) {
      return refuse(`the regular expression is longer than ${maximumPattern} characters; shorten or split it`);
    }
    try {
      const expression = compile(pattern);
      return (text: unknown) => typeof text === "string" && expression.test(text);
    } catch (error) {
      const reason = messageOf(error).replace(/^error parsing regexp: /, "");
      return refuse(
        `${JSON.stringify(pattern)} is no regular expression that RE2 knows (${reason}); correct it, without backreferences and lookaround`,
      );
    }
  },
  phrase: "matches",
});
