import type { Problem } from "@mcm/engine";
import { say } from "../terminal/output.js";

const most = 20;

/** Says the first failures of rules on events, and when it stops saying them. */
export function sayFailures(): (problem: Problem) => void {
  let count = 0;
  return ({ rule_name, source, external_id, message }) => {
    count++;
    if (count <= most) say(`rule "${rule_name}" failed on event ${external_id} of ${source}: ${message}`);
    if (count === most) say("further failures of rules are counted but not shown");
  };
}
