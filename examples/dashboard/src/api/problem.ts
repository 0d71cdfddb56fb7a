/** A request that brought no data; its title and message can be shown to a person as they are. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** What happened, in a few words. */
  readonly title: string;
  /** The HTTP status, or null when no answer came. */
  readonly status: number | null;

  constructor(title: string, detail: string, status: number | null, options?: ErrorOptions) {
    super(detail, options);
    this.title = title;
    this.status = status;
  }
}

/** The error for a request that got no answer. */
export function unreachable(cause: unknown): ApiError {
  const detail = "No answer came. Check that the server is still running; this page tries again by itself.";
  return new ApiError("The server cannot be reached", detail, null, { cause });
}

/** The error for an answer that is none of ours, such as a proxy's page. */
export function notOurs(response: Response, cause?: unknown): ApiError {
  const detail = `The answer to ${new URL(response.url || "/", "http://server").pathname} is not what this page expects. Check that it comes from the same version of the server.`;
  return new ApiError("The server answered something else", detail, response.status, { cause });
}

/** The error that an answer reports: its problem document (RFC 9457), else what its status says. */
export async function problemOf(response: Response): Promise<ApiError> {
  const problem: unknown = isProblem(response) ? await response.json().catch(() => null) : null;
  const title = textIn(problem, "title") ?? `The server answered ${response.status}`;
  const detail = textIn(problem, "detail") ?? "It gave no reason. Try again, or look at the server's log.";
  return new ApiError(title, detail, response.status);
}

const isProblem = (response: Response) => /[/+]json\b/.test(response.headers.get("content-type") ?? "");

function textIn(value: unknown, key: string): string | null {
  if (typeof value !== "object" || value === null) return null;
  const text: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof text === "string" && text !== "" ? text : null;
}
