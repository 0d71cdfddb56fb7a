/// <reference path="./rule-file.d.ts" />
// biome-ignore-all assist/source/organizeImports: in the order of the rules
import r0 from "../../packs/github/github-access-as-somebody-else.rule.json" with { type: "json" };
import r1 from "../../packs/github/github-account-recovery.rule.json" with { type: "json" };
import r2 from "../../packs/github/github-actions-policy-loosened.rule.json" with { type: "json" };
import r3 from "../../packs/github/github-actor-in-new-country.rule.json" with { type: "json" };
import r4 from "../../packs/github/github-administrative-role-assigned.rule.json" with { type: "json" };
import r5 from "../../packs/github/github-alert-dismissal-loosened.rule.json" with { type: "json" };
import r6 from "../../packs/github/github-alerts-dismissed-in-mass.rule.json" with { type: "json" };
import r7 from "../../packs/github/github-anonymous-git-access-enabled.rule.json" with { type: "json" };
import r8 from "../../packs/github/github-api-probing.rule.json" with { type: "json" };
import r9 from "../../packs/github/github-app-installed-with-wide-rights.rule.json" with { type: "json" };
import r10 from "../../packs/github/github-app-installed.rule.json" with { type: "json" };
import r11 from "../../packs/github/github-app-secret-created.rule.json" with { type: "json" };
import r12 from "../../packs/github/github-attack-tool-used.rule.json" with { type: "json" };
import r13 from "../../packs/github/github-audit-log-exported.rule.json" with { type: "json" };
import r14 from "../../packs/github/github-audit-log-hides-addresses.rule.json" with { type: "json" };
import r15 from "../../packs/github/github-audit-log-streaming-changed.rule.json" with { type: "json" };
import r16 from "../../packs/github/github-audit-log-streaming-stopped.rule.json" with { type: "json" };
import r17 from "../../packs/github/github-base-permission-raised.rule.json" with { type: "json" };
import r18 from "../../packs/github/github-branch-protection-exceptions-changed.rule.json" with { type: "json" };
import r19 from "../../packs/github/github-branch-protection-overridden.rule.json" with { type: "json" };
import r20 from "../../packs/github/github-branch-protection-removed.rule.json" with { type: "json" };
import r21 from "../../packs/github/github-branch-protection-weakened.rule.json" with { type: "json" };
import r22 from "../../packs/github/github-classic-token-with-admin-scope.rule.json" with { type: "json" };
import r23 from "../../packs/github/github-code-scanning-disabled.rule.json" with { type: "json" };
import r24 from "../../packs/github/github-coding-agent-loosened.rule.json" with { type: "json" };
import r25 from "../../packs/github/github-collaborator-added.rule.json" with { type: "json" };
import r26 from "../../packs/github/github-credential-authorized.rule.json" with { type: "json" };
import r27 from "../../packs/github/github-custom-role-changed.rule.json" with { type: "json" };
import r28 from "../../packs/github/github-default-branch-changed.rule.json" with { type: "json" };
import r29 from "../../packs/github/github-default-branch-rewritten.rule.json" with { type: "json" };
import r30 from "../../packs/github/github-dependabot-disabled.rule.json" with { type: "json" };
import r31 from "../../packs/github/github-deploy-key-added.rule.json" with { type: "json" };
import r32 from "../../packs/github/github-deploy-key-with-write.rule.json" with { type: "json" };
import r33 from "../../packs/github/github-deployment-protection-bypassed.rule.json" with { type: "json" };
import r34 from "../../packs/github/github-enterprise-owner-added.rule.json" with { type: "json" };
import r35 from "../../packs/github/github-environment-changed.rule.json" with { type: "json" };
import r36 from "../../packs/github/github-environment-protection-removed.rule.json" with { type: "json" };
import r37 from "../../packs/github/github-expression-in-title.rule.json" with { type: "json" };
import r38 from "../../packs/github/github-first-push-to-repository.rule.json" with { type: "json" };
import r39 from "../../packs/github/github-fork-workflow-approval-loosened.rule.json" with { type: "json" };
import r40 from "../../packs/github/github-immutable-releases-off.rule.json" with { type: "json" };
import r41 from "../../packs/github/github-instructions-to-agent.rule.json" with { type: "json" };
import r42 from "../../packs/github/github-ip-allow-list-disabled.rule.json" with { type: "json" };
import r43 from "../../packs/github/github-ip-allow-list-entry-added.rule.json" with { type: "json" };
import r44 from "../../packs/github/github-ip-allow-list-loosened.rule.json" with { type: "json" };
import r45 from "../../packs/github/github-member-rights-widened.rule.json" with { type: "json" };
import r46 from "../../packs/github/github-members-removed-in-mass.rule.json" with { type: "json" };
import r47 from "../../packs/github/github-notifications-leave-company.rule.json" with { type: "json" };
import r48 from "../../packs/github/github-oauth-app-approved.rule.json" with { type: "json" };
import r49 from "../../packs/github/github-oauth-app-restrictions-disabled.rule.json" with { type: "json" };
import r50 from "../../packs/github/github-organization-deleted-or-moved.rule.json" with { type: "json" };
import r51 from "../../packs/github/github-organization-owner-added.rule.json" with { type: "json" };
import r52 from "../../packs/github/github-organization-renamed.rule.json" with { type: "json" };
import r53 from "../../packs/github/github-outside-collaborator-added.rule.json" with { type: "json" };
import r54 from "../../packs/github/github-owner-for-a-short-time.rule.json" with { type: "json" };
import r55 from "../../packs/github/github-package-version-replaced.rule.json" with { type: "json" };
import r56 from "../../packs/github/github-packages-deleted.rule.json" with { type: "json" };
import r57 from "../../packs/github/github-pages-made-public.rule.json" with { type: "json" };
import r58 from "../../packs/github/github-password-spraying.rule.json" with { type: "json" };
import r59 from "../../packs/github/github-private-repository-forked.rule.json" with { type: "json" };
import r60 from "../../packs/github/github-protection-off-then-push.rule.json" with { type: "json" };
import r61 from "../../packs/github/github-protections-removed-in-mass.rule.json" with { type: "json" };
import r62 from "../../packs/github/github-provisioning-stopped.rule.json" with { type: "json" };
import r63 from "../../packs/github/github-public-repository-created.rule.json" with { type: "json" };
import r64 from "../../packs/github/github-push-protection-bypassed-as-harmless.rule.json" with { type: "json" };
import r65 from "../../packs/github/github-push-protection-bypassed.rule.json" with { type: "json" };
import r66 from "../../packs/github/github-push-protection-disabled.rule.json" with { type: "json" };
import r67 from "../../packs/github/github-push-protection-loosened.rule.json" with { type: "json" };
import r68 from "../../packs/github/github-repositories-archived-in-mass.rule.json" with { type: "json" };
import r69 from "../../packs/github/github-repositories-cloned-in-mass.rule.json" with { type: "json" };
import r70 from "../../packs/github/github-repositories-deleted-in-mass.rule.json" with { type: "json" };
import r71 from "../../packs/github/github-repositories-exported.rule.json" with { type: "json" };
import r72 from "../../packs/github/github-repositories-published-in-mass.rule.json" with { type: "json" };
import r73 from "../../packs/github/github-repository-admin-granted.rule.json" with { type: "json" };
import r74 from "../../packs/github/github-repository-deleted.rule.json" with { type: "json" };
import r75 from "../../packs/github/github-repository-made-public.rule.json" with { type: "json" };
import r76 from "../../packs/github/github-repository-transferred-out.rule.json" with { type: "json" };
import r77 from "../../packs/github/github-ruleset-removed.rule.json" with { type: "json" };
import r78 from "../../packs/github/github-ruleset-weakened.rule.json" with { type: "json" };
import r79 from "../../packs/github/github-runner-group-opened.rule.json" with { type: "json" };
import r80 from "../../packs/github/github-secret-alert-closed-unfixed.rule.json" with { type: "json" };
import r81 from "../../packs/github/github-secret-found.rule.json" with { type: "json" };
import r82 from "../../packs/github/github-secret-leaked-publicly.rule.json" with { type: "json" };
import r83 from "../../packs/github/github-secret-scanning-disabled.rule.json" with { type: "json" };
import r84 from "../../packs/github/github-secrets-changed.rule.json" with { type: "json" };
import r85 from "../../packs/github/github-secrets-removed-in-mass.rule.json" with { type: "json" };
import r86 from "../../packs/github/github-security-configuration-removed.rule.json" with { type: "json" };
import r87 from "../../packs/github/github-security-defaults-disabled.rule.json" with { type: "json" };
import r88 from "../../packs/github/github-security-off-everywhere.rule.json" with { type: "json" };
import r89 from "../../packs/github/github-self-hosted-runner-added.rule.json" with { type: "json" };
import r90 from "../../packs/github/github-self-hosted-runner-on-public-repository.rule.json" with { type: "json" };
import r91 from "../../packs/github/github-serious-alert-dismissed.rule.json" with { type: "json" };
import r92 from "../../packs/github/github-shell-code-in-branch-name.rule.json" with { type: "json" };
import r93 from "../../packs/github/github-shell-code-in-title.rule.json" with { type: "json" };
import r94 from "../../packs/github/github-single-sign-on-disabled.rule.json" with { type: "json" };
import r95 from "../../packs/github/github-single-sign-on-settings-changed.rule.json" with { type: "json" };
import r96 from "../../packs/github/github-ssh-certificate-authority-added.rule.json" with { type: "json" };
import r97 from "../../packs/github/github-ssh-certificates-not-required.rule.json" with { type: "json" };
import r98 from "../../packs/github/github-ssh-key-added.rule.json" with { type: "json" };
import r99 from "../../packs/github/github-sso-recovery-code-used.rule.json" with { type: "json" };
import r100 from "../../packs/github/github-sso-recovery-codes-taken.rule.json" with { type: "json" };
import r101 from "../../packs/github/github-tags-moved-in-mass.rule.json" with { type: "json" };
import r102 from "../../packs/github/github-team-given-admin.rule.json" with { type: "json" };
import r103 from "../../packs/github/github-token-first-use.rule.json" with { type: "json" };
import r104 from "../../packs/github/github-token-granted-wide.rule.json" with { type: "json" };
import r105 from "../../packs/github/github-token-granted.rule.json" with { type: "json" };
import r106 from "../../packs/github/github-token-policy-loosened.rule.json" with { type: "json" };
import r107 from "../../packs/github/github-two-factor-failures.rule.json" with { type: "json" };
import r108 from "../../packs/github/github-two-factor-methods-allowed-again.rule.json" with { type: "json" };
import r109 from "../../packs/github/github-two-factor-removed-from-account.rule.json" with { type: "json" };
import r110 from "../../packs/github/github-two-factor-requirement-disabled.rule.json" with { type: "json" };
import r111 from "../../packs/github/github-unrecognised-sign-in-then-credential.rule.json" with { type: "json" };
import r112 from "../../packs/github/github-webhook-created.rule.json" with { type: "json" };
import r113 from "../../packs/github/github-webhook-removed.rule.json" with { type: "json" };
import r114 from "../../packs/github/github-workflow-changed-by-newcomer.rule.json" with { type: "json" };
import r115 from "../../packs/github/github-workflow-disabled.rule.json" with { type: "json" };
import r116 from "../../packs/github/github-workflow-given-many-secrets.rule.json" with { type: "json" };
import r117 from "../../packs/github/github-workflow-logs-deleted.rule.json" with { type: "json" };
import r118 from "../../packs/github/github-workflow-permissions-changed.rule.json" with { type: "json" };
import r119 from "../../packs/github/github-workflow-run-hidden.rule.json" with { type: "json" };
import r120 from "../../packs/github/github-worm-traces.rule.json" with { type: "json" };
import { pack } from "./pack.js";

// Made of the files of packs/github by the test of the packs; renewed by running it with -u.

/** The rules for GitHub. */
export const githubPack = pack([
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
  r83,
  r84,
  r85,
  r86,
  r87,
  r88,
  r89,
  r90,
  r91,
  r92,
  r93,
  r94,
  r95,
  r96,
  r97,
  r98,
  r99,
  r100,
  r101,
  r102,
  r103,
  r104,
  r105,
  r106,
  r107,
  r108,
  r109,
  r110,
  r111,
  r112,
  r113,
  r114,
  r115,
  r116,
  r117,
  r118,
  r119,
  r120,
]);
