import type { EventQuery, Finding, SourceEvent } from "@mcm/engine";
import { useQuery } from "@tanstack/react-query";
import { eventsQuery } from "../api/queries";
import { counted, wholeNumber } from "../format/number";
import { exactTime } from "../format/time";
import { Blank } from "../parts/Blank";
import { Button } from "../parts/Button";

const shownEvents = 6;

/** The events of a finding's user from its first event to its last, with their records. */
export function FindingEvents({ finding }: { readonly finding: Finding }) {
  const { data, error, refetch } = useQuery({ ...eventsQuery(around(finding)), refetchInterval: false });
  return (
    <section className="min-w-0 text-sm">
      <h3 className="mb-1.5 text-faint">
        {finding.user === null ? "Events" : "The user's events"} from the first to the last of this finding
        {data && `: ${wholeNumber(data.total)}`}
      </h3>
      {data ? (
        <ul className="divide-y divide-line rounded-md border border-line bg-surface">
          {data.rows.map((event) => (
            <EventItem key={event.id} event={event} completed={event.id === finding.event_id} />
          ))}
          {data.total > data.rows.length && (
            <li className="px-3 py-1.5 text-faint">and {counted(data.total - data.rows.length, "earlier one")}</li>
          )}
          {data.total === 0 && <li className="px-3 py-1.5 text-faint">No event is stored from this time.</li>}
        </ul>
      ) : error ? (
        <p className="flex items-center gap-3 text-soft">
          They could not be loaded. {error.message}
          <Button onClick={() => refetch()}>Try again</Button>
        </p>
      ) : (
        <Blank className="h-9 w-full" />
      )}
    </section>
  );
}

function around({ user, first_seen, last_seen }: Finding): EventQuery {
  // The upper bound is exclusive, the last event belongs to it.
  const to = new Date(Date.parse(last_seen) + 1).toISOString();
  return { ...(user !== null && { user }), from: first_seen, to, limit: shownEvents };
}

function EventItem({ event, completed }: { readonly event: SourceEvent; readonly completed: boolean }) {
  const name = event.event_type.replaceAll("_", " ");
  return (
    <li>
      <details>
        <summary className="flex items-baseline gap-3 px-3 py-1.5 hover:bg-hover">
          <span className="figures whitespace-nowrap text-soft">{exactTime(event.timestamp)}</span>
          <span className="truncate first-letter:uppercase" title={event.event_type}>
            {name}
          </span>
          {completed && <span className="whitespace-nowrap text-accent">completed the finding</span>}
          <bdi className="ml-auto truncate text-faint" title={`Source: ${event.source}`}>
            {event.source}
          </bdi>
        </summary>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it
          tabIndex={0}
          className="max-h-72 overflow-auto border-line border-t p-3 font-mono text-xs"
        >
          {JSON.stringify(event.raw_data, null, 2)}
        </pre>
      </details>
    </li>
  );
}
