import { setTimeout as wait } from "node:timers/promises";

/** The longest that a timer of Node.js takes. */
const longest = 2 ** 31 - 1;

/** Waits so many milliseconds. Gives whether all of them went by; false when the signal cut them short. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return wait(Math.min(milliseconds, longest), true, { signal }).catch(() => false);
}
