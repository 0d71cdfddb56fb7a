import { parseRule, type Rule } from "@mcm/engine";

/** The rules of a pack's documents, made when they are first asked for. */
export function pack(documents: readonly unknown[]): () => readonly Rule[] {
  let rules: readonly Rule[] | undefined;
  return () => {
    rules ??= documents.map((document) => parseRule(document));
    return rules;
  };
}
