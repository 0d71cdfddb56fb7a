import type { Finding } from "@mcm/engine";
import type { ReactNode } from "react";
import { wholeNumber } from "../format/number";
import { exactTime } from "../format/time";
import { Button } from "../parts/Button";
import { showView } from "./address";
import { FindingEvents } from "./FindingEvents";
import { SeverityMark, severityName } from "./SeverityMark";
import { changed, type View } from "./view";

interface Props {
  readonly finding: Finding;
  readonly view: View;
}

/** What a finding says in full: its facts, the events around it, every field. */
export function FindingDetails({ finding, view }: Props) {
  const { rule_name, user, severity, extra_data } = finding;
  const title = typeof extra_data.title === "string" ? extra_data.title : rule_name;
  return (
    <div className="grid gap-x-10 gap-y-5 px-4 py-4 md:pl-10 xl:grid-cols-2 xl:pr-6 xl:pl-12">
      <div className="min-w-0">
        <p className="mb-3 max-w-prose break-words text-base">
          <bdi>{finding.description}</bdi>
        </p>
        <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-y-1.5 text-sm">
          <Fact name="Rule">{title === rule_name ? title : `${title} (${rule_name})`}</Fact>
          <Fact name="User">{user ?? "No user"}</Fact>
          <Fact name="Severity">
            <span className="inline-flex items-center gap-2">
              <SeverityMark severity={severity} />
              {severityName(severity)}, risk {finding.risk_score} of 100
            </span>
          </Fact>
          <Fact name="Reached">{exactTime(finding.timestamp)}</Fact>
          <Fact name="First event">{exactTime(finding.first_seen)}</Fact>
          <Fact name="Last event">{exactTime(finding.last_seen)}</Fact>
          <Fact name="Events">{wholeNumber(finding.event_count)}</Fact>
          {textsIn(extra_data.controls).length > 0 && (
            <Fact name="Controls">{textsIn(extra_data.controls).join(", ")}</Fact>
          )}
        </dl>
        <div className="mt-4 flex flex-wrap gap-2">
          <Button onClick={() => showView(changed(view, { rule_name }))}>Only this rule</Button>
          {user !== null && <Button onClick={() => showView(changed(view, { user }))}>Only this user</Button>}
        </div>
      </div>
      <div className="min-w-0">
        <FindingEvents finding={finding} />
        <AllFields record={finding} />
      </div>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 break-words">
        <bdi>{children}</bdi>
      </dd>
    </>
  );
}

/** A record as it is stored, on demand. */
function AllFields({ record }: { readonly record: object }) {
  return (
    <details className="mt-3 text-sm">
      <summary className="w-fit rounded-sm text-soft hover:text-ink">All fields of the finding</summary>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it
        tabIndex={0}
        className="mt-2 max-h-72 overflow-auto rounded-md border border-line bg-surface p-3 font-mono text-xs"
      >
        {JSON.stringify(record, null, 2)}
      </pre>
    </details>
  );
}

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
