import { styleText } from "node:util";
import type { Severity } from "@mcm/engine";

/** A moment for people: UTC, to the second. */
export const moment = (time: string) => time.slice(0, 19).replace("T", " ");

const colours: Record<Severity, Parameters<typeof styleText>[0]> = {
  low: "dim",
  medium: "yellow",
  high: "red",
  critical: ["red", "bold"],
};

/** Colours a severity, where standard output shows colour. */
export function severityStyle(text: string, severity: Severity | null): string {
  return severity === null ? text : styleText(colours[severity], text, { stream: process.stdout });
}
