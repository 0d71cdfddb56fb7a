import type { EventInput, Source } from "../src/index.js";

/** A source of given pages, which may grow. Its cursor is the number of pages that were delivered. */
export function feed(name: string, pages: readonly (readonly unknown[])[]): Source {
  return {
    name,
    normalize: (record) => record as EventInput | null,
    *pull({ cursor }) {
      for (let page = Number(cursor ?? 0); page < pages.length; page++) {
        yield { records: pages[page] ?? [], cursor: page + 1 };
      }
    },
  };
}

/** A list cut into pages. */
export function pagesOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, page) => {
    return items.slice(page * size, (page + 1) * size);
  });
}
