export { type AppOptions, createApp } from "./api/app.js";
export { type Config, defineConfig, type SourceEntry } from "./config/config.js";
export { type RunningServer, type ServerOptions, startServer } from "./serve/start-server.js";
export { UsageError } from "./usage-error.js";
