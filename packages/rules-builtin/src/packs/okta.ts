/// <reference path="./rule-file.d.ts" />
// biome-ignore-all assist/source/organizeImports: in the order of the rules
import r0 from "../../packs/okta/okta-account-handed-over.rule.json" with { type: "json" };
import r1 from "../../packs/okta/okta-accounts-closed-in-bulk.rule.json" with { type: "json" };
import r2 from "../../packs/okta/okta-accounts-locked.rule.json" with { type: "json" };
import r3 from "../../packs/okta/okta-admin-role-widened.rule.json" with { type: "json" };
import r4 from "../../packs/okta/okta-administrator-console-by-proxy.rule.json" with { type: "json" };
import r5 from "../../packs/okta/okta-administrator-console-from-new-country.rule.json" with { type: "json" };
import r6 from "../../packs/okta/okta-administrator-console-from-new-device.rule.json" with { type: "json" };
import r7 from "../../packs/okta/okta-administrator-granted.rule.json" with { type: "json" };
import r8 from "../../packs/okta/okta-administrator-joins-group.rule.json" with { type: "json" };
import r9 from "../../packs/okta/okta-administrator-takes-over.rule.json" with { type: "json" };
import r10 from "../../packs/okta/okta-administrators-removed.rule.json" with { type: "json" };
import r11 from "../../packs/okta/okta-api-token-created.rule.json" with { type: "json" };
import r12 from "../../packs/okta/okta-api-token-from-new-network.rule.json" with { type: "json" };
import r13 from "../../packs/okta/okta-application-changed.rule.json" with { type: "json" };
import r14 from "../../packs/okta/okta-application-consented.rule.json" with { type: "json" };
import r15 from "../../packs/okta/okta-application-may-manage.rule.json" with { type: "json" };
import r16 from "../../packs/okta/okta-application-opened-to-everyone.rule.json" with { type: "json" };
import r17 from "../../packs/okta/okta-applications-removed.rule.json" with { type: "json" };
import r18 from "../../packs/okta/okta-apps-probed.rule.json" with { type: "json" };
import r19 from "../../packs/okta/okta-attack-begun.rule.json" with { type: "json" };
import r20 from "../../packs/okta/okta-attack-protection-changed.rule.json" with { type: "json" };
import r21 from "../../packs/okta/okta-blocked-network-opened.rule.json" with { type: "json" };
import r22 from "../../packs/okta/okta-breached-password-used.rule.json" with { type: "json" };
import r23 from "../../packs/okta/okta-client-credential-added.rule.json" with { type: "json" };
import r24 from "../../packs/okta/okta-client-secrets-read-by-newcomer.rule.json" with { type: "json" };
import r25 from "../../packs/okta/okta-device-trust-weakened.rule.json" with { type: "json" };
import r26 from "../../packs/okta/okta-directory-agent-added.rule.json" with { type: "json" };
import r27 from "../../packs/okta/okta-directory-agent-changed.rule.json" with { type: "json" };
import r28 from "../../packs/okta/okta-event-hook-added.rule.json" with { type: "json" };
import r29 from "../../packs/okta/okta-event-hook-stopped.rule.json" with { type: "json" };
import r30 from "../../packs/okta/okta-factor-disabled-for-all.rule.json" with { type: "json" };
import r31 from "../../packs/okta/okta-factor-enrolled-by-proxy-after-reset.rule.json" with { type: "json" };
import r32 from "../../packs/okta/okta-factors-reset-by-administrator.rule.json" with { type: "json" };
import r33 from "../../packs/okta/okta-factors-reset-by-newcomer.rule.json" with { type: "json" };
import r34 from "../../packs/okta/okta-factors-reset-in-bulk.rule.json" with { type: "json" };
import r35 from "../../packs/okta/okta-identity-provider-added.rule.json" with { type: "json" };
import r36 from "../../packs/okta/okta-identity-provider-changed.rule.json" with { type: "json" };
import r37 from "../../packs/okta/okta-inline-hook-added.rule.json" with { type: "json" };
import r38 from "../../packs/okta/okta-log-stream-changed.rule.json" with { type: "json" };
import r39 from "../../packs/okta/okta-log-stream-stopped.rule.json" with { type: "json" };
import r40 from "../../packs/okta/okta-login-by-lesser-directory.rule.json" with { type: "json" };
import r41 from "../../packs/okta/okta-login-from-new-country.rule.json" with { type: "json" };
import r42 from "../../packs/okta/okta-login-from-suspected-address.rule.json" with { type: "json" };
import r43 from "../../packs/okta/okta-login-new-device-new-country.rule.json" with { type: "json" };
import r44 from "../../packs/okta/okta-login-of-high-risk.rule.json" with { type: "json" };
import r45 from "../../packs/okta/okta-mail-address-changed-before-reset.rule.json" with { type: "json" };
import r46 from "../../packs/okta/okta-mail-server-changed.rule.json" with { type: "json" };
import r47 from "../../packs/okta/okta-mfa-bypass-attempted.rule.json" with { type: "json" };
import r48 from "../../packs/okta/okta-network-zone-changed.rule.json" with { type: "json" };
import r49 from "../../packs/okta/okta-network-zone-removed.rule.json" with { type: "json" };
import r50 from "../../packs/okta/okta-new-account-made-administrator.rule.json" with { type: "json" };
import r51 from "../../packs/okta/okta-office365-federation-changed.rule.json" with { type: "json" };
import r52 from "../../packs/okta/okta-password-guessed.rule.json" with { type: "json" };
import r53 from "../../packs/okta/okta-password-spray.rule.json" with { type: "json" };
import r54 from "../../packs/okta/okta-passwords-revealed.rule.json" with { type: "json" };
import r55 from "../../packs/okta/okta-phishing-stopped.rule.json" with { type: "json" };
import r56 from "../../packs/okta/okta-policy-changed.rule.json" with { type: "json" };
import r57 from "../../packs/okta/okta-policy-rule-removed.rule.json" with { type: "json" };
import r58 from "../../packs/okta/okta-policy-switched-off.rule.json" with { type: "json" };
import r59 from "../../packs/okta/okta-protected-actions-changed.rule.json" with { type: "json" };
import r60 from "../../packs/okta/okta-push-accepted-after-refusals.rule.json" with { type: "json" };
import r61 from "../../packs/okta/okta-pushes-refused.rule.json" with { type: "json" };
import r62 from "../../packs/okta/okta-refresh-token-reused.rule.json" with { type: "json" };
import r63 from "../../packs/okta/okta-reports-exported-by-newcomer.rule.json" with { type: "json" };
import r64 from "../../packs/okta/okta-server-password-changed-past-okta.rule.json" with { type: "json" };
import r65 from "../../packs/okta/okta-session-in-two-countries.rule.json" with { type: "json" };
import r66 from "../../packs/okta/okta-session-on-two-systems.rule.json" with { type: "json" };
import r67 from "../../packs/okta/okta-session-roamed.rule.json" with { type: "json" };
import r68 from "../../packs/okta/okta-sign-in-page-changed.rule.json" with { type: "json" };
import r69 from "../../packs/okta/okta-signing-key-changed.rule.json" with { type: "json" };
import r70 from "../../packs/okta/okta-super-administrator-granted.rule.json" with { type: "json" };
import r71 from "../../packs/okta/okta-support-access-granted.rule.json" with { type: "json" };
import r72 from "../../packs/okta/okta-support-changed-organisation.rule.json" with { type: "json" };
import r73 from "../../packs/okta/okta-support-session-started.rule.json" with { type: "json" };
import r74 from "../../packs/okta/okta-suspicious-activity-reported.rule.json" with { type: "json" };
import r75 from "../../packs/okta/okta-threat-detected.rule.json" with { type: "json" };
import r76 from "../../packs/okta/okta-threat-insight-changed.rule.json" with { type: "json" };
import r77 from "../../packs/okta/okta-token-used-outside-its-network.rule.json" with { type: "json" };
import r78 from "../../packs/okta/okta-trust-added.rule.json" with { type: "json" };
import r79 from "../../packs/okta/okta-trusted-origin-added.rule.json" with { type: "json" };
import r80 from "../../packs/okta/okta-user-risk-high.rule.json" with { type: "json" };
import r81 from "../../packs/okta/okta-weak-factor-enabled.rule.json" with { type: "json" };
import r82 from "../../packs/okta/okta-workflows-history-stopped.rule.json" with { type: "json" };
import { pack } from "./pack.js";

// Made of the files of packs/okta by the test of the packs; renewed by running it with -u.

/** The rules for Okta. */
export const oktaPack = pack([
  r0,
  r1,
  r2,
  r3,
  r4,
  r5,
  r6,
  r7,
  r8,
  r9,
  r10,
  r11,
  r12,
  r13,
  r14,
  r15,
  r16,
  r17,
  r18,
  r19,
  r20,
  r21,
  r22,
  r23,
  r24,
  r25,
  r26,
  r27,
  r28,
  r29,
  r30,
  r31,
  r32,
  r33,
  r34,
  r35,
  r36,
  r37,
  r38,
  r39,
  r40,
  r41,
  r42,
  r43,
  r44,
  r45,
  r46,
  r47,
  r48,
  r49,
  r50,
  r51,
  r52,
  r53,
  r54,
  r55,
  r56,
  r57,
  r58,
  r59,
  r60,
  r61,
  r62,
  r63,
  r64,
  r65,
  r66,
  r67,
  r68,
  r69,
  r70,
  r71,
  r72,
  r73,
  r74,
  r75,
  r76,
  r77,
  r78,
  r79,
  r80,
  r81,
  r82,
]);
