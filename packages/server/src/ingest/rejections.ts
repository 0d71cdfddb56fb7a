import { type Place, placeText } from "@mcm/sources";
import { say } from "../terminal/output.js";

/** How many rejections of one file are told one by one. */
const toldEach = 20;

/** Tells of records that were not taken, and counts them. */
export interface Rejections {
  add(place: Place, message: string): void;
  /** How many there were in all. */
  total(): number;
  /** Says how many of each file were not told of. */
  end(): void;
}

/** Says the first rejections of each file as `file:line: message`, as compilers do. */
export function tellRejections(): Rejections {
  const counts = new Map<string, number>();
  return {
    add(place, message) {
      const before = counts.get(place.file) ?? 0;
      counts.set(place.file, before + 1);
      if (before < toldEach) say(`${placeText(place)}: ${message}`);
    },
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    end() {
      for (const [file, count] of counts) {
        if (count > toldEach) say(`${file}: ${(count - toldEach).toLocaleString("en")} more were rejected`);
      }
    },
  };
}
