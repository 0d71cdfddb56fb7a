import { eventTypeOf } from "./event-type.js";
import { alerts } from "./github-words/alerts.js";
import { automation } from "./github-words/automation.js";
import { code } from "./github-words/code.js";
import { collaboration } from "./github-words/collaboration.js";
import { people } from "./github-words/people.js";
import { protections } from "./github-words/protections.js";
import type { Word } from "./github-words/word.js";
import { remembered } from "./remembered.js";

/**
 * GitHub's words for what happened, in ours, by subject. One vocabulary serves all its feeds, so that a rule written once
 * holds for all of them. A word that is not here becomes its own snake_case.
 */
export const githubWords: Readonly<Record<string, readonly Word[]>> = {
  "People and teams": people,
  "Repositories and code": code,
  "Pull requests, issues, discussions": collaboration,
  "Protections and security features": protections,
  Alerts: alerts,
  "Apps, keys, secrets, Actions": automation,
};

const ofWebhooks = wordsOf("webhook");

const ofAudit = wordsOf("audit");

function wordsOf(feed: "webhook" | "audit"): ReadonlyMap<string, string> {
  const words = Object.values(githubWords).flat();
  return new Map(words.flatMap((word) => (word[feed] ?? []).map((one) => [one, word.type] as const)));
}

/**
 * The event type for a webhook's event and action (`pull_request.opened`), or undefined when none can be made of them. The
 * Events API's words are the same: `PullRequestEvent` is `pull_request`. `detail` is what the record tells beyond them.
 */
export function webhookEventType(word: string, detail?: string): string | undefined {
  return typeFor(ofWebhooks, word, detail);
}

/** The event type for an action of the audit log, or undefined when none can be made of it. */
export function auditEventType(word: string, detail?: string): string | undefined {
  return typeFor(ofAudit, word, detail);
}

function typeFor(words: ReadonlyMap<string, string>, word: string, detail?: string): string | undefined {
  const detailed = detail === undefined ? undefined : words.get(`${word} (${detail})`);
  return detailed ?? words.get(word) ?? ownWord(word);
}

const ownWord = remembered(eventTypeOf);
