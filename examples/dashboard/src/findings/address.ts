import { useMemo, useSyncExternalStore } from "react";
import { parseView, searchOfView, type View } from "./view";

const moved = new EventTarget();

function subscribe(onMove: () => void): () => void {
  moved.addEventListener("move", onMove);
  window.addEventListener("popstate", onMove);
  return () => {
    moved.removeEventListener("move", onMove);
    window.removeEventListener("popstate", onMove);
  };
}

/** The view that the address asks for; follows the browser's back and forward. */
export function useView(): View {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  return useMemo(() => parseView(search), [search]);
}

/** Shows another view, as a new step of the browser's history. */
export function showView(view: View): void {
  const search = searchOfView(view);
  if (search === window.location.search) return;
  window.history.pushState(null, "", addressOf(view));
  moved.dispatchEvent(new Event("move"));
}

/** A view's address, for links. */
export const addressOf = (view: View) => `/${searchOfView(view)}`;
