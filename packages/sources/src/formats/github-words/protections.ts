import { switched, type Word } from "./word.js";

/** What a webhook tells of at once as an edited rule, the audit log tells of setting by setting. */
const branchProtectionSettings = [
  ...["authorized_users_teams", "branch_allowances", "dismiss_stale_reviews", "dismissal_restricted_users_teams"],
  ...["update_admin_enforced", "update_allow_deletions_enforcement_level"],
  ...["update_allow_force_pushes_enforcement_level", "update_ignore_approvals_from_contributors"],
  ...["update_linear_history_requirement_enforcement_level", "update_lock_allows_fetch_and_merge"],
  ...["update_lock_branch_enforcement_level", "update_merge_queue_enforcement_level", "update_name"],
  ...["update_pull_request_reviews_enforcement_level", "update_require_code_owner_review"],
  ...["update_require_last_push_approval", "update_required_approving_review_count"],
  ...["update_required_status_checks_enforcement_level", "update_signature_requirement_enforcement_level"],
  "update_strict_required_status_checks_policy",
].map((action) => `protected_branch.${action}`);

/** What guards branches and repositories, and the security features that can be switched off. */
export const protections: readonly Word[] = [
  {
    type: "branch_protection_added",
    webhook: ["branch_protection_rule.created"],
    audit: ["protected_branch.create"],
  },
  {
    type: "branch_protection_changed",
    webhook: ["branch_protection_rule.edited"],
    audit: [...branchProtectionSettings, "required_status_check.create", "required_status_check.destroy"],
  },
  {
    type: "branch_protection_removed",
    webhook: ["branch_protection_rule.deleted"],
    audit: ["protected_branch.destroy"],
  },
  { type: "branch_protection_overridden", audit: ["protected_branch.policy_override"] },
  {
    type: "branch_protections_disabled",
    webhook: ["branch_protection_configuration.disabled"],
    audit: ["repository_branch_protection_evaluation.disable"],
  },
  {
    type: "branch_protections_enabled",
    webhook: ["branch_protection_configuration.enabled"],
    audit: ["repository_branch_protection_evaluation.enable"],
  },
  { type: "ruleset_created", webhook: ["repository_ruleset.created"], audit: ["repository_ruleset.create"] },
  { type: "ruleset_changed", webhook: ["repository_ruleset.edited"], audit: ["repository_ruleset.update"] },
  { type: "ruleset_deleted", webhook: ["repository_ruleset.deleted"], audit: ["repository_ruleset.destroy"] },

  ...switched({
    type: "advanced_security",
    feature: "advanced_security",
    disabled: [
      "repo.advanced_security_disabled",
      "org.advanced_security_disabled_on_all_repos",
      "business_advanced_security.disabled",
    ],
    enabled: [
      "repo.advanced_security_enabled",
      "org.advanced_security_enabled_on_all_repos",
      "business_advanced_security.enabled",
    ],
  }),
  ...switched({
    type: "advanced_security_for_new_repositories",
    disabled: ["org.advanced_security_disabled_for_new_repos", "business_advanced_security.disabled_for_new_repos"],
    enabled: ["org.advanced_security_enabled_for_new_repos", "business_advanced_security.enabled_for_new_repos"],
  }),
  ...switched({
    type: "code_security",
    feature: "code_security",
    disabled: ["repository_code_security.disable"],
    enabled: ["repository_code_security.enable"],
  }),
  ...switched({
    type: "code_scanning_default_setup",
    disabled: ["repo.codeql_disabled", "org.codeql_disabled"],
    enabled: ["repo.codeql_enabled", "org.codeql_enabled"],
  }),
  ...switched({
    type: "secret_scanning",
    feature: "secret_scanning",
    disabled: ["repository_secret_scanning.disable", "secret_scanning.disable", "business_secret_scanning.disable"],
    enabled: ["repository_secret_scanning.enable", "secret_scanning.enable", "business_secret_scanning.enable"],
  }),
  ...switched({
    type: "secret_scanning_for_new_repositories",
    disabled: ["secret_scanning_new_repos.disable", "business_secret_scanning.disabled_for_new_repos"],
    enabled: ["secret_scanning_new_repos.enable", "business_secret_scanning.enabled_for_new_repos"],
  }),
  ...switched({
    type: "push_protection",
    feature: "secret_scanning_push_protection",
    disabled: [
      "repository_secret_scanning_push_protection.disable",
      "org.secret_scanning_push_protection_disable",
      "business_secret_scanning_push_protection.disable",
    ],
    enabled: [
      "repository_secret_scanning_push_protection.enable",
      "org.secret_scanning_push_protection_enable",
      "business_secret_scanning_push_protection.enable",
    ],
  }),
  ...switched({
    type: "push_protection_for_new_repositories",
    disabled: [
      "org.secret_scanning_push_protection_new_repos_disable",
      "business_secret_scanning_push_protection.disabled_for_new_repos",
    ],
    enabled: [
      "org.secret_scanning_push_protection_new_repos_enable",
      "business_secret_scanning_push_protection.enabled_for_new_repos",
    ],
  }),
  { type: "push_protection_bypassed", audit: ["secret_scanning_push_protection.bypass"] },
  ...switched(atEveryLevel("secret_scanning_non_provider_patterns", "secret_scanning_non_provider_patterns")),
  ...switched(atEveryLevel("secret_scanning_validity_checks", "secret_scanning_automatic_validity_checks")),
  ...switched(atEveryLevel("secret_scanning_ai_detection", "secret_scanning_generic_secrets")),
  ...switched({
    type: "dependabot_alerts",
    disabled: [
      "repository_vulnerability_alerts.disable",
      "dependabot_alerts.disable",
      "business_dependabot_alerts.disable",
    ],
    enabled: [
      "repository_vulnerability_alerts.enable",
      "dependabot_alerts.enable",
      "business_dependabot_alerts.enable",
    ],
  }),
  ...switched({
    type: "dependabot_alerts_for_new_repositories",
    disabled: ["dependabot_alerts_new_repos.disable", "business_dependabot_alerts_new_repos.disable"],
    enabled: ["dependabot_alerts_new_repos.enable", "business_dependabot_alerts_new_repos.enable"],
  }),
  ...switched({
    type: "dependabot_security_updates",
    feature: "dependabot_security_updates",
    disabled: ["repository_security_updates.disable", "dependabot_security_updates.disable"],
    enabled: ["repository_security_updates.enable", "dependabot_security_updates.enable"],
  }),
  ...switched({
    type: "dependabot_security_updates_for_new_repositories",
    disabled: ["dependabot_security_updates_new_repos.disable"],
    enabled: ["dependabot_security_updates_new_repos.enable"],
  }),
  ...switched({
    type: "dependency_graph",
    disabled: ["repository_dependency_graph.disable", "dependency_graph.disable"],
    enabled: ["repository_dependency_graph.enable", "dependency_graph.enable"],
  }),
  ...switched({
    type: "dependency_graph_for_new_repositories",
    disabled: ["dependency_graph_new_repos.disable"],
    enabled: ["dependency_graph_new_repos.enable"],
  }),
];

/** A feature of secret scanning that the audit log names alike for a repository, an organisation and an enterprise. */
function atEveryLevel(feature: string, audit: string) {
  const levels = (state: string) => ["repository", "org", "business"].map((level) => `${level}_${audit}.${state}`);
  return { type: feature, feature, disabled: levels("disabled"), enabled: levels("enabled") };
}
