import type { Command } from "commander";
import type { LoadedConfig } from "../config/load-config.js";

/** The configuration that a command runs with. */
export const configOf = (command: Command): LoadedConfig => command.optsWithGlobals<{ loaded: LoadedConfig }>().loaded;
