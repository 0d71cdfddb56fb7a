import { Blank } from "../parts/Blank";
import type { Column } from "./columns";

const widths = ["w-3/4", "w-3/5", "w-2/3", "w-4/5", "w-1/2", "w-7/12"];

/** Rows whose findings are still loading. */
export function BlankRows({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <tbody aria-hidden="true">
      {Array.from({ length: 12 }, (_, row) => `row ${row}`).map((key, row) => (
        <tr key={key}>
          <td className="h-14 border-line border-b md:h-9" />
          {columns.map(({ name, place, numbers }, column) => (
            <td key={name} className={`border-line border-b ${place}`}>
              <Blank className={`h-3 ${numbers ? "ml-auto w-6" : widths[(row + column) % widths.length]}`} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
