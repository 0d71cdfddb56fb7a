/// <reference path="./rule-file.d.ts" />
import r0 from "../../packs/github/github-branch-protection-removed.rule.json" with { type: "json" };
import { pack } from "./pack.js";

// Made of the files of packs/github by the test of the packs; renewed by running it with -u.

/** The rules for GitHub. */
export const githubPack = pack([r0]);
