import { useState } from "react";
import type { Page } from "../api/client";
import { type HeldPage, heldPage } from "./held-page";

/**
 * The rows that stand on the screen while newer ones are only announced; see {@link heldPage}. Another `key`
 * is another list. `update` shows the latest rows.
 */
export function useHeldPage<Row extends { readonly id: number }>(key: string, latest: Page<Row> | undefined) {
  const [held, setHeld] = useState<{ readonly key: string; readonly page: Page<Row> } | null>(null);
  const update = () => setHeld(latest ? { key, page: latest } : null);

  // An empty list has no rows to keep in place.
  const keeps = held?.key === key && held.page.rows.length > 0;
  if (latest && !keeps && held?.page !== latest) update();

  const page: HeldPage<Row> | undefined = latest && keeps ? heldPage(held.page, latest) : undefined;
  return { page: page ?? (latest && { ...latest, news: 0, outdated: false }), update };
}
