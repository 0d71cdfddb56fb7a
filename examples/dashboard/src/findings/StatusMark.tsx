import type { FindingStatus } from "@mcm/engine";

const looks: Record<FindingStatus, { readonly name: string; readonly path: string }> = {
  open: { name: "Open", path: "" },
  acknowledged: { name: "Acknowledged", path: "M4.5 7h5" },
  resolved: { name: "Resolved", path: "M4.3 7.2 6.2 9l3.5-4" },
  dismissed: { name: "Dismissed", path: "M4.8 4.8l4.4 4.4M9.2 4.8 4.8 9.2" },
};

/** What people said of a finding, as a shape and a word. */
export function StatusMark({ status }: { readonly status: FindingStatus }) {
  const { name, path } = looks[status];
  return (
    <span className="flex items-center gap-1.5 text-soft">
      <svg className="size-3.5 shrink-0 fill-none stroke-current" viewBox="0 0 14 14" aria-hidden="true">
        <circle cx="7" cy="7" r="5.5" strokeWidth="1.4" />
        <path d={path} strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      {name}
    </span>
  );
}
