import { config } from "zod";

// The engine's schemas are made by zod, which tries whether it may compile them with `new Function`. The page's
// content security policy forbids that, and reports the attempt. This file must be loaded before the engine.
config({ jitless: true });
