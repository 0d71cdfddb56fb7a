/*
 * Lets a child process run the sources as they are: Node.js strips the types, and this finds `x.ts` where a source
 * imports `x.js`. Used with --import and --conditions=@mcm/source.
 */
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    const isSource = specifier.startsWith(".") && specifier.endsWith(".js") && context.parentURL?.endsWith(".ts");
    return next(isSource ? specifier.replace(/\.js$/, ".ts") : specifier, context);
  },
});
