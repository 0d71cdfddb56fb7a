import type { JsonObject } from "@mcm/engine";
import { isJsonObject } from "../fields.js";
import { utcTime } from "../time.js";

/** Where an event's body says when, by action; `else` holds for the other actions. Of several the first that is there. */
type Times = Readonly<Record<string, readonly string[]>>;

/** What has the times of its making, of its closing and of its last change, and none of being deleted. */
const of = (thing: string, more: Times = {}): Times => ({
  created: [`${thing}.created_at`],
  opened: [`${thing}.created_at`],
  closed: [`${thing}.closed_at`, `${thing}.updated_at`],
  deleted: [],
  else: [`${thing}.updated_at`],
  ...more,
});

const always = (...paths: string[]): Times => ({ else: paths });

/** Pinning leaves no mark on an issue, and one that was moved keeps the times that it had before. */
const unmarked: Times = { pinned: [], unpinned: [], transferred: [] };

/**
 * The moment of the deed in each event's body. An event or action that is not here has none: nothing in the body of a `member`
 * says when somebody was added, and a repository's own times are of its last other change.
 */
const times: Readonly<Record<string, Times>> = {
  // Most settings of a rule or a ruleset are kept beside it: it is not itself updated when they change.
  branch_protection_rule: { created: ["rule.created_at"] },
  // A run that is asked for again still has the times of the run before.
  check_run: { created: ["check_run.started_at"], completed: ["check_run.completed_at"] },
  check_suite: { requested: ["check_suite.created_at"], completed: ["check_suite.updated_at"] },
  code_scanning_alert: {
    ...of("alert"),
    closed_by_user: ["alert.dismissed_at"],
    fixed: ["alert.fixed_at", "alert.updated_at"],
  },
  commit_comment: of("comment"),
  // What makes or deletes a branch or a tag is a push.
  create: always("repository.pushed_at"),
  delete: always("repository.pushed_at"),
  dependabot_alert: {
    ...of("alert"),
    dismissed: ["alert.dismissed_at"],
    fixed: ["alert.fixed_at"],
    auto_dismissed: ["alert.auto_dismissed_at", "alert.updated_at"],
  },
  deploy_key: { created: ["key.created_at"] },
  deployment: always("deployment.created_at"),
  deployment_review: { requested: ["since"] },
  deployment_status: always("deployment_status.created_at"),
  // Labels and locks leave no mark on a discussion.
  discussion: {
    created: ["discussion.created_at"],
    edited: ["discussion.updated_at"],
    category_changed: ["discussion.updated_at"],
    answered: ["discussion.answer_chosen_at"],
    unanswered: ["discussion.updated_at"],
    closed: ["discussion.closed_at", "discussion.updated_at"],
    reopened: ["discussion.updated_at"],
  },
  discussion_comment: of("comment"),
  fork: always("forkee.created_at"),
  installation: { created: ["installation.created_at"], suspend: ["installation.suspended_at"] },
  issue_comment: of("comment"),
  issues: of("issue", unmarked),
  merge_group: { checks_requested: ["merge_group.head_commit.timestamp"] },
  milestone: of("milestone", { opened: ["milestone.updated_at"] }),
  organization: { member_invited: ["invitation.created_at"] },
  package: always("package.updated_at"),
  page_build: always("build.updated_at"),
  personal_access_token_request: { created: ["personal_access_token_request.created_at"] },
  project: of("project", { closed: ["project.updated_at"] }),
  project_card: of("project_card"),
  project_column: of("project_column"),
  projects_v2: of("projects_v2", { deleted: ["projects_v2.deleted_at"] }),
  projects_v2_item: of("projects_v2_item", { archived: ["projects_v2_item.archived_at"] }),
  projects_v2_status_update: of("projects_v2_status_update"),
  pull_request: of("pull_request"),
  pull_request_review: {
    submitted: ["review.submitted_at"],
    else: ["review.updated_at", "pull_request.updated_at"],
  },
  pull_request_review_comment: of("comment"),
  pull_request_review_thread: always("updated_at"),
  public: always("repository.updated_at"),
  push: always("repository.pushed_at"),
  registry_package: always("registry_package.updated_at"),
  // A release's created_at is its commit's.
  release: {
    published: ["release.published_at"],
    released: ["release.published_at"],
    prereleased: ["release.published_at"],
    created: ["release.updated_at", "release.published_at"],
    edited: ["release.updated_at"],
    unpublished: ["release.updated_at"],
  },
  repository: {
    created: ["repository.created_at"],
    privatized: ["repository.updated_at"],
    publicized: ["repository.updated_at"],
  },
  repository_advisory: {
    published: ["repository_advisory.published_at"],
    reported: ["repository_advisory.created_at"],
  },
  repository_ruleset: { created: ["repository_ruleset.created_at"] },
  repository_vulnerability_alert: {
    create: ["alert.created_at"],
    dismiss: ["alert.dismissed_at"],
    resolve: ["alert.fixed_at"],
  },
  secret_scanning_alert: of("alert", { resolved: ["alert.resolved_at"] }),
  secret_scanning_scan: always("completed_at"),
  security_advisory: {
    published: ["security_advisory.published_at"],
    updated: ["security_advisory.updated_at"],
    withdrawn: ["security_advisory.withdrawn_at"],
  },
  sponsorship: { created: ["sponsorship.created_at"] },
  star: { created: ["starred_at"] },
  status: always("updated_at", "created_at"),
  workflow_job: {
    queued: ["workflow_job.created_at", "workflow_job.started_at"],
    waiting: ["workflow_job.created_at", "workflow_job.started_at"],
    in_progress: ["workflow_job.started_at"],
    completed: ["workflow_job.completed_at"],
  },
  // A run that is started again keeps its created_at.
  workflow_run: {
    requested: ["workflow_run.run_started_at", "workflow_run.created_at"],
    else: ["workflow_run.updated_at"],
  },
};

const request: Times = {
  created: ["exemption_request.created_at"],
  response_submitted: ["exemption_response.created_at"],
};

/** Where the body of an event says when it happened: paths in it, none where nothing in it does. */
export function deedTimePaths(event: string, action: string | undefined): readonly string[] {
  const found = Object.hasOwn(times, event) ? times[event] : undefined;
  const ofEvent = found ?? (event.includes("_request_") ? request : {});
  const ofAction = action !== undefined && Object.hasOwn(ofEvent, action) ? ofEvent[action] : undefined;
  return ofAction ?? ofEvent.else ?? [];
}

/** When what a body tells of happened, in UTC, or undefined where nothing in it says. */
export function deedTime(paths: readonly string[], body: JsonObject): string | undefined {
  for (const path of paths) {
    const time = utcTime(at(path, body));
    if (time !== undefined && time >= earliest) return time;
  }
  return undefined;
}

/** Some packages are of the year 1. */
const earliest = "2008-01-01";

function at(path: string, body: JsonObject): unknown {
  let value: unknown = body;
  for (const key of path.split(".")) value = isJsonObject(value) ? value[key] : undefined;
  return value;
}
