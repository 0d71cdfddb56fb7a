import type { Rule } from "@mcm/engine";
import { highActivity } from "./high-activity.js";
import { loginFailed } from "./login-failed.js";
import { rareEventType } from "./rare-event-type.js";

export { type HighActivityOptions, highActivity } from "./high-activity.js";
export { type LoginFailedOptions, loginFailed } from "./login-failed.js";
export { type RareEventTypeOptions, rareEventType } from "./rare-event-type.js";

/** The rules that come with the product, with their defaults. */
export const builtinRules: readonly Rule[] = [loginFailed(), highActivity(), rareEventType()];
