import type { FakePage } from "./fake-page.js";

/** A record of an audit log; times in milliseconds since 1970. */
export interface FakeRecord {
  readonly id: string;
  readonly created: number;
  /** Since when it is shown. */
  readonly shown: number;
}

/** Where they are kept, and the clock there. */
interface Log {
  readonly records: readonly FakeRecord[];
  readonly now: number;
}

const day = 86_400_000;

/** What the log shows now, oldest first: 180 days. */
export function shownRecords({ records, now }: Log): FakeRecord[] {
  return records
    .filter(({ shown, created }) => shown <= now && created >= now - 180 * day)
    .sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
}

/** A record as the log has it. */
export const auditRecord = ({ id, created }: FakeRecord) => ({
  "@timestamp": created,
  _document_id: id,
  action: "org.add_member",
  actor: "ada",
  created_at: created,
  org: "acme",
  user: "bob",
});

const keyOf = ({ created, id }: FakeRecord): string => `${created}|${id}`;

/** One page of it: by a cursor, which stands for the last record that was seen. */
export function auditPage(url: URL, fake: Log): FakePage {
  const { searchParams } = url;
  const size = Number(searchParams.get("per_page") ?? 30);
  const since = /created:>=(\S+)/.exec(searchParams.get("phrase") ?? "")?.[1];
  const after = searchParams.get("after");
  const [time = "", id = ""] = after ? Buffer.from(after, "base64").toString().split("|") : [];
  if (after && id === "") return { status: 422, body: { message: "Invalid cursor" } };
  const isBehind = (record: FakeRecord): boolean =>
    !after || record.created > Number(time) || (record.created === Number(time) && record.id > id);
  const left = shownRecords(fake)
    .filter(({ created }) => since === undefined || created >= Date.parse(since))
    .filter(isBehind);
  const page = left.slice(0, size);
  const last = page.at(-1);
  if (left.length <= size || !last) return { body: page.map(auditRecord) };
  const next = new URL(url);
  next.searchParams.set("after", Buffer.from(keyOf(last)).toString("base64"));
  return { body: page.map(auditRecord), headers: { link: `<${next}>; rel="next"` } };
}
