import { useQueryClient } from "@tanstack/react-query";
import type { ComponentProps, MouseEvent } from "react";
import { findingsQuery } from "../api/queries";
import { addressOf, showView } from "./address";
import { queryOfView, type View } from "./view";

interface Props extends Omit<ComponentProps<"a">, "href" | "onClick"> {
  readonly view: View;
}

/** A link to a view of the findings, which are fetched as soon as the pointer is on it. */
export function ViewLink({ view, ...rest }: Props) {
  const client = useQueryClient();
  const prefetch = () => client.prefetchQuery(findingsQuery(queryOfView(view)));
  return <a href={addressOf(view)} onClick={(event) => follow(event, view)} onPointerEnter={prefetch} {...rest} />;
}

function follow(event: MouseEvent, view: View): void {
  // With a modifier, the browser opens a new tab or window.
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  showView(view);
}
