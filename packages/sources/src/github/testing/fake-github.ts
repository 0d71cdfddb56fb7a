import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { auditPage, type FakeRecord } from "./fake-audit-log.js";
import { deliveryPage, type FakeDelivery } from "./fake-deliveries.js";
import type { FakePage } from "./fake-page.js";
import { type FakeEvent, timelinePage } from "./fake-timeline.js";

/** What goes wrong with one request. */
export type Fault =
  /** An answer of its own. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly message?: string }
  /** The body ends before it should: within its length, or with the connection. */
  | "cut text"
  | "cut connection"
  /** No answer at all, none that comes in time, or one that never ends. */
  | "reset"
  | "hang"
  | "stuck"
  /** A page that another led to is that other one once more. */
  | "repeat"
  /** Every token that there is stops being good. */
  | "expire tokens";

/** A server that behaves as GitHub does, with its own clock. */
export interface FakeGithub {
  readonly url: string;
  /** Its clock, in milliseconds since 1970; tests move it. */
  now: number;
  /** What is shown from its `shown` on. */
  readonly events: FakeEvent[];
  readonly records: FakeRecord[];
  readonly deliveries: FakeDelivery[];
  /** Befall the next requests, one each; undefined for one that goes well. */
  readonly faults: (Fault | undefined)[];
  /** Tokens that are good; any is while this is null. */
  tokens: Set<string> | null;
  /** Done before each request is answered. */
  before: (url: URL) => void;
  /** Requests by now: method, path and query. */
  readonly requests: string[];
  /** `If-None-Match` and `Authorization` of them. */
  readonly headers: { readonly etag: string | undefined; readonly authorization: string | undefined }[];
  /** Headers that every answer has. */
  always: Readonly<Record<string, string>>;
  /** Stops it before the test has finished. */
  close(): void;
}

/** Starts one on this machine; it stops when the test has finished. */
export async function fakeGithub(now = Date.parse("2026-03-02T09:00:00Z")): Promise<FakeGithub> {
  let minted = 0;
  /** The page that led to another. */
  const before = new Map<string, FakePage>();
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeGithub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    now,
    ...{ events: [], records: [], deliveries: [], faults: [], requests: [], headers: [] },
    tokens: null,
    before: () => undefined,
    always: {},
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  onTestFinished(fake.close);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", fake.url);
    fake.requests.push(`${request.method} ${decodeURIComponent(url.pathname + url.search)}`);
    const { authorization, "if-none-match": etag } = request.headers;
    fake.headers.push({ etag, authorization });
    fake.before(url);
    const isForToken = url.pathname.endsWith("/access_tokens");
    const fault = isForToken ? undefined : fake.faults.shift();
    if (fault === "expire tokens") fake.tokens?.clear();
    if (fault === "reset") request.socket.destroy();
    if (fault === "reset" || fault === "hang") return;
    const isKnown = !fake.tokens || url.pathname.startsWith("/app/") || fake.tokens.has(authorization ?? "");
    const page = isForToken ? mint() : isKnown ? pageFor(url, fault) : badCredentials;
    send(response, etag !== undefined && page.headers?.etag === etag ? { ...page, status: 304 } : page, fault);
  }

  function pageFor(url: URL, fault: Fault | undefined): FakePage {
    const page = (fault === "repeat" && before.get(keyOf(url))) || pageAt(url, fake);
    const next = /<([^>]+)>; rel="next"/.exec(page.headers?.link ?? "")?.[1];
    if (next !== undefined) before.set(keyOf(new URL(next)), page);
    if (typeof fault !== "object") return page;
    return { ...fault, body: { message: fault.message ?? "no" } };
  }

  function mint(): FakePage {
    const token = `ghs_${++minted}`;
    fake.tokens?.add(`token ${token}`);
    return { status: 201, body: { token, expires_at: new Date(fake.now + 3_600_000).toISOString(), permissions: {} } };
  }

  function send(response: ServerResponse, { status = 200, headers = {}, body }: FakePage, fault?: Fault): void {
    const text = status === 304 ? "" : JSON.stringify(body);
    response.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      date: new Date(fake.now).toUTCString(),
      ...fake.always,
      ...headers,
      ...(fault === "cut connection" ? { "content-length": text.length } : {}),
    });
    const cut = Math.floor(text.length / 2);
    if (fault === "stuck") response.write(text.slice(0, cut));
    else if (fault === "cut connection") response.write(text.slice(0, cut), () => response.destroy());
    else response.end(fault === "cut text" ? text.slice(0, cut) : text);
  }
  return fake;
}

const keyOf = ({ pathname, searchParams }: URL): string => pathname + JSON.stringify([...searchParams].sort());

const badCredentials: FakePage = { status: 401, body: { message: "Bad credentials" } };

function pageAt(url: URL, fake: FakeGithub): FakePage {
  const { pathname } = url;
  if (pathname.endsWith("/events") || /\/users\/[^/]+\/events\//.test(pathname)) return timelinePage(url, fake);
  if (pathname.endsWith("/audit-log")) return auditPage(url, fake);
  if (pathname.includes("/deliveries")) return deliveryPage(url, fake);
  return { status: 404, body: { message: "Not Found" } };
}
