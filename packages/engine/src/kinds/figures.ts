import type { Plan } from "../kind.js";

/** What the description of a rule may name beside the event: what every kind counts, and the kind's own figures. */
export const figuresOf = ({ constants, figures }: Pick<Plan, "constants" | "figures">): string[] => [
  "count",
  ...Object.keys(constants),
  ...figures,
];
