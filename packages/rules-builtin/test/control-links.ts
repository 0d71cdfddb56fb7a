import type { Control } from "@mcm/engine";

/** A control as people read it, with the address of its page where it has one. */
export function linkOf(control: Control): string {
  const [framework = "", requirement = ""] = control.split(/:(.*)/s);
  switch (framework) {
    case "SOC2":
      return `SOC 2 ${requirement}`;
    case "ISO27001":
      return `ISO/IEC 27001:2022 ${requirement}`;
    case "CIS":
      return `CIS Controls v8 ${requirement}`;
    case "ATTACK":
      return `[MITRE ATT&CK ${requirement}](https://attack.mitre.org/techniques/${requirement.replace(".", "/")}/)`;
    default:
      return control;
  }
}
