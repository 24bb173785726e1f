import { readFileSync } from "node:fs";

/** A macaroon file holds either its raw bytes, as LND writes it, or hex. */
export const readMacaroonHex = (path: string): string => {
  const bytes = readFileSync(path);
  const text = bytes.toString("latin1").trim();
  return /^(?:[0-9a-f]{2})+$/i.test(text) ? text : bytes.toString("hex");
};
