import { describe, expect, test } from "vitest";
import { userOf } from "./user-identity.js";

const session = (arn: string) => ({ arn: `arn:aws:sts::123456789012:${arn}`, principalId: "AROAEXAMPLE:session" });

describe("who acted, from a userIdentity", () => {
  test.each([
    [{ type: "Root", accountId: "123456789012", userName: "acme" }, "root"],
    [{ type: "IAMUser", userName: "ada", principalId: "AIDAEXAMPLE" }, "ada"],
    [{ type: "AssumedRole", ...session("assumed-role/admin/ada@acme.test") }, "admin/ada@acme.test"],
    [{ type: "AssumedRole", sessionContext: { sessionIssuer: { userName: "admin" } } }, "admin"],
    [{ type: "AssumedRole", principalId: "AROAEXAMPLE:i-0abc" }, "i-0abc"],
    [{ type: "Role", arn: "arn:aws:iam::123456789012:role/path/admin" }, "path/admin"],
    [{ type: "FederatedUser", ...session("federated-user/ada") }, "ada"],
    [{ type: "AWSService", invokedBy: "ec2.amazonaws.com" }, "ec2.amazonaws.com"],
    [{ type: "AWSAccount", principalId: "AIDAEXAMPLE", accountId: "210987654321" }, "AIDAEXAMPLE"],
    [{ type: "AWSAccount", accountId: "210987654321" }, "210987654321"],
    [{ type: "IdentityCenterUser", onBehalfOf: { userId: "94482488-3041" }, credentialId: "x" }, "94482488-3041"],
    [{ type: "WebIdentityUser", userName: "ada@acme.test", principalId: "accounts.acme.test:app:1" }, "ada@acme.test"],
    [{ type: "SAMLUser", userName: "ada" }, "ada"],
    [{ type: "Directory", userName: "ada" }, "ada"],
    [{ type: "Unknown", principalId: "p" }, "p"],
    [{ invokedBy: "AWS Internal" }, "AWS Internal"],
    [{ type: "IAMUser", userName: "HIDDEN_DUE_TO_SECURITY_REASONS", accountId: "1" }, null],
    [{}, null],
    [null, null],
    ["ada", null],
  ])("%j is %j", (identity, user) => {
    expect(userOf(identity)).toBe(user);
  });
});
