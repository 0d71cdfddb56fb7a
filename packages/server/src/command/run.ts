import type { Command } from "commander";
import { print } from "../terminal/output.js";
import { count, findingCounts } from "./counts.js";
import { withEngine } from "./with-engine.js";

/** `mcm run` */
export function runCommand(program: Command): void {
  const command = program.command("run").description("run the rules over events that they have not seen");
  command.action(async () => {
    const result = await withEngine(command.optsWithGlobals(), (engine) => engine.run());
    const { json } = command.optsWithGlobals<{ json?: true }>();
    await print(
      json ? `${JSON.stringify(result)}\n` : `events: ${count(result.processed)} processed\n${findingCounts(result)}\n`,
    );
  });
}
