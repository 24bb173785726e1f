import { createHash } from "node:crypto";

/**
 * MD5 of the UTF-8 bytes of a text, 32 lower-case hex digits: the name under which the Bakong Open
 * API knows a KHQR (the whole code, its checksum included). An identifier only: it proves nothing.
 */
export const md5Hex = (text: string): string =>
  createHash("md5").update(text, "utf8").digest("hex");

/** SHA-256 of some bytes, or of a text's UTF-8, as 64 lower-case hex digits. */
export const sha256Hex = (data: Uint8Array | string): string =>
  createHash("sha256").update(data).digest("hex");

/** SHA-256 of some bytes. */
export const sha256 = (bytes: Uint8Array): Uint8Array =>
  createHash("sha256").update(bytes).digest();
