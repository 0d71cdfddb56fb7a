import type { Engine, PruneResult, PullResult } from "@mcm/engine";
import type { Command } from "commander";
import { builtDashboard } from "../built-dashboard.js";
import { configuredSources } from "../config/configured-sources.js";
import { followRules } from "../rules/follow-rules.js";
import { checkExposure } from "../security/exposure.js";
import { seedDemo } from "../serve/demo.js";
import { serveSettings } from "../serve/environment.js";
import { pruneRegularly } from "../serve/prune-regularly.js";
import { pullRegularly } from "../serve/pull-regularly.js";
import { print, say, sayError } from "../terminal/output.js";
import { aborted, stopSignal } from "../terminal/stop-signal.js";
import { configOf } from "./configured.js";
import { count } from "./counts.js";
import { addPruningFlags, prunedText, pruneEvery, type RetentionFlags, retentionOf } from "./retention-flags.js";
import { type RulesFlag, ruleChoiceOf } from "./rules-flag.js";
import { withEngine } from "./with-engine.js";

/** Requests are answered between transactions; shorter ones would cost more an event. */
const batchMilliseconds = 20;

interface ServeFlags extends RulesFlag, RetentionFlags {
  readonly db?: string;
  readonly json?: true;
  readonly port?: string;
  readonly host?: string;
  readonly demo?: true;
  readonly dashboard?: string;
}

/** `mcm serve` */
export function serveCommand(program: Command): void {
  const command = program.command("serve").description("serve the dashboard and the API");
  addPruningFlags(command)
    .option("--port <port>", "port to listen on, 0 for any free one (PORT; default 3000)")
    .option("--host <host>", "address to listen on (MCM_HOST; default 127.0.0.1)")
    .option("--dashboard <folder>", "built dashboard to serve, instead of the repository's own")
    .option("--demo", "when the database holds no events, fill it with a month of invented ones")
    .action(async () => {
      const flags = command.optsWithGlobals<ServeFlags>();
      const settings = serveSettings(flags, process.env);
      // Before a database is made that would be there for nothing.
      checkExposure(settings);
      // Loaded here, for every other command starts a third faster without a web server.
      const { startServer } = await import("../serve/start-server.js");
      const stop = stopSignal();
      const config = configOf(command);
      const sources = await configuredSources(config);
      const choice = await ruleChoiceOf(command);
      const retention = retentionOf(flags, process.env, config.retention);
      const use = { ...flags, batchMilliseconds, sources, retention, create: true, patient: stop };
      const every = pruneEvery(flags);
      await withEngine(use, async (engine) => {
        const following = await followRules(engine, choice);
        if (flags.demo) await seed(engine);
        const server = await startServer({ ...settings, engine, dashboard: flags.dashboard ?? builtDashboard });
        const pulled = sources.filter(({ pull }) => pull);
        const pulling = pullRegularly(engine, pulled, { onError: sayError, onPull: sayPull });
        const onPrune = (result: PruneResult) => say(`deleted what is no longer kept: ${prunedText(result)}`);
        const pruning = retention && pruneRegularly(engine, { every, onError: sayError, onPrune });
        await print(flags.json ? `${JSON.stringify({ url: server.url })}\n` : `${server.url}\n`);
        await aborted(stop);
        await Promise.all([following.close(), pulling.stop(), pruning?.stop(), server.close()]);
      });
    });
}

/** Says what a pull brought, where that is worth a line. */
function sayPull({ source, records, new: fresh, created, rejected, gaps }: PullResult): void {
  if (records === 0 && gaps === 0) return;
  const facts = [`${count(fresh)} new events`, `${count(created)} findings`];
  if (rejected > 0) facts.push(`${count(rejected)} rejected`);
  if (gaps > 0) facts.push(`${count(gaps)} gaps`);
  say(`${source}: ${facts.join(", ")}`);
}

async function seed(engine: Engine): Promise<void> {
  const seeded = await seedDemo(engine, new Date());
  if (seeded > 0) say(`filled the empty database with ${count(seeded)} invented events`);
}
