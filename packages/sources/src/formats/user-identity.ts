import type { JsonObject } from "@mcm/engine";
import { isJsonObject, textOf } from "./fields.js";

/** What AWS writes for a user name that was mistyped, lest it be a password. */
const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

/**
 * Who acted, from CloudTrail's `userIdentity` of any type, or null when it does not say: the name of an IAM
 * user, `role/session` of an assumed role, `root`, the service that acted for itself.
 */
export function userOf(identity: unknown): string | null {
  if (!isJsonObject(identity)) return null;
  return named(identity) ?? unnamed(identity) ?? null;
}

function named(identity: JsonObject): string | undefined {
  switch (identity.type) {
    case "Root":
      return "root";
    case "AWSService":
      return textOf(identity.invokedBy);
    case "AssumedRole":
      return lastOfArn(identity.arn, "assumed-role/") ?? issuerOf(identity);
    case "FederatedUser":
      return lastOfArn(identity.arn, "federated-user/") ?? textOf(identity.userName);
    case "IdentityCenterUser":
      return isJsonObject(identity.onBehalfOf) ? textOf(identity.onBehalfOf.userId) : undefined;
    case "Role":
      return lastOfArn(identity.arn, "role/");
    default:
      return undefined;
  }
}

/** What any identity may carry, the most telling first. */
function unnamed(identity: JsonObject): string | undefined {
  const name = textOf(identity.userName);
  if (name === hidden) return undefined;
  const principal = textOf(identity.principalId)?.split(":").at(-1);
  return (
    name ??
    issuerOf(identity) ??
    textOf(principal) ??
    textOf(identity.arn) ??
    textOf(identity.accountId) ??
    textOf(identity.invokedBy)
  );
}

function issuerOf({ sessionContext }: JsonObject): string | undefined {
  const issuer = isJsonObject(sessionContext) ? sessionContext.sessionIssuer : undefined;
  return isJsonObject(issuer) ? textOf(issuer.userName) : undefined;
}

/** `admin/ada` of `arn:aws:sts::123456789012:assumed-role/admin/ada`. */
function lastOfArn(arn: unknown, kind: string): string | undefined {
  const [, name] = textOf(arn)?.split(`:${kind}`) ?? [];
  return textOf(name);
}
