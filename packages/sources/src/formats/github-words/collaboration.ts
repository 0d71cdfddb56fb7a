import type { Word } from "./word.js";

/** Of issues, where the webhook's word says all and the audit log has none. */
const issueActions = [
  ...["assigned", "closed", "demilestoned", "edited", "labeled", "locked", "milestoned", "opened", "reopened"],
  ...["typed", "unassigned", "unlabeled", "unlocked", "untyped"],
];

/** Pull requests, issues, discussions and projects. */
export const collaboration: readonly Word[] = [
  { type: "pull_request_opened", webhook: ["pull_request.opened"], audit: ["pull_request.create"] },
  {
    type: "pull_request_merged",
    webhook: ["pull_request.closed (merged)", "pull_request.merged"],
    audit: ["pull_request.merge", "pull_request.indirect_merge"],
  },
  { type: "pull_request_closed", webhook: ["pull_request.closed"], audit: ["pull_request.close"] },
  { type: "pull_request_reopened", webhook: ["pull_request.reopened"], audit: ["pull_request.reopen"] },
  { type: "pull_request_synchronized", webhook: ["pull_request.synchronize"] },
  {
    type: "pull_request_review_requested",
    webhook: ["pull_request.review_requested"],
    audit: ["pull_request.create_review_request"],
  },
  {
    type: "pull_request_review_request_removed",
    webhook: ["pull_request.review_request_removed"],
    audit: ["pull_request.remove_review_request"],
  },
  {
    type: "pull_request_dequeued",
    webhook: ["pull_request.dequeued"],
    audit: ["merge_queue.pull_request_dequeued"],
  },
  {
    type: "pull_request_reviewed",
    webhook: ["pull_request_review.submitted", "pull_request_review.created"],
    audit: ["pull_request_review.submit"],
  },
  {
    type: "pull_request_review_edited",
    webhook: ["pull_request_review.edited", "pull_request_review.updated"],
  },
  {
    type: "pull_request_review_dismissed",
    webhook: ["pull_request_review.dismissed"],
    audit: ["pull_request_review.dismiss"],
  },
  { type: "pull_request_review_deleted", audit: ["pull_request_review.delete"] },
  {
    type: "pull_request_commented",
    webhook: ["pull_request_review_comment.created"],
    audit: ["pull_request_review_comment.create"],
  },
  {
    type: "pull_request_comment_edited",
    webhook: ["pull_request_review_comment.edited"],
    audit: ["pull_request_review_comment.update"],
  },
  {
    type: "pull_request_comment_deleted",
    webhook: ["pull_request_review_comment.deleted"],
    audit: ["pull_request_review_comment.delete"],
  },

  ...issueActions.map((action) => ({ type: `issue_${action}`, webhook: [`issues.${action}`] })),
  { type: "issue_deleted", webhook: ["issues.deleted"], audit: ["issue.destroy"] },
  { type: "issue_transferred", webhook: ["issues.transferred"], audit: ["issue.transfer"] },
  { type: "issue_pinned", webhook: ["issues.pinned"], audit: ["issue.pinned"] },
  { type: "issue_unpinned", webhook: ["issues.unpinned"], audit: ["issue.unpinned"] },
  { type: "issue_commented", webhook: ["issue_comment.created"] },
  { type: "issue_comment_edited", webhook: ["issue_comment.edited"], audit: ["issue_comment.update"] },
  { type: "issue_comment_deleted", webhook: ["issue_comment.deleted"], audit: ["issue_comment.destroy"] },
  {
    type: "issue_parent_added",
    webhook: ["sub_issues.parent_issue_added"],
    audit: ["sub_issues.parent_issue_add"],
  },
  {
    type: "issue_parent_removed",
    webhook: ["sub_issues.parent_issue_removed"],
    audit: ["sub_issues.parent_issue_remove"],
  },
  { type: "sub_issue_added", webhook: ["sub_issues.sub_issue_added"], audit: ["sub_issues.sub_issue_add"] },
  {
    type: "sub_issue_removed",
    webhook: ["sub_issues.sub_issue_removed"],
    audit: ["sub_issues.sub_issue_remove"],
  },
  ...["blocked_by", "blocking"].flatMap((relation) => [
    {
      type: `issue_${relation}_added`,
      webhook: [`issue_dependencies.${relation}_added`],
      audit: [`issue_dependencies.${relation}_add`],
    },
    {
      type: `issue_${relation}_removed`,
      webhook: [`issue_dependencies.${relation}_removed`],
      audit: [`issue_dependencies.${relation}_remove`],
    },
  ]),

  { type: "discussion_opened", webhook: ["discussion.created"] },
  { type: "discussion_deleted", webhook: ["discussion.deleted"], audit: ["discussion.destroy"] },
  { type: "discussion_commented", webhook: ["discussion_comment.created"] },
  {
    type: "discussion_comment_edited",
    webhook: ["discussion_comment.edited"],
    audit: ["discussion_comment.update"],
  },
  {
    type: "discussion_comment_deleted",
    webhook: ["discussion_comment.deleted"],
    audit: ["discussion_comment.destroy"],
  },

  { type: "project_created", webhook: ["project.created", "projects_v2.created"], audit: ["project.create"] },
  {
    type: "project_renamed",
    webhook: ["project.edited (name)", "projects_v2.edited (title)"],
    audit: ["project.rename"],
  },
  { type: "project_made_public", webhook: ["projects_v2.edited (public)"], audit: ["project.visibility_public"] },
  { type: "project_made_private", webhook: ["projects_v2.edited (private)"], audit: ["project.visibility_private"] },
  { type: "project_edited", webhook: ["project.edited", "projects_v2.edited"] },
  { type: "project_closed", webhook: ["project.closed", "projects_v2.closed"], audit: ["project.close"] },
  { type: "project_reopened", webhook: ["project.reopened", "projects_v2.reopened"], audit: ["project.open"] },
  { type: "project_deleted", webhook: ["project.deleted", "projects_v2.deleted"], audit: ["project.delete"] },

  {
    type: "sponsorship_created",
    webhook: ["sponsorship.created"],
    audit: ["sponsors.sponsor_sponsorship_create"],
  },
  {
    type: "sponsorship_cancelled",
    webhook: ["sponsorship.cancelled"],
    audit: ["sponsors.sponsor_sponsorship_cancel"],
  },
  {
    type: "sponsorship_tier_changed",
    webhook: ["sponsorship.tier_changed"],
    audit: ["sponsors.sponsor_sponsorship_tier_change"],
  },
];
