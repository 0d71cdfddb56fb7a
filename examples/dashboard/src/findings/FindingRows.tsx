import type { Finding } from "@mcm/engine";
import { useState } from "react";
import { useNow } from "../format/use-now";
import type { Column } from "./columns";
import { FindingRow } from "./FindingRow";
import type { View } from "./view";

interface Props {
  readonly rows: readonly Finding[];
  readonly columns: readonly Column[];
  readonly view: View;
}

/** A page of findings; each opens to show what it is made of. */
export function FindingRows({ rows, columns, view }: Props) {
  const [opened, setOpened] = useState<readonly number[]>([]);
  const now = useNow(30_000);
  const toggle = (id: number) =>
    setOpened((ids) => (ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id]));
  return (
    <tbody>
      {rows.map((finding) => (
        <FindingRow
          key={finding.id}
          finding={finding}
          columns={columns}
          view={view}
          now={now}
          open={opened.includes(finding.id)}
          onToggle={() => toggle(finding.id)}
        />
      ))}
    </tbody>
  );
}
