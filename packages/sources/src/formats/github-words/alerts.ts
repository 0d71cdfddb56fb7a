import type { Word } from "./word.js";

/** The steps of a request that somebody else has to grant, in webhooks' words: a response is granted or denied by its status. */
const requestSteps = {
  requested: "created",
  approved: "response_submitted (approved)",
  denied: "response_submitted (rejected)",
  cancelled: "cancelled",
  completed: "completed",
} as const;

type RequestStep = keyof typeof requestSteps;

/** What GitHub found by itself, and what became of it. */
export const alerts: readonly Word[] = [
  {
    type: "dependabot_alert_created",
    webhook: ["dependabot_alert.created", "repository_vulnerability_alert.create"],
    audit: ["repository_vulnerability_alert.create"],
  },
  {
    type: "dependabot_alert_dismissed",
    webhook: ["dependabot_alert.dismissed", "repository_vulnerability_alert.dismiss"],
    audit: ["repository_vulnerability_alert.dismiss"],
  },
  {
    type: "dependabot_alert_auto_dismissed",
    webhook: ["dependabot_alert.auto_dismissed"],
    audit: ["repository_vulnerability_alert.auto_dismiss"],
  },
  {
    type: "dependabot_alert_fixed",
    webhook: ["dependabot_alert.fixed", "repository_vulnerability_alert.resolve"],
    audit: ["repository_vulnerability_alert.resolve"],
  },
  {
    type: "dependabot_alert_reopened",
    webhook: ["dependabot_alert.reopened", "repository_vulnerability_alert.reopen"],
    audit: ["repository_vulnerability_alert.reopen"],
  },
  {
    type: "dependabot_alert_auto_reopened",
    webhook: ["dependabot_alert.auto_reopened"],
    audit: ["repository_vulnerability_alert.auto_reopen"],
  },
  {
    type: "dependabot_alert_reintroduced",
    webhook: ["dependabot_alert.reintroduced"],
    audit: ["repository_vulnerability_alert.reintroduce"],
  },
  {
    type: "dependabot_alert_assignees_changed",
    webhook: ["dependabot_alert.assignees_changed"],
    audit: ["repository_vulnerability_alert.assign", "repository_vulnerability_alert.unassign"],
  },
  { type: "dependabot_alert_withdrawn", audit: ["repository_vulnerability_alert.withdraw"] },

  ...secretScanning({ created: "create", resolved: "resolve", reopened: "reopen", revoked: "revoke" }),
  ...secretScanning({ validated: "validate", publicly_leaked: "public_leak", reported: "report", deleted: "delete" }),
  ...secretScanning({ assigned: "assign", unassigned: "unassign" }),

  {
    type: "code_scanning_alert_created",
    webhook: ["code_scanning_alert.created"],
    audit: ["code_scanning.alert_created"],
  },
  {
    type: "code_scanning_alert_dismissed",
    webhook: ["code_scanning_alert.closed_by_user"],
    audit: ["code_scanning.alert_closed_by_user"],
  },
  {
    type: "code_scanning_alert_fixed",
    webhook: ["code_scanning_alert.fixed"],
    audit: ["code_scanning.alert_closed_became_fixed"],
  },
  { type: "code_scanning_alert_outdated", audit: ["code_scanning.alert_closed_became_outdated"] },
  {
    type: "code_scanning_alert_reappeared",
    webhook: ["code_scanning_alert.reopened"],
    audit: ["code_scanning.alert_reappeared"],
  },
  {
    type: "code_scanning_alert_reopened",
    webhook: ["code_scanning_alert.reopened_by_user"],
    audit: ["code_scanning.alert_reopened_by_user"],
  },
  {
    type: "code_scanning_alert_appeared_in_branch",
    webhook: ["code_scanning_alert.appeared_in_branch"],
    audit: ["code_scanning.alert_appeared_in_branch"],
  },

  ...requests("dependabot_dismissal", ["dismissal_request_dependabot"], {
    requested: "dependabot_closure_request.create",
    approved: "dependabot_closure_request.approve",
    denied: "dependabot_closure_request.deny",
    cancelled: "dependabot_closure_request.cancel",
  }),
  ...requests("code_scanning_dismissal", ["dismissal_request_code_scanning"], {
    requested: "code_scanning.alert_closure_requested",
    approved: "code_scanning.alert_closure_approved",
    denied: "code_scanning.alert_closure_denied",
  }),
  ...requests("secret_scanning_dismissal", ["dismissal_request_secret_scanning"], {
    requested: "secret_scanning_closure_request.create",
    approved: "secret_scanning_closure_request.approve",
    denied: "secret_scanning_closure_request.deny",
    cancelled: "secret_scanning_closure_request.cancel",
  }),
  ...requests("push_protection_bypass", ["bypass_request_secret_scanning", "exemption_request_secret_scanning"], {
    requested: "secret_scanning_push_protection_request.request",
    approved: "secret_scanning_push_protection_request.approve",
    denied: "secret_scanning_push_protection_request.deny",
    cancelled: "secret_scanning_push_protection_request.cancel",
    completed: "secret_scanning_push_protection_request.complete",
  }),
  ...requests("ruleset_bypass", ["bypass_request_push_ruleset", "exemption_request_push_ruleset"], {}),

  {
    type: "repository_advisory_published",
    webhook: ["repository_advisory.published"],
    audit: ["repository_advisory.publish"],
  },
];

/** Words of `secret_scanning_alert`, webhook's action to the audit log's. */
function secretScanning(actions: Readonly<Record<string, string>>): Word[] {
  return Object.entries(actions).map(([webhook, audit]) => ({
    type: `secret_scanning_alert_${webhook}`,
    webhook: [`secret_scanning_alert.${webhook}`],
    audit: [`secret_scanning_alert.${audit}`],
  }));
}

function requests(
  type: string,
  events: readonly string[],
  audit: Readonly<Partial<Record<RequestStep, string>>>,
): Word[] {
  return Object.entries(requestSteps).map(([step, action]) => {
    const word = audit[step as RequestStep];
    return {
      type: `${type}_${step}`,
      webhook: events.map((event) => `${event}.${action}`),
      audit: word === undefined ? [] : [word],
    };
  });
}
