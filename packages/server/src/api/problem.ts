import { STATUS_CODES } from "node:http";
import { McmError, type McmErrorCode, type Rejection } from "@mcm/engine";
import type { ErrorRequestHandler, Response } from "express";
import { InvalidParameters, type ParameterFault } from "../parameters/check-parameters.js";

/** What a problem document says beside its status and detail. */
export interface ProblemExtensions {
  /** The wrong parameters of the request. */
  readonly parameters?: readonly ParameterFault[];
  /** The records that were not taken. */
  readonly rejected?: readonly Rejection[];
}

/** A request that cannot be answered as asked; becomes a problem document (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";
  /** The HTTP status. */
  readonly status: number;
  readonly extensions: ProblemExtensions;

  constructor(status: number, detail: string, extensions: ProblemExtensions = {}) {
    super(detail);
    this.status = status;
    this.extensions = extensions;
  }
}

/** Turns whatever a handler threw into a problem document; what is not the client's doing goes to `onError`. */
export function handleErrors(onError: (error: unknown) => void): ErrorRequestHandler {
  return function answerProblem(error, _request, response, next) {
    const problem = problemOf(error);
    if (problem.status >= 500) onError(error);
    if (response.headersSent) return next(error);
    sendProblem(response, problem);
  };
}

function sendProblem(response: Response, { status, message, extensions }: Problem): void {
  response
    .status(status)
    .type("application/problem+json")
    .send(JSON.stringify({ type: "about:blank", title: STATUS_CODES[status], status, detail: message, ...extensions }));
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof InvalidParameters) return new Problem(400, error.message, { parameters: error.faults });
  if (error instanceof McmError) return engineProblem(error);
  const status = clientStatus(error);
  if (status === undefined) return new Problem(500, "the server failed on this request; its log says why");
  return new Problem(status, clientFaults[status] ?? (error as Error).message);
}

/** Statuses of what the engine finds wrong with a request; whatever else it throws is the store's trouble. */
const faultStatuses: Partial<Record<McmErrorCode, number>> = {
  invalid_query: 400,
  invalid_event: 400,
  invalid_request: 400,
  request_refused: 401,
  unknown_source: 404,
};

function engineProblem({ code, message }: McmError): Problem {
  const status = faultStatuses[code];
  if (status !== undefined) return new Problem(status, message);
  if (code === "store_full") return new Problem(507, "the disk or database is full; make room and try again");
  return new Problem(503, "the database is not available just now; try again");
}

/** What Express and its body parser find wrong with a request carries a status from 400 to 499. */
function clientStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status < 500 ? status : undefined;
}

const clientFaults: Readonly<Record<number, string>> = {
  413: "the body is larger than 10 MiB; send it in several requests",
};
