import { showView } from "./address";
import { columns } from "./columns";
import { changed, sorts, type View } from "./view";

/** The order of the findings where there is no room for the heads of all columns. */
export function SortSelect({ view }: { readonly view: View }) {
  return (
    <select
      aria-label="Sort by"
      value={view.sort}
      onChange={({ target }) => {
        const sort = sorts.find((each) => each === target.value);
        if (sort) showView(changed(view, { sort }));
      }}
      className="h-7 rounded-md border border-edge bg-surface px-1.5 text-sm text-soft md:hidden"
    >
      {columns.flatMap(({ name, sort: key }) => {
        if (key === null) return [];
        return sorts
          .filter((sort) => sort.replace("-", "") === key)
          .map((sort) => (
            <option key={sort} value={sort}>
              {name}, {sort.startsWith("-") ? "descending" : "ascending"}
            </option>
          ));
      })}
    </select>
  );
}
