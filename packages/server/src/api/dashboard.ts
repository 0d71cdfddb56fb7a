import { join } from "node:path";
import express, { type RequestHandler, Router } from "express";
import { allowMethods } from "./allow-methods.js";
import { Problem } from "./problem.js";

const missing = `The dashboard is not built here.
Build it with "npm run build" in the repository, or give another folder that holds it.
The API answers under /api, for example at /api/findings.
`;

/**
 * Serves a built dashboard: files whose names carry a hash are kept by browsers for good, everything else is
 * checked anew each time. Paths that are no file show the page itself, so that its own addresses can be shared.
 */
export function dashboardPages(folder: string | undefined): Router {
  const pages = Router();
  if (folder !== undefined) pages.use(dashboardFiles(folder));
  const show = folder === undefined ? sayMissing : showPage(folder);
  pages.route("/{*path}").get(refuseFiles, show).all(allowMethods("GET", "HEAD"));
  return pages;
}

function dashboardFiles(folder: string): Router {
  const files = Router();
  const common = { index: false, redirect: false } as const;
  files.use("/assets", express.static(join(folder, "assets"), { ...common, immutable: true, maxAge: "1y" }));
  files.use(
    express.static(folder, { ...common, setHeaders: (response) => response.setHeader("Cache-Control", "no-cache") }),
  );
  return files;
}

/** Browsers ask for pages with `text/html`; scripts, styles and pictures that are missing must not get the page. */
const refuseFiles: RequestHandler = ({ path, headers }, _response, next) => {
  const isPage = path === "/" || (headers.accept?.includes("text/html") && !path.startsWith("/assets/"));
  if (!isPage) throw new Problem(404, `there is no file at ${path}`);
  next();
};

function showPage(folder: string): RequestHandler {
  const options = { root: folder, cacheControl: false, headers: { "Cache-Control": "no-cache" } };
  return function sendIndex(request, response, next) {
    response.sendFile("index.html", options, (error: NodeJS.ErrnoException | undefined) => {
      if (error === undefined || response.headersSent) return;
      if (error.code === "ENOENT") sayMissing(request, response, next);
      else next(error);
    });
  };
}

const sayMissing: RequestHandler = (_request, response) => {
  response.status(404).type("text").send(missing);
};
