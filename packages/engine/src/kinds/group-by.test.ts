import { expect, test } from "vitest";
import { createEvaluator } from "../evaluate/create-evaluator.js";
import { defineRule } from "../rule.js";

const deleted = (minute: number, raw_data: object) => ({
  source: "github",
  external_id: String(minute),
  timestamp: `2025-01-20T09:0${minute}:00.000Z`,
  user: "ada",
  event_type: "branch_deleted",
  severity_hint: null,
  raw_data: JSON.parse(JSON.stringify(raw_data)),
});

const rule = defineRule({
  name: "branches-deleted",
  title: "Branches deleted",
  severity: "low",
  threshold: { count: 2, within: "10m", group_by: ["raw_data.repository.full_name|raw_data.repo"] },
  description: "{{user}} deleted {{count}} branches of {{raw_data.repository.full_name|raw_data.repo}}",
});

test("alternatives of a path put events of several feeds into one group", () => {
  const evaluator = createEvaluator({ rules: [rule] });
  const changes = [
    ...evaluator.evaluate([deleted(1, { repo: "acme/api" }), deleted(2, { repository: { full_name: "acme/web" } })]),
    ...evaluator.evaluate([deleted(3, { repository: { full_name: "acme/api" } }), deleted(4, {})]),
  ];
  expect(changes.map(({ finding }) => finding.description)).toEqual(["ada deleted 2 branches of acme/api"]);
});
