import type { Rule } from "@mcm/engine";
import { highActivity } from "./high-activity.js";
import { loginFailed } from "./login-failed.js";
import { awsPack } from "./packs/aws.js";
import { githubPack } from "./packs/github.js";
import { oktaPack } from "./packs/okta.js";
import { rareEventType } from "./rare-event-type.js";

export { type HighActivityOptions, highActivity } from "./high-activity.js";
export { type LoginFailedOptions, loginFailed } from "./login-failed.js";
export { awsPack } from "./packs/aws.js";
export { githubPack } from "./packs/github.js";
export { oktaPack } from "./packs/okta.js";
export { type RareEventTypeOptions, rareEventType } from "./rare-event-type.js";

/** The rules that come with the product, with their defaults. */
export const builtinRules: readonly Rule[] = [
  ...[loginFailed(), highActivity(), rareEventType()],
  ...[...githubPack(), ...awsPack(), ...oktaPack()],
];
