import type { Rule } from "@mcm/engine";

/**
 * The rules that a pack's documents are. They are checked when the package is tested, and not each time that a program
 * starts: that took a second.
 */
export function pack(documents: readonly unknown[]): () => readonly Rule[] {
  const rules = documents.map((document) => {
    const {
      $schema: _,
      tests: __,
      ...rule
    } = document as Rule & { readonly $schema?: string; readonly tests?: unknown };
    return rule;
  });
  return () => rules;
}
