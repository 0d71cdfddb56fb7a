import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { configure } from "safe-stable-stringify";

/** JSON with its keys in order, so that equal values have equal texts. */
export const canonicalJson = configure({ bigint: false, strict: false }) as (value: unknown) => string;

/** 128 bits of SHA-256 as 32 hexadecimal digits: an identity, not a protection against forgery. */
export function digest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, 32);
}
