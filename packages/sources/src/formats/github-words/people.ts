import { switched, type Word } from "./word.js";

/** Organisations, their members, collaborators of repositories, teams, and how people sign in. */
export const people: readonly Word[] = [
  { type: "organization_created", audit: ["org.create"] },
  { type: "organization_deleted", webhook: ["organization.deleted"], audit: ["org.delete"] },
  { type: "organization_renamed", webhook: ["organization.renamed"], audit: ["org.rename"] },
  {
    type: "organization_property_created",
    webhook: ["organization_custom_property.created"],
    audit: ["organization_custom_property_definition.create"],
  },
  {
    type: "organization_property_changed",
    webhook: ["organization_custom_property.updated"],
    audit: ["organization_custom_property_definition.update"],
  },
  {
    type: "organization_property_deleted",
    webhook: ["organization_custom_property.deleted"],
    audit: ["organization_custom_property_definition.destroy"],
  },
  {
    type: "organization_property_values_changed",
    webhook: ["organization_custom_property_values.updated"],
    audit: ["organization_custom_property_value.create", "organization_custom_property_value.destroy"],
  },

  { type: "member_added", webhook: ["organization.member_added"], audit: ["org.add_member"] },
  { type: "member_removed", webhook: ["organization.member_removed"], audit: ["org.remove_member"] },
  {
    type: "member_invited",
    webhook: ["organization.member_invited"],
    audit: ["org.invite_member", "org.invite_user"],
  },
  { type: "role_changed", audit: ["org.update_member"] },
  { type: "user_blocked", webhook: ["org_block.blocked"], audit: ["org.block_user"] },
  { type: "user_unblocked", webhook: ["org_block.unblocked"], audit: ["org.unblock_user"] },

  { type: "collaborator_added", webhook: ["member.added"], audit: ["repo.add_member"] },
  { type: "collaborator_removed", webhook: ["member.removed"], audit: ["repo.remove_member"] },
  { type: "collaborator_role_changed", webhook: ["member.edited"], audit: ["repo.update_member"] },
  { type: "outside_collaborator_added", audit: ["org.add_outside_collaborator"] },
  { type: "outside_collaborator_removed", audit: ["org.remove_outside_collaborator"] },

  { type: "team_created", webhook: ["team.created"], audit: ["team.create"] },
  { type: "team_deleted", webhook: ["team.deleted"], audit: ["team.destroy"] },
  { type: "team_renamed", webhook: ["team.edited (name)"], audit: ["team.rename"] },
  { type: "team_privacy_changed", webhook: ["team.edited (privacy)"], audit: ["team.change_privacy"] },
  {
    type: "team_permission_changed",
    webhook: ["team.edited (repository)"],
    audit: ["team.update_repository_permission"],
  },
  { type: "team_member_added", webhook: ["membership.added"], audit: ["team.add_member"] },
  { type: "team_member_removed", webhook: ["membership.removed"], audit: ["team.remove_member"] },
  {
    type: "team_repository_added",
    webhook: ["team.added_to_repository", "team_add"],
    audit: ["team.add_repository"],
  },
  {
    type: "team_repository_removed",
    webhook: ["team.removed_from_repository"],
    audit: ["team.remove_repository"],
  },

  { type: "login_success", audit: ["user.login"] },
  { type: "login_failed", audit: ["user.failed_login"] },
  ...switched({
    type: "two_factor_requirement",
    disabled: ["org.disable_two_factor_requirement", "business.disable_two_factor_requirement"],
    enabled: ["org.enable_two_factor_requirement", "business.enable_two_factor_requirement"],
  }),
  ...switched({
    type: "saml",
    disabled: ["org.disable_saml", "business.disable_saml"],
    enabled: ["org.enable_saml", "business.enable_saml"],
  }),
  {
    type: "saml_settings_changed",
    audit: ["org.update_saml_provider_settings", "business.update_saml_provider_settings"],
  },
  {
    type: "default_repository_permission_changed",
    audit: ["org.update_default_repository_permission", "business.update_default_repository_permission"],
  },
  {
    type: "audit_log_exported",
    audit: ["org.audit_log_export", "business.audit_log_export", "user.audit_log_export"],
  },
  {
    type: "git_events_exported",
    audit: ["org.audit_log_git_event_export", "business.audit_log_git_event_export"],
  },
];
