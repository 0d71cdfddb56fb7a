import type { Word } from "./word.js";

/** Keys, tokens, apps, hooks, secrets, and what Actions runs where. */
export const automation: readonly Word[] = [
  { type: "deploy_key_added", webhook: ["deploy_key.created"], audit: ["public_key.create (repository)"] },
  { type: "deploy_key_removed", webhook: ["deploy_key.deleted"], audit: ["public_key.delete (repository)"] },
  { type: "ssh_key_added", audit: ["public_key.create"] },
  { type: "ssh_key_removed", audit: ["public_key.delete"] },
  {
    type: "personal_access_token_requested",
    webhook: ["personal_access_token_request.created"],
    audit: ["personal_access_token.request_created"],
  },
  {
    type: "personal_access_token_granted",
    webhook: ["personal_access_token_request.approved"],
    audit: ["personal_access_token.access_granted"],
  },
  {
    type: "personal_access_token_denied",
    webhook: ["personal_access_token_request.denied"],
    audit: ["personal_access_token.request_denied"],
  },
  {
    type: "personal_access_token_request_cancelled",
    webhook: ["personal_access_token_request.cancelled"],
    audit: ["personal_access_token.request_cancelled"],
  },
  { type: "personal_access_token_revoked", audit: ["personal_access_token.access_revoked"] },

  {
    type: "app_installed",
    webhook: ["installation.created", "integration_installation.created"],
    audit: ["integration_installation.create"],
  },
  {
    type: "app_uninstalled",
    webhook: ["installation.deleted", "integration_installation.deleted"],
    audit: ["integration_installation.destroy"],
  },
  { type: "app_suspended", webhook: ["installation.suspend"], audit: ["integration_installation.suspend"] },
  { type: "app_unsuspended", webhook: ["installation.unsuspend"], audit: ["integration_installation.unsuspend"] },
  {
    type: "app_permissions_changed",
    webhook: ["installation.new_permissions_accepted"],
    audit: ["integration_installation.version_updated"],
  },
  {
    type: "app_repositories_added",
    webhook: ["installation_repositories.added", "integration_installation_repositories.added"],
    audit: ["integration_installation.repositories_added"],
  },
  {
    type: "app_repositories_removed",
    webhook: ["installation_repositories.removed", "integration_installation_repositories.removed"],
    audit: ["integration_installation.repositories_removed"],
  },
  { type: "app_authorization_revoked", webhook: ["github_app_authorization.revoked"] },

  { type: "webhook_created", audit: ["hook.create"] },
  { type: "webhook_config_changed", audit: ["hook.config_changed"] },
  { type: "webhook_events_changed", audit: ["hook.events_changed"] },
  { type: "webhook_active_changed", audit: ["hook.active_changed"] },
  { type: "webhook_deleted", webhook: ["meta.deleted"], audit: ["hook.destroy"] },
  { type: "webhook_pinged", webhook: ["ping"] },

  ...stored("actions_secret", ["org", "repo", "environment"]),
  ...stored("actions_variable", ["org", "repo", "environment"]),
  ...stored("integration_secret", ["org", "repo", "user"]),
  { type: "environment_created", audit: ["environment.create"] },
  { type: "environment_deleted", audit: ["environment.delete"] },
  { type: "environment_protection_added", audit: ["environment.add_protection_rule"] },
  { type: "environment_protection_changed", audit: ["environment.update_protection_rule"] },
  { type: "environment_protection_removed", audit: ["environment.remove_protection_rule"] },

  { type: "self_hosted_runner_registered", audit: runners("register_self_hosted_runner") },
  { type: "self_hosted_runner_configured", audit: runners("configure_self_hosted_jit_runner") },
  { type: "self_hosted_runner_removed", audit: runners("remove_self_hosted_runner") },
  { type: "self_hosted_runner_online", audit: runners("self_hosted_runner_online") },
  { type: "self_hosted_runner_offline", audit: runners("self_hosted_runner_offline") },
  { type: "self_hosted_runner_updated", audit: runners("self_hosted_runner_updated") },

  { type: "actions_settings_changed", audit: everywhere("update_actions_settings") },
  { type: "default_workflow_permissions_changed", audit: everywhere("set_default_workflow_permissions") },
  { type: "workflow_approval_of_pull_requests_changed", audit: everywhere("set_workflow_permission_can_approve_pr") },
  { type: "fork_workflows_policy_changed", audit: everywhere("set_fork_pr_workflows_policy") },
  { type: "fork_workflows_approval_changed", audit: everywhere("set_actions_fork_pr_approvals_policy") },
  {
    type: "private_fork_workflows_approval_changed",
    audit: everywhere("set_actions_private_fork_pr_approvals_policy"),
  },

  {
    type: "workflow_run_created",
    webhook: ["workflow_run.requested"],
    audit: ["workflows.created_workflow_run"],
  },
  { type: "workflow_run_started", webhook: ["workflow_run.in_progress"] },
  {
    type: "workflow_run_completed",
    webhook: ["workflow_run.completed"],
    audit: ["workflows.completed_workflow_run"],
  },
  { type: "workflow_run_cancelled", audit: ["workflows.cancel_workflow_run"] },
  { type: "workflow_run_deleted", audit: ["workflows.delete_workflow_run"] },
  { type: "workflow_run_rerun", audit: ["workflows.rerun_workflow_run"] },
  {
    type: "workflow_job_started",
    webhook: ["workflow_job.in_progress"],
    audit: ["workflows.prepared_workflow_job"],
  },
  { type: "workflow_enabled", audit: ["workflows.enable_workflow"] },
  { type: "workflow_disabled", audit: ["workflows.disable_workflow"] },
  { type: "workflow_dispatched", webhook: ["workflow_dispatch"] },
  { type: "repository_dispatched", webhook: ["repository_dispatch"] },
  {
    type: "deployment_approved",
    webhook: ["deployment_review.approved"],
    audit: ["workflows.approve_workflow_job"],
  },
  {
    type: "deployment_rejected",
    webhook: ["deployment_review.rejected"],
    audit: ["workflows.reject_workflow_job"],
  },
  { type: "deployment_review_requested", webhook: ["deployment_review.requested"] },
  { type: "deployment_protection_bypassed", audit: ["workflows.bypass_protection_rules"] },
];

/** What is kept for workflows and codespaces, wherever it is kept. */
function stored(thing: string, levels: readonly string[]): Word[] {
  const at = (verb: string) => levels.map((level) => `${level}.${verb}_${thing}`);
  return [
    { type: `${thing}_created`, audit: at("create") },
    { type: `${thing}_updated`, audit: at("update") },
    { type: `${thing}_removed`, audit: at("remove") },
  ];
}

function runners(action: string): string[] {
  return ["repo", "org", "enterprise"].map((level) => `${level}.${action}`);
}

function everywhere(action: string): string[] {
  return ["repo", "org", "business"].map((level) => `${level}.${action}`);
}
