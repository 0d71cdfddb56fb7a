import { z } from "zod";
import { severitySchema } from "./event.js";

/** What people say of a finding, in the order they usually say it. */
export const findingStatuses = ["open", "acknowledged", "resolved", "dismissed"] as const;

/** What people say of a finding. */
export type FindingStatus = (typeof findingStatuses)[number];

const time = z.iso.datetime();

/** What a rule asserts about one or more events. */
export const findingSchema = z.strictObject({
  id: z.int().positive(),
  rule_name: z.string(),
  severity: severitySchema,
  description: z.string(),
  /** Event time at which the rule's condition was reached. */
  timestamp: time,
  /** Wall clock of insertion. */
  created_at: time,
  user: z.string().nullable(),
  /** The event that completed it, or null. */
  event_id: z.int().positive().nullable(),
  /** 0–100; 21, 47, 73 or 99 for its severity where the rule sets none. */
  risk_score: z.int().min(0).max(100),
  /** `title`, `kind`, `rule_version`, `controls`, `group_key`, `values` (what the description quotes) and the kind's own figures. */
  extra_data: z.record(z.string(), z.unknown()),
  /** People's word; no later data changes it. */
  status: z.enum(findingStatuses),
  /** Later data took it back; lists hide it unless asked. */
  withdrawn: z.boolean(),
  /** 1 when created, one more each time later data amended it. */
  revision: z.int().positive(),
  /** Event time of the first event that belongs to it. */
  first_seen: time,
  /** Event time of the last event that belongs to it. */
  last_seen: time,
  event_count: z.int().positive(),
  /** Identifies the finding wherever its events are evaluated: hash of rule name, group key and completing event. */
  fingerprint: z.string(),
});

/** What a rule asserts about one or more events. */
export type Finding = z.infer<typeof findingSchema>;

/** A finding as the rules see it: before a store numbers and dates it. */
export type EvaluatedFinding = Omit<Finding, "id" | "created_at" | "status">;
