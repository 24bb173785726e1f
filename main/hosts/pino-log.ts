import { pino } from "pino";
import type { Log } from "../ports/log.ts";

/** Names that no log line may show, should one ever be passed by mistake. */
const SECRET_NAMES = [
  "preimage",
  "secret",
  "macaroon",
  "token",
  "authorization",
  "password",
  "khqr",
  "name",
];

/** JSON lines, for the system's journal. */
export const createPinoLog = (
  level: "debug" | "info" | "warn" | "error",
  stream: NodeJS.WritableStream = process.stdout,
): Log => {
  const redact = { paths: SECRET_NAMES, censor: "[hidden]" };
  const logger = pino({ level, base: null, redact }, stream);
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
};
