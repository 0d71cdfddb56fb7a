import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventTypeOf, failedTypeOf } from "./event-type.js";

describe("an event type from a log's own name", () => {
  test.each([
    ["AttachUserPolicy", "attach_user_policy"],
    ["CreateDBInstance", "create_db_instance"],
    ["DescribeVPCs", "describe_vpcs"],
    ["ListMFADevices", "list_mfa_devices"],
    ["AssumeRoleWithSAML", "assume_role_with_saml"],
    ["UpdateWebACL", "update_web_acl"],
    ["GetEC2InstanceRecommendations", "get_ec2_instance_recommendations"],
    ["ListObjectsV2", "list_objects_v2"],
    ["ListBuckets20150331", "list_buckets"],
    ["UpdateFunctionCode20150331v2", "update_function_code"],
    ["CreateDistribution2020_05_31", "create_distribution"],
    ["protected_branch.destroy", "protected_branch_destroy"],
    ["hook.config_changed", "hook_config_changed"],
    ["workflows.completed_workflow_run", "workflows_completed_workflow_run"],
    ["  Odd -- name! ", "odd_name"],
  ])("%s is %s", (name, type) => {
    expect(eventTypeOf(name)).toBe(type);
  });

  test.each(["", "…", "日本", "__"])("%j has nothing to make one of", (name) => {
    expect(eventTypeOf(name)).toBeUndefined();
  });

  test("says that it failed, within 200 characters", () => {
    expect(failedTypeOf("CreateUser")).toBe("create_user_failed");
    expect(failedTypeOf("…")).toBeUndefined();
    const longest = failedTypeOf(`${"a".repeat(192)}_${"b".repeat(100)}`);
    expect(longest).toBe(`${"a".repeat(192)}_failed`);
  });

  test("comes at once from a name of a million letters", () => {
    const start = performance.now();
    expect(eventTypeOf("A".repeat(1_000_000))).toBe("a".repeat(200));
    expect(performance.now() - start).toBeLessThan(100);
  });

  test("is snake_case of at most 200 characters, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", maxLength: 300 }), (name) => {
        const type = eventTypeOf(name);
        if (type === undefined) return;
        expect(type).toMatch(/^[a-z0-9]+(_+[a-z0-9]+)*$/);
        expect(type.length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
