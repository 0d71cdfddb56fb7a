import { useQueryClient } from "@tanstack/react-query";
import { findingsQuery } from "../api/queries";
import { Icon } from "../parts/Icon";
import { showView } from "./address";
import type { Column } from "./columns";
import { changed, type FindingSort, queryOfView, sortedBy, type View } from "./view";

/** The table's head; a click on a column sorts by it, a second one turns the order round. */
export function SortHead({ columns, view }: { readonly columns: readonly Column[]; readonly view: View }) {
  return (
    <thead>
      <tr>
        <th scope="col" className={`${head} w-10 pl-4 xl:w-12 xl:pl-6`}>
          <span className="sr-only">Details</span>
        </th>
        {columns.map(({ name, sort, place, numbers }) => (
          <th
            key={name}
            scope="col"
            aria-sort={sort ? orderOf(view, sort) : undefined}
            className={`${head} ${place} ${numbers ? "text-right" : ""}`}
          >
            {sort ? <SortButton view={view} name={name} sort={sort} numbers={numbers} /> : name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

const head =
  "top-12 z-10 h-8 border-line border-y bg-sunken text-left font-normal text-soft text-xs md:sticky last:pr-4 xl:last:pr-6";

interface ButtonProps {
  readonly view: View;
  readonly name: string;
  readonly sort: FindingSort;
  readonly numbers: boolean;
}

function SortButton({ view, name, sort, numbers }: ButtonProps) {
  const client = useQueryClient();
  const next = changed(view, { sort: sortedBy(view.sort, sort) });
  const order = orderOf(view, sort);
  return (
    <button
      type="button"
      onClick={() => showView(next)}
      onPointerEnter={() => client.prefetchQuery(findingsQuery(queryOfView(next)))}
      className={`group -mx-1 inline-flex h-6 items-center gap-1 rounded-sm px-1 hover:text-ink ${numbers ? "flex-row-reverse" : ""} ${order === "none" ? "" : "font-semibold text-ink"}`}
    >
      {name}
      <Icon
        name={order === "ascending" ? "up" : "down"}
        className={`size-3 ${order === "none" ? "opacity-0 group-hover:opacity-60" : ""}`}
      />
    </button>
  );
}

function orderOf({ sort }: View, key: FindingSort): "ascending" | "descending" | "none" {
  if (sort === key) return "ascending";
  return sort === `-${key}` ? "descending" : "none";
}
