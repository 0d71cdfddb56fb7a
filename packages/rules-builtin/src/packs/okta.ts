import r0 from "../../packs/okta/okta-administrator-takes-over.rule.json" with { type: "json" };
import r1 from "../../packs/okta/okta-attack-protection-changed.rule.json" with { type: "json" };
import r2 from "../../packs/okta/okta-blocked-network-opened.rule.json" with { type: "json" };
import r3 from "../../packs/okta/okta-device-trust-weakened.rule.json" with { type: "json" };
import r4 from "../../packs/okta/okta-event-hook-stopped.rule.json" with { type: "json" };
import r5 from "../../packs/okta/okta-factor-disabled-for-all.rule.json" with { type: "json" };
import r6 from "../../packs/okta/okta-log-stream-changed.rule.json" with { type: "json" };
import r7 from "../../packs/okta/okta-log-stream-stopped.rule.json" with { type: "json" };
import r8 from "../../packs/okta/okta-network-zone-changed.rule.json" with { type: "json" };
import r9 from "../../packs/okta/okta-network-zone-removed.rule.json" with { type: "json" };
import r10 from "../../packs/okta/okta-policy-changed.rule.json" with { type: "json" };
import r11 from "../../packs/okta/okta-policy-rule-removed.rule.json" with { type: "json" };
import r12 from "../../packs/okta/okta-policy-switched-off.rule.json" with { type: "json" };
import r13 from "../../packs/okta/okta-protected-actions-changed.rule.json" with { type: "json" };
import r14 from "../../packs/okta/okta-threat-insight-changed.rule.json" with { type: "json" };
import r15 from "../../packs/okta/okta-weak-factor-enabled.rule.json" with { type: "json" };
import r16 from "../../packs/okta/okta-workflows-history-stopped.rule.json" with { type: "json" };
import { pack } from "./pack.js";

// Made of the files of packs/okta by the test of the packs; renewed by running it with -u.

/** The rules for Okta. */
export const oktaPack = pack([r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16]);
