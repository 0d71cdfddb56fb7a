import { isDeepStrictEqual } from "node:util";
import type { Engine, Rule } from "@mcm/engine";
import type { RuleChange, RuleWatch } from "@mcm/engine/files";
import { builtinRules } from "@mcm/rules-builtin";
import { readOverrides } from "../config/configured-overrides.js";
import { say, sayError } from "../terminal/output.js";
import { type Overrides, overridden, refuseUnknown, type TellUnknown } from "./overridden.js";
import { besideBuiltin, checkPaths, type RuleChoice, sayProblem } from "./rule-folders.js";
import { watchFile } from "./watch-file.js";

/** Rule files that are being followed. */
export interface FollowedRules {
  /** Ends it; the engine keeps the rules that it has. */
  close(): Promise<void>;
}

/** What the engine has: rules as they are written, and what is different about them. */
interface Held {
  readonly rules: readonly Rule[];
  readonly overrides: Overrides;
}

/**
 * Gives an engine the rules of some folders beside the built-in ones, as overrides have them, and goes on with what happens
 * to the files of both. What is wrong with them, now and later, is said; the last good version stays.
 *
 * @throws {UsageError} when a folder is not there at the start, or an override is not usable.
 */
export async function followRules(
  engine: Pick<Engine, "load">,
  { folders, overrides }: RuleChoice,
): Promise<FollowedRules> {
  checkPaths(folders);
  let held: Held = { rules: builtinRules, overrides };
  const told = new Set<string>();
  const tellOnce: TellUnknown = (_, fact) => {
    if (!told.has(fact)) say(fact);
    told.add(fact);
  };
  /** Whether the engine took what would be held from now on; why not is said. */
  const takes = (next: Held): boolean => {
    try {
      engine.load(overridden(next.rules, next.overrides, tellOnce));
    } catch (error) {
      sayError(error);
      return false;
    }
    held = next;
    return true;
  };

  const watch = await watched(folders, (change) => {
    for (const problem of change.problems) sayProblem(problem);
    if (change.added.length + change.changed.length + change.removed.length === 0) return;
    if (takes({ ...held, rules: besideBuiltin(change.rules, say) })) sayChange(change);
  });
  const closings = watch ? [watch.close] : [];
  try {
    for (const problem of watch?.problems ?? []) sayProblem(problem);
    if (watch) held = { ...held, rules: besideBuiltin(watch.rules, say) };
    engine.load(overridden(held.rules, overrides, unlessBroken(watch)));
    const { file } = overrides;
    if (file !== null) closings.push(await followOverrides(file, () => held, takes));
  } catch (error) {
    await Promise.all(closings.map((close) => close()));
    throw error;
  }
  return { close: () => Promise.all(closings.map((close) => close())).then(() => undefined) };
}

async function watched(
  folders: readonly string[],
  onChange: (change: RuleChange) => void,
): Promise<RuleWatch | undefined> {
  if (folders.length === 0) return undefined;
  // Loaded here, as most runs of the command name no folder.
  const { watchRules } = await import("@mcm/engine/files");
  return watchRules(folders, { onChange });
}

/** Refuses an override whose rule is not there, but for one whose file is broken for now. */
function unlessBroken(watch: RuleWatch | undefined): TellUnknown {
  const broken = new Set(watch?.problems.map(({ rule_name }) => rule_name));
  return (name, fact) => (broken.has(name) ? say(fact) : refuseUnknown(name, fact));
}

async function followOverrides(
  file: string,
  held: () => Held,
  takes: (next: Held) => boolean,
): Promise<() => Promise<void>> {
  let turn = Promise.resolve();
  const take = async () => {
    const { overrides: before, rules } = held();
    const overrides = await readOverrides(file);
    const names = changedNames(before, overrides);
    if (names.length > 0 && takes({ rules, overrides })) say(`overrides changed: ${names.join(", ")}`);
  };
  const close = await watchFile(file, () => {
    turn = turn.then(take).catch(sayError);
  });
  return async () => {
    await close();
    await turn;
  };
}

/** The rules of which two files of overrides say something else. */
function changedNames({ entries: before }: Overrides, { entries: now }: Overrides): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], now[name])).sort();
}

function sayChange({ added, changed, removed }: RuleChange): void {
  for (const [word, list] of Object.entries({ added, changed, removed })) {
    if (list.length > 0) say(`rules ${word}: ${list.map(({ name }) => name).join(", ")}`);
  }
}
