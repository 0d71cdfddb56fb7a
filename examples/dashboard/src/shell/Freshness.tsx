import { ApiError } from "../api/problem";
import { duration } from "../format/time";
import { useNow } from "../format/use-now";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";

/** What is told of a request whose answer is shown. */
export interface Shown {
  readonly data: unknown;
  /** Milliseconds since 1970; 0 for never. */
  readonly dataUpdatedAt: number;
  /** Why the last request failed; null when it did not. */
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

/** When what is shown was loaded; its age and why, once the server no longer answers. Refreshes on demand. */
export function Freshness({ parts }: { readonly parts: readonly Shown[] }) {
  const loaded = parts.filter(({ data }) => data !== undefined);
  if (loaded.length === 0) return null;
  const since = Math.min(...loaded.map(({ dataUpdatedAt }) => dataUpdatedAt));
  const error = loaded.find(({ error }) => error)?.error;
  const fetching = parts.some(({ isFetching }) => isFetching);
  return (
    <div
      className={`ml-auto flex items-center gap-3 ${error ? "max-md:mt-1 max-md:w-full max-md:justify-between" : ""}`}
    >
      <div role="status">{error && <Stale since={since} error={error} />}</div>
      {!error && (
        <p className="figures hidden whitespace-nowrap text-faint text-sm sm:block">
          Updated {clock.format(since)} UTC
        </p>
      )}
      <Button disabled={fetching && error !== undefined} onClick={() => parts.map(({ refetch }) => refetch())}>
        <Icon name="refresh" className="size-3.5" />
        <span className={error ? "" : "max-sm:sr-only"}>{error ? "Try again" : "Refresh"}</span>
      </Button>
    </div>
  );
}

function Stale({ since, error }: { readonly since: number; readonly error: Error }) {
  const age = duration(useNow(5_000) - since);
  const why = error instanceof ApiError ? error.title : error.message;
  return (
    <p className="flex items-center gap-1.5 rounded-md bg-warning-soft px-2 py-0.5 text-sm text-warning">
      <Icon name="warning" className="size-3.5" />
      {why}. Showing what was loaded {age} ago.
    </p>
  );
}

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "UTC" });
