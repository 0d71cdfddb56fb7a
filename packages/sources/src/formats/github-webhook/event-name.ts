import type { JsonObject } from "@mcm/engine";
import { isJsonObject, textOf } from "../fields.js";

/**
 * An event and the keys that its body has, the more telling first: a comment on an issue has both `comment` and `issue`, the
 * issue itself the one alone.
 */
const marks: readonly (readonly [event: string, ...keys: string[]])[] = [
  ["deployment_status", "deployment_status"],
  ["deployment_review", "workflow_run", "since"],
  ["deployment_protection_rule", "deployment_callback_url"],
  ["workflow_job", "workflow_job"],
  ["deployment", "deployment"],
  ["workflow_run", "workflow_run"],
  ["workflow_dispatch", "workflow", "inputs"],
  ["check_run", "check_run"],
  ["check_suite", "check_suite"],
  ["pull_request_review_comment", "pull_request", "comment"],
  ["pull_request_review_thread", "pull_request", "thread"],
  ["pull_request_review", "pull_request", "review"],
  ["pull_request", "pull_request"],
  ["sub_issues", "sub_issue"],
  ["sub_issues", "parent_issue"],
  ["issue_dependencies", "blocked_issue"],
  ["issue_dependencies", "blocking_issue"],
  ["issue_comment", "issue", "comment"],
  ["issues", "issue"],
  ["discussion_comment", "discussion", "comment"],
  ["discussion", "discussion"],
  ["commit_comment", "comment"],
  ["secret_scanning_alert_location", "alert", "location"],
  ["code_scanning_alert", "alert", "commit_oid"],
  ["secret_scanning_scan", "source", "completed_at"],
  ["repository_advisory", "repository_advisory"],
  ["security_advisory", "security_advisory"],
  ["membership", "member", "team"],
  ["member", "member"],
  ["team", "team", "action"],
  ["team_add", "team"],
  ["repository_ruleset", "repository_ruleset"],
  ["branch_protection_rule", "rule"],
  ["push", "pusher"],
  ["create", "ref_type", "master_branch"],
  ["delete", "ref_type"],
  ["gollum", "pages"],
  ["fork", "forkee"],
  ["status", "sha", "state"],
  ["star", "starred_at"],
  ["label", "label"],
  ["milestone", "milestone"],
  ["release", "release"],
  ["registry_package", "registry_package"],
  ["package", "package"],
  ["page_build", "build"],
  ["deploy_key", "key"],
  ["organization", "membership", "organization"],
  ["organization", "invitation", "organization"],
  ["ping", "hook", "zen"],
  ["ping", "zen"],
  ["meta", "hook"],
  ["merge_group", "merge_group"],
  ["projects_v2_status_update", "projects_v2_status_update"],
  ["projects_v2_item", "projects_v2_item"],
  ["projects_v2", "projects_v2"],
  ["project_card", "project_card"],
  ["project_column", "project_column"],
  ["project", "project"],
  ["custom_property_values", "new_property_values", "repository"],
  ["organization_custom_property_values", "new_property_values"],
  ["custom_property", "definition", "organization"],
  ["organization_custom_property", "definition", "enterprise"],
  ["custom_property", "definition"],
  ["personal_access_token_request", "personal_access_token_request"],
  ["org_block", "blocked_user"],
  ["marketplace_purchase", "marketplace_purchase"],
  ["sponsorship", "sponsorship"],
  ["repository_dispatch", "client_payload"],
  ["installation_repositories", "repositories_added"],
  ["installation_target", "target_type"],
];

/** The names of exemption requests, by what is asked for. */
const requests: Readonly<Record<string, string>> = {
  push_ruleset_bypass: "bypass_request_push_ruleset",
  secret_scanning: "bypass_request_secret_scanning",
  secret_scanning_closure: "dismissal_request_secret_scanning",
  code_scanning_alert_dismissal: "dismissal_request_code_scanning",
  dependabot_alert_dismissal: "dismissal_request_dependabot",
};

/**
 * The event that a webhook's body is of, told by its keys alone, or undefined when they do not tell. All that GitHub
 * documents are told apart but one: a property of repositories that is defined for a whole enterprise has the body of
 * `organization_custom_property`.
 */
export function inferEventName(body: JsonObject): string | undefined {
  const marked = marks.find(([, ...keys]) => keys.every((key) => key in body));
  return marked?.[0] ?? alertOrRequest(body) ?? plain(body);
}

/** The three alerts whose bodies have the same keys: what is in the alert tells. */
function alertOrRequest({ alert, exemption_request: request }: JsonObject): string | undefined {
  if (isJsonObject(request)) return requests[String(request.request_type)];
  if (!isJsonObject(alert)) return undefined;
  if ("secret_type" in alert) return "secret_scanning_alert";
  return "dependency" in alert ? "dependabot_alert" : "repository_vulnerability_alert";
}

/** What any body may have. */
const common = new Set([
  ...["action", "changes", "enterprise", "installation", "organization", "repository", "sender", "status"],
]);

/** Actions of bodies with nothing else of their own, and their events. */
const plainActions: Readonly<Record<string, string>> = {
  ...{ archived: "repository", created: "repository", deleted: "repository", edited: "repository" },
  ...{ privatized: "repository", publicized: "repository", renamed: "repository", transferred: "repository" },
  ...{ unarchived: "repository", started: "watch", revoked: "github_app_authorization" },
  ...{ enabled: "branch_protection_configuration", disabled: "branch_protection_configuration" },
};

/** Bodies with no key of their own. One that has a key which is not known is of an event that is not: no guess is made. */
function plain(body: JsonObject): string | undefined {
  if (isJsonObject(body.installation) && "app_id" in body.installation) return "installation";
  if (!Object.keys(body).every((key) => common.has(key))) return undefined;
  const action = textOf(body.action);
  if (action === undefined) return isJsonObject(body.repository) ? withoutAction(body) : undefined;
  if (isJsonObject(body.organization) && !isJsonObject(body.repository)) {
    return action === "deleted" || action === "renamed" ? "organization" : undefined;
  }
  const event = Object.hasOwn(plainActions, action) ? plainActions[action] : undefined;
  return isJsonObject(body.repository) || event === "github_app_authorization" ? event : undefined;
}

function withoutAction({ status, changes }: JsonObject): string {
  if (typeof status === "string") return "repository_import";
  return isJsonObject(changes) ? "security_and_analysis" : "public";
}
