/**
 * An event type of ours and what GitHub's feeds call it. A word in brackets is what the record tells beyond the action:
 * `repo.access (public)` is the audit log's `repo.access` of a repository whose `visibility` is now `public`.
 */
export interface Word {
  /** Ours: `member_added`. */
  readonly type: string;
  /** Webhooks' event and action, `organization.member_added`; the Events API's `MemberEvent` with `added` is `member.added`. */
  readonly webhook?: readonly string[];
  /** The audit log's actions. */
  readonly audit?: readonly string[];
}

/** Both words for something that is switched on and off, repository by repository or for all of them at once. */
export interface Switch {
  /** Ours, without its ending: `secret_scanning`. */
  readonly type: string;
  /** What webhooks call it among the changes of `security_and_analysis`. */
  readonly feature?: string;
  readonly disabled: readonly string[];
  readonly enabled: readonly string[];
}

/** The two words of a switch: `secret_scanning_disabled`, `secret_scanning_enabled`. */
export function switched({ type, feature, disabled, enabled }: Switch): Word[] {
  const word = (state: string, audit: readonly string[]): Word => ({
    type: `${type}_${state}`,
    webhook: feature === undefined ? [] : [`security_and_analysis (${feature} ${state})`],
    audit,
  });
  return [word("disabled", disabled), word("enabled", enabled)];
}
