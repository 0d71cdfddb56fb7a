import { fileURLToPath } from "node:url";

/** Where the repository builds the dashboard. This file and what it is built into are equally deep in the tree. */
export const builtDashboard = fileURLToPath(new URL("../../../examples/dashboard/dist", import.meta.url));
