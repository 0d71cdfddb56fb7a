import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { Problem } from "../api/problem.js";

/** Demands `Authorization: Bearer` with the token. Takes the same time however much of a wrong one is right. */
export function requireToken(token: string): RequestHandler {
  const expected = hash(token);
  return function refuseWithoutToken(request, response, next) {
    const given = /^Bearer +(\S+) *$/i.exec(request.get("authorization") ?? "")?.[1];
    if (given === undefined || !timingSafeEqual(hash(given), expected)) {
      response.set("WWW-Authenticate", 'Bearer realm="mcm"');
      throw new Problem(
        401,
        'the token is missing or wrong; send the server\'s MCM_TOKEN as "Authorization: Bearer …"',
      );
    }
    next();
  };
}

/** Hashes have one length, which is what the comparison demands. */
const hash = (text: string) => createHash("sha256").update(text).digest();
