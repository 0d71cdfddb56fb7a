/** What the server sends for a path that it knows. */
export interface FakePage {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
}
