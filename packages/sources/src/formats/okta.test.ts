import { parseEvent } from "@mcm/engine";
import { describe, expect, test } from "vitest";
import { recogniseFormat } from "./formats.js";
import { okta } from "./okta.js";

const record = {
  uuid: "f790999f-fe87-467a-9880-6982a583986c",
  published: "2025-01-20T09:00:00.123Z",
  eventType: "user.session.start",
  version: "0",
  severity: "INFO",
  legacyEventType: "core.user_auth.login_success",
  displayMessage: "User login to Okta",
  actor: { id: "00u1", type: "User", alternateId: "ada@acme.test", displayName: "Ada", detailEntry: null },
  client: {
    userAgent: { rawUserAgent: "Mozilla/5.0", os: "Mac OS X", browser: "FIREFOX" },
    zone: "null",
    device: "Computer",
    ipAddress: "203.0.113.7",
    geographicalContext: { city: "Ghent", state: null, country: "Belgium", postalCode: "9000" },
  },
  outcome: { result: "SUCCESS", reason: null },
  target: null,
  transaction: { type: "WEB", id: "V04Oy4ubUOc5UuG6s9DyNQAABtc", detail: {} },
  debugContext: { debugData: { requestUri: "/login/do-login" } },
  authenticationContext: { authenticationStep: 0, externalSessionId: "trs1" },
};

const typeOf = (eventType: string, result?: string) =>
  okta.normalize({ ...record, eventType, outcome: result === undefined ? null : { result } })?.event_type;

const userOf = (actor: unknown) => okta.normalize({ ...record, actor })?.user;

describe("Okta's System Log", () => {
  test("a record becomes an event of its actor that keeps all of it", () => {
    expect(okta.normalize(record)).toEqual({
      external_id: "f790999f-fe87-467a-9880-6982a583986c",
      source: "okta",
      timestamp: "2025-01-20T09:00:00.123Z",
      user: "ada@acme.test",
      event_type: "login_success",
      severity_hint: null,
      raw_data: record,
    });
  });

  test.each([
    ["user.session.start", "SUCCESS", "login_success"],
    ["user.session.start", "FAILURE", "login_failed"],
    ["user.session.start", "DENY", "login_failed"],
    ["user.session.start", "UNKNOWN", "user_session_start"],
    ["user.session.end", "SUCCESS", "user_session_end"],
    ["user.authentication.auth_via_mfa", "SUCCESS", "user_authentication_auth_via_mfa"],
    ["user.authentication.auth_via_mfa", "FAILURE", "user_authentication_auth_via_mfa_failed"],
    ["user.account.privilege.grant", "SUCCESS", "user_account_privilege_grant"],
    ["user.account.privilege.grant", "FAILURE", "user_account_privilege_grant_failed"],
    ["policy.lifecycle.deactivate", undefined, "policy_lifecycle_deactivate"],
    ["policy.evaluate_sign_on", "DENY", "policy_evaluate_sign_on"],
    ["security.threat.detected", "DENY", "security_threat_detected"],
    ["group.user_membership.add", "SKIPPED", "group_user_membership_add"],
    ["iam.resourceset.bindings.add", "SUCCESS", "iam_resourceset_bindings_add"],
    ["user.account.lock", "FAILURE", "user_account_lock"],
    ["user.account.unlock", "FAILURE", "user_account_unlock_failed"],
    ["user.mfa.okta_verify.deny_push", "FAILURE", "user_mfa_okta_verify_deny_push"],
    ["security.authenticator.lifecycle.deactivate", "FAILURE", "security_authenticator_lifecycle_deactivate_failed"],
  ])("%s with the result %s is %s", (eventType, result, type) => {
    expect(typeOf(eventType, result)).toBe(type);
  });

  test.each([
    [{ alternateId: "system@okta.com", displayName: "Okta System", type: "SystemPrincipal" }, "system@okta.com"],
    [{ alternateId: "0oa1", displayName: "Payroll sync", type: "PublicClientApp" }, "0oa1"],
    [{ id: "unknown", alternateId: "eve@acme.test", displayName: "unknown" }, "eve@acme.test"],
    [{ id: "unknown", alternateId: "unknown", displayName: "unknown" }, null],
    [{ id: "00u1", alternateId: null, displayName: null }, "00u1"],
    [null, null],
    ["ada", null],
  ])("who acted as %j is %j", (actor, user) => {
    expect(userOf(actor)).toBe(user);
  });

  test.each([
    ["DEBUG", null],
    ["INFO", null],
    ["WARN", "low"],
    ["ERROR", "medium"],
    ["odd", null],
    [undefined, null],
  ])("severity %j is a hint of %j", (severity, hint) => {
    expect(parseEvent(okta.normalize({ ...record, severity })).severity_hint).toBe(hint);
  });

  test("an event of its stream to EventBridge is the same event", () => {
    const streamed = {
      version: "0",
      id: "1",
      "detail-type": "SystemLog",
      source: "aws.partner/okta.com/x",
      detail: record,
    };
    expect(recogniseFormat(streamed)?.name).toBe("okta");
    expect(okta.normalize(streamed)).toEqual(okta.normalize(record));
  });

  test("a record without time or type names what is missing", () => {
    expect(() => okta.normalize({ ...record, published: undefined })).toThrow(
      /^okta: "published" is missing; it takes/,
    );
    expect(() => okta.normalize({ ...record, eventType: 7 })).toThrow(
      'okta: "eventType" is 7; it takes an event type such as "user.session.start"',
    );
  });
});
