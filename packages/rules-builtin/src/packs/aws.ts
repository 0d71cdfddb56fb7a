/// <reference path="./rule-file.d.ts" />
// biome-ignore-all assist/source/organizeImports: in the order of the rules
import r0 from "../../packs/aws/aws-access-denied-burst.rule.json" with { type: "json" };
import r1 from "../../packs/aws/aws-access-key-for-another-user.rule.json" with { type: "json" };
import r2 from "../../packs/aws/aws-access-key-reactivated.rule.json" with { type: "json" };
import r3 from "../../packs/aws/aws-access-removed-en-masse.rule.json" with { type: "json" };
import r4 from "../../packs/aws/aws-account-public-access-allowed.rule.json" with { type: "json" };
import r5 from "../../packs/aws/aws-admin-policy-attached.rule.json" with { type: "json" };
import r6 from "../../packs/aws/aws-admin-policy-written.rule.json" with { type: "json" };
import r7 from "../../packs/aws/aws-admin-port-opened.rule.json" with { type: "json" };
import r8 from "../../packs/aws/aws-alarms-silenced.rule.json" with { type: "json" };
import r9 from "../../packs/aws/aws-attack-tool.rule.json" with { type: "json" };
import r10 from "../../packs/aws/aws-backups-deleted.rule.json" with { type: "json" };
import r11 from "../../packs/aws/aws-bucket-acl-opened.rule.json" with { type: "json" };
import r12 from "../../packs/aws/aws-bucket-emptied-by-lifecycle.rule.json" with { type: "json" };
import r13 from "../../packs/aws/aws-bucket-key-of-stranger.rule.json" with { type: "json" };
import r14 from "../../packs/aws/aws-bucket-policy-opened.rule.json" with { type: "json" };
import r15 from "../../packs/aws/aws-bucket-public-access-allowed.rule.json" with { type: "json" };
import r16 from "../../packs/aws/aws-bucket-versioning-suspended.rule.json" with { type: "json" };
import r17 from "../../packs/aws/aws-buckets-deleted.rule.json" with { type: "json" };
import r18 from "../../packs/aws/aws-cloudtrail-narrowed.rule.json" with { type: "json" };
import r19 from "../../packs/aws/aws-cloudtrail-stopped.rule.json" with { type: "json" };
import r20 from "../../packs/aws/aws-command-run-on-many.rule.json" with { type: "json" };
import r21 from "../../packs/aws/aws-command-run.rule.json" with { type: "json" };
import r22 from "../../packs/aws/aws-config-recorder-off.rule.json" with { type: "json" };
import r23 from "../../packs/aws/aws-console-from-federation-token.rule.json" with { type: "json" };
import r24 from "../../packs/aws/aws-console-password-for-another-user.rule.json" with { type: "json" };
import r25 from "../../packs/aws/aws-console-sign-in-without-mfa.rule.json" with { type: "json" };
import r26 from "../../packs/aws/aws-costly-machine-launched.rule.json" with { type: "json" };
import r27 from "../../packs/aws/aws-credential-beside-keys.rule.json" with { type: "json" };
import r28 from "../../packs/aws/aws-data-exported.rule.json" with { type: "json" };
import r29 from "../../packs/aws/aws-database-deleted-for-good.rule.json" with { type: "json" };
import r30 from "../../packs/aws/aws-database-made-public.rule.json" with { type: "json" };
import r31 from "../../packs/aws/aws-database-password-reset.rule.json" with { type: "json" };
import r32 from "../../packs/aws/aws-database-snapshot-shared.rule.json" with { type: "json" };
import r33 from "../../packs/aws/aws-defence-tampering-denied.rule.json" with { type: "json" };
import r34 from "../../packs/aws/aws-deletion-protection-off.rule.json" with { type: "json" };
import r35 from "../../packs/aws/aws-development-endpoint.rule.json" with { type: "json" };
import r36 from "../../packs/aws/aws-disk-encryption-default-off.rule.json" with { type: "json" };
import r37 from "../../packs/aws/aws-domain-moved.rule.json" with { type: "json" };
import r38 from "../../packs/aws/aws-encryption-key-destroyed.rule.json" with { type: "json" };
import r39 from "../../packs/aws/aws-federation-token.rule.json" with { type: "json" };
import r40 from "../../packs/aws/aws-firewall-removed.rule.json" with { type: "json" };
import r41 from "../../packs/aws/aws-function-changed.rule.json" with { type: "json" };
import r42 from "../../packs/aws/aws-function-layer-from-outside.rule.json" with { type: "json" };
import r43 from "../../packs/aws/aws-function-opened.rule.json" with { type: "json" };
import r44 from "../../packs/aws/aws-guardduty-blinded.rule.json" with { type: "json" };
import r45 from "../../packs/aws/aws-guardduty-off.rule.json" with { type: "json" };
import r46 from "../../packs/aws/aws-guardrail-detached.rule.json" with { type: "json" };
import r47 from "../../packs/aws/aws-guardrails-off.rule.json" with { type: "json" };
import r48 from "../../packs/aws/aws-identity-center-weakened.rule.json" with { type: "json" };
import r49 from "../../packs/aws/aws-identity-provider-added.rule.json" with { type: "json" };
import r50 from "../../packs/aws/aws-image-shared.rule.json" with { type: "json" };
import r51 from "../../packs/aws/aws-instance-credentials-elsewhere.rule.json" with { type: "json" };
import r52 from "../../packs/aws/aws-instance-credentials-on-desktop.rule.json" with { type: "json" };
import r53 from "../../packs/aws/aws-instance-looks-around.rule.json" with { type: "json" };
import r54 from "../../packs/aws/aws-instance-role-swapped.rule.json" with { type: "json" };
import r55 from "../../packs/aws/aws-internet-gateway-attached.rule.json" with { type: "json" };
import r56 from "../../packs/aws/aws-key-looks-around.rule.json" with { type: "json" };
import r57 from "../../packs/aws/aws-key-policy-opened.rule.json" with { type: "json" };
import r58 from "../../packs/aws/aws-kubernetes-opened.rule.json" with { type: "json" };
import r59 from "../../packs/aws/aws-leaked-key-quarantined.rule.json" with { type: "json" };
import r60 from "../../packs/aws/aws-log-bucket-expires-early.rule.json" with { type: "json" };
import r61 from "../../packs/aws/aws-machines-launched-en-masse.rule.json" with { type: "json" };
import r62 from "../../packs/aws/aws-machines-terminated-en-masse.rule.json" with { type: "json" };
import r63 from "../../packs/aws/aws-mail-sending-opened.rule.json" with { type: "json" };
import r64 from "../../packs/aws/aws-mail-service-explored.rule.json" with { type: "json" };
import r65 from "../../packs/aws/aws-managed-machine-registered.rule.json" with { type: "json" };
import r66 from "../../packs/aws/aws-metadata-service-weakened.rule.json" with { type: "json" };
import r67 from "../../packs/aws/aws-mfa-added-for-another.rule.json" with { type: "json" };
import r68 from "../../packs/aws/aws-mfa-removed-from-another.rule.json" with { type: "json" };
import r69 from "../../packs/aws/aws-model-access-opened.rule.json" with { type: "json" };
import r70 from "../../packs/aws/aws-model-first-used.rule.json" with { type: "json" };
import r71 from "../../packs/aws/aws-models-probed.rule.json" with { type: "json" };
import r72 from "../../packs/aws/aws-models-unwatched.rule.json" with { type: "json" };
import r73 from "../../packs/aws/aws-network-acl-opened.rule.json" with { type: "json" };
import r74 from "../../packs/aws/aws-network-joined-outside.rule.json" with { type: "json" };
import r75 from "../../packs/aws/aws-network-logs-deleted.rule.json" with { type: "json" };
import r76 from "../../packs/aws/aws-new-region.rule.json" with { type: "json" };
import r77 from "../../packs/aws/aws-notebook-script-changed.rule.json" with { type: "json" };
import r78 from "../../packs/aws/aws-objects-deleted-en-masse.rule.json" with { type: "json" };
import r79 from "../../packs/aws/aws-objects-encrypted-by-stranger.rule.json" with { type: "json" };
import r80 from "../../packs/aws/aws-open-identity-pool.rule.json" with { type: "json" };
import r81 from "../../packs/aws/aws-organization-changed.rule.json" with { type: "json" };
import r82 from "../../packs/aws/aws-organization-left.rule.json" with { type: "json" };
import r83 from "../../packs/aws/aws-own-mfa-removed.rule.json" with { type: "json" };
import r84 from "../../packs/aws/aws-own-rights-widened.rule.json" with { type: "json" };
import r85 from "../../packs/aws/aws-parameter-lists-read.rule.json" with { type: "json" };
import r86 from "../../packs/aws/aws-parameter-tree-read.rule.json" with { type: "json" };
import r87 from "../../packs/aws/aws-parameters-read-in-bulk.rule.json" with { type: "json" };
import r88 from "../../packs/aws/aws-password-policy-weakened.rule.json" with { type: "json" };
import r89 from "../../packs/aws/aws-permissions-boundary-removed.rule.json" with { type: "json" };
import r90 from "../../packs/aws/aws-policy-version-switched.rule.json" with { type: "json" };
import r91 from "../../packs/aws/aws-quota-raised.rule.json" with { type: "json" };
import r92 from "../../packs/aws/aws-ransom-note.rule.json" with { type: "json" };
import r93 from "../../packs/aws/aws-region-enabled.rule.json" with { type: "json" };
import r94 from "../../packs/aws/aws-replication-to-outside.rule.json" with { type: "json" };
import r95 from "../../packs/aws/aws-resource-policy-opened.rule.json" with { type: "json" };
import r96 from "../../packs/aws/aws-resource-share-outside.rule.json" with { type: "json" };
import r97 from "../../packs/aws/aws-role-assumes-itself.rule.json" with { type: "json" };
import r98 from "../../packs/aws/aws-role-taken-from-new-account.rule.json" with { type: "json" };
import r99 from "../../packs/aws/aws-role-trusts-any-repository.rule.json" with { type: "json" };
import r100 from "../../packs/aws/aws-role-trusts-outside.rule.json" with { type: "json" };
import r101 from "../../packs/aws/aws-roles-anywhere-trust.rule.json" with { type: "json" };
import r102 from "../../packs/aws/aws-root-access-key-created.rule.json" with { type: "json" };
import r103 from "../../packs/aws/aws-root-recovery.rule.json" with { type: "json" };
import r104 from "../../packs/aws/aws-root-session-assumed.rule.json" with { type: "json" };
import r105 from "../../packs/aws/aws-root-sign-in-without-mfa.rule.json" with { type: "json" };
import r106 from "../../packs/aws/aws-root-used.rule.json" with { type: "json" };
import r107 from "../../packs/aws/aws-secrets-fetched-by-filter.rule.json" with { type: "json" };
import r108 from "../../packs/aws/aws-secrets-read-in-bulk.rule.json" with { type: "json" };
import r109 from "../../packs/aws/aws-security-contact-changed.rule.json" with { type: "json" };
import r110 from "../../packs/aws/aws-security-logs-deleted.rule.json" with { type: "json" };
import r111 from "../../packs/aws/aws-security-service-off.rule.json" with { type: "json" };
import r112 from "../../packs/aws/aws-serial-console.rule.json" with { type: "json" };
import r113 from "../../packs/aws/aws-session-token-without-mfa.rule.json" with { type: "json" };
import r114 from "../../packs/aws/aws-sessions-on-many.rule.json" with { type: "json" };
import r115 from "../../packs/aws/aws-shell-opened.rule.json" with { type: "json" };
import r116 from "../../packs/aws/aws-sign-in-after-failures.rule.json" with { type: "json" };
import r117 from "../../packs/aws/aws-sign-in-brute-force.rule.json" with { type: "json" };
import r118 from "../../packs/aws/aws-sign-in-password-spraying.rule.json" with { type: "json" };
import r119 from "../../packs/aws/aws-snapshot-shared.rule.json" with { type: "json" };
import r120 from "../../packs/aws/aws-snapshots-deleted-en-masse.rule.json" with { type: "json" };
import r121 from "../../packs/aws/aws-ssh-keys-on-many.rule.json" with { type: "json" };
import r122 from "../../packs/aws/aws-traffic-mirrored.rule.json" with { type: "json" };
import r123 from "../../packs/aws/aws-user-created.rule.json" with { type: "json" };
import r124 from "../../packs/aws/aws-user-data-changed.rule.json" with { type: "json" };
import r125 from "../../packs/aws/aws-user-data-read-in-bulk.rule.json" with { type: "json" };
import r126 from "../../packs/aws/aws-user-equipped-at-once.rule.json" with { type: "json" };
import r127 from "../../packs/aws/aws-versions-listed-and-deleted.rule.json" with { type: "json" };
import r128 from "../../packs/aws/aws-windows-passwords-fetched.rule.json" with { type: "json" };
import { pack } from "./pack.js";

// Made of the files of packs/aws by the test of the packs; renewed by running it with -u.

/** The rules for AWS CloudTrail. */
export const awsPack = pack([
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
  r121,
  r122,
  r123,
  r124,
  r125,
  r126,
  r127,
  r128,
]);
