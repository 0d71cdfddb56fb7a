import { setImmediate as otherWork } from "node:timers/promises";
import type { Rejection } from "@mcm/engine";
import express, { type Request, type RequestHandler } from "express";
import { messageOf } from "../message-of.js";
import { maximumDepth, nestsTooDeep } from "./json-depth.js";
import { parseElements } from "./json-elements.js";
import { Problem } from "./problem.js";

/** The largest body, in bytes, after decompression. */
export const maximumBody = 10 * 1024 * 1024;

/** The most records one request may carry. */
export const maximumRecords = 10_000;

const ndjson = "application/x-ndjson";

/** Reads the body of a request whose content type is taken; bounds it before any of it is parsed. */
export const readBody: RequestHandler = express.raw({ type: ["application/json", ndjson], limit: maximumBody });

/** A record of a request, and its place among them, from 0. */
interface PostedRecord {
  readonly index: number;
  readonly value: unknown;
}

/** What a request carries: its records, and what of it was no record. */
export interface PostedRecords {
  readonly records: readonly PostedRecord[];
  readonly rejected: readonly Rejection[];
}

/**
 * The records in a body that {@link readBody} read: one JSON object, an array of them, or one a line.
 *
 * @throws {Problem} 415 for another content type, 400 for what is no JSON, 413 for too many records.
 */
export async function postedRecords(request: Request): Promise<PostedRecords> {
  if (!request.is(["application/json", ndjson])) {
    const given = request.get("content-type") ?? "missing";
    throw new Problem(415, `the content type is ${given}; send application/json, or ${ndjson} with one event a line`);
  }
  const text = bodyText(request.body);
  return request.is(ndjson) ? recordsOfLines(text) : recordsOfDocument(text);
}

function bodyText(body: unknown): string {
  if (!Buffer.isBuffer(body) || body.length === 0)
    throw new Problem(400, "the body is empty; send an event or an array");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new Problem(400, "the body is not UTF-8; encode it so");
  }
}

async function recordsOfDocument(text: string): Promise<PostedRecords> {
  const values = (await parseElements(text, maximumDepth)) ?? documentOf(text);
  checkCount(values.length);
  return { records: values.map((value, index) => ({ index, value })), rejected: [] };
}

function documentOf(text: string): readonly unknown[] {
  try {
    const document = parse(text);
    return Array.isArray(document) ? document : [document];
  } catch (error) {
    throw new Problem(400, `the body ${messageOf(error)}`);
  }
}

/** Lines dealt with before other requests have their turn: a millisecond's worth of most logs. */
const stretch = 500;

async function recordsOfLines(text: string): Promise<PostedRecords> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  checkCount(lines.length);
  const records: PostedRecord[] = [];
  const rejected: Rejection[] = [];
  for (const [index, line] of lines.entries()) {
    if (index % stretch === 0) await otherWork();
    try {
      records.push({ index, value: parse(line) });
    } catch (error) {
      rejected.push({ index, message: `the line ${messageOf(error)}` });
    }
  }
  return { records, rejected };
}

function checkCount(count: number): void {
  if (count <= maximumRecords) return;
  throw new Problem(413, `the body holds ${count} records; send at most ${maximumRecords} in one request`);
}

/** A JSON text's value. Throws an error whose message follows the text's name in a sentence. */
function parse(text: string): unknown {
  if (nestsTooDeep(text)) throw new Error(`nests deeper than ${maximumDepth} levels; flatten it`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`is not JSON: ${messageOf(error)}`);
  }
}
