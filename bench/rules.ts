import type { Rule, RuleEvent } from "@mcm/engine";

const isNear = ({ raw_data }: RuleEvent): boolean => typeof raw_data.ip === "string" && raw_data.ip.startsWith("10.");
const bytesOf = ({ raw_data }: RuleEvent): number => (typeof raw_data.bytes === "number" ? raw_data.bytes : 0);

/** A plain rule: few of its events make a finding. */
function stateless(name: string, on: readonly string[], when: (event: RuleEvent) => boolean): Rule {
  return { name, title: name, severity: "medium", on, when, description: "{{user}} at {{raw_data.ip}}" };
}

/** 12 rules that look at one event alone. */
export const statelessRules: readonly Rule[] = [
  stateless("admin-role", ["role_changed"], ({ raw_data }) => raw_data.role === "admin"),
  stateless("admin-permission", ["permission_granted"], ({ raw_data }) => raw_data.role === "admin"),
  stateless("far-role", ["role_changed", "permission_granted"], (event) => !isNear(event)),
  stateless("far-secret", ["secret_read"], (event) => !isNear(event)),
  stateless("secret-by-admin", ["secret_read"], ({ raw_data }) => raw_data.role === "admin"),
  stateless("secret-restored", ["secret_read"], ({ raw_data }) => raw_data.action === "restore"),
  stateless("large-download", ["file_downloaded"], (event) => bytesOf(event) > 99_000_000),
  stateless("far-download", ["file_downloaded"], (event) => !isNear(event) && bytesOf(event) > 50_000_000),
  stateless(
    "api-restore",
    ["api_called"],
    ({ raw_data }) => raw_data.action === "restore" && raw_data.role === "admin",
  ),
  stateless("far-api", ["api_called"], (event) => !isNear(event) && event.raw_data.action === "delete"),
  stateless("robot", ["login_success", "login_failed"], ({ raw_data }) => String(raw_data.user_agent).includes("bot")),
  stateless("root", ["login_success", "api_called"], ({ user }) => user === "root"),
];

const stateful = { title: "More than one event", severity: "high" as const, description: "{{user}}, {{count}} times" };
const group_by = ["user"];

/** 8 rules that look beyond one event; together they take 1.5 events of {@link activity} each. */
export const statefulRules: readonly Rule[] = [
  {
    ...stateful,
    name: "admins",
    on: ["permission_granted", "role_changed"],
    when: ({ raw_data }) => raw_data.role === "admin" && raw_data.action === "get",
    dedup: { quiet: "1h", group_by },
  },
  { ...stateful, name: "failed-logins", on: ["login_failed"], threshold: { count: 5, within: "10m", group_by } },
  {
    ...stateful,
    name: "readings",
    on: ["file_downloaded", "secret_read"],
    threshold: { count: 20, within: "1h", group_by },
  },
  {
    ...stateful,
    name: "addresses",
    on: ["login_success"],
    distinct: { field: "raw_data.ip", count: 4, within: "1h", group_by },
  },
  {
    ...stateful,
    name: "new-country",
    on: ["login_success"],
    new_value: { fields: ["raw_data.country"], history: "30d", learn: "6h", group_by },
  },
  {
    ...stateful,
    name: "rare-action",
    on: ["api_called"],
    rare: { field: "raw_data.action", at_most: 1, within: "7d", after: 20, group_by },
  },
  {
    ...stateful,
    name: "guessed-password",
    on: ["login_failed", "login_success"],
    sequence: {
      steps: [({ event_type }) => event_type === "login_failed", ({ event_type }) => event_type === "login_success"],
      within: "10m",
      group_by,
    },
  },
  {
    ...stateful,
    name: "silent-host",
    on: ["heartbeat_received"],
    absence: { every: "1d", group_by: ["raw_data.host"] },
  },
];
