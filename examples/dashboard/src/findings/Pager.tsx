import { useQueryClient } from "@tanstack/react-query";
import { findingsQuery } from "../api/queries";
import { wholeNumber } from "../format/number";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { showView } from "./address";
import { changed, pageSize, queryOfView, type View } from "./view";

interface Props {
  readonly view: View;
  /** How many findings match; undefined while loading. */
  readonly total: number | undefined;
  /** Whether there are more than `total`. */
  readonly more: boolean;
  /** Called when another page was asked for. */
  readonly onTurn: () => void;
}

/** Where the page lies in the list, and the way to its neighbours; stays at the bottom of the screen. */
export function Pager({ view, total, more, onTurn }: Props) {
  const { page } = view;
  const pages = Math.max(1, Math.ceil((total ?? 0) / pageSize));
  const first = (page - 1) * pageSize + 1;
  const last = first + pageSize - 1;
  const orMore = more ? "+" : "";
  return (
    <div className="figures sticky bottom-0 mt-auto flex h-10 items-center gap-2 border-line border-t bg-surface px-4 text-sm text-soft xl:px-6">
      <p role="status">
        {total !== undefined &&
          `${placeOf(first, more ? last : Math.min(last, total))} of ${wholeNumber(total)}${orMore}`}
      </p>
      <nav aria-label="Pages" className="ml-auto flex items-center gap-1">
        {total !== undefined && (
          <span className="mr-2">
            Page {wholeNumber(page)} of {wholeNumber(pages)}
            {orMore}
          </span>
        )}
        <Turn view={view} to={page - 1} pages={pages} label="Previous page" onTurn={onTurn} />
        <Turn view={view} to={page + 1} pages={more ? page + 1 : pages} label="Next page" onTurn={onTurn} />
      </nav>
    </div>
  );
}

const placeOf = (first: number, last: number) =>
  first === last ? wholeNumber(first) : `${wholeNumber(first)}–${wholeNumber(last)}`;

interface TurnProps {
  readonly view: View;
  readonly to: number;
  readonly pages: number;
  readonly label: string;
  readonly onTurn: () => void;
}

function Turn({ view, to, pages, label, onTurn }: TurnProps) {
  const client = useQueryClient();
  const next = changed(view, { page: to });
  return (
    <Button
      look="quiet"
      className="w-7 justify-center px-0"
      aria-label={label}
      disabled={to < 1 || to > pages}
      onPointerEnter={() => client.prefetchQuery(findingsQuery(queryOfView(next)))}
      onClick={() => {
        showView(next);
        onTurn();
      }}
    >
      <Icon name={to < view.page ? "left" : "right"} />
    </Button>
  );
}
