import { pino } from "pino";
import type { Log } from "../ports.ts";

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

/** JSON lines on standard output, for the system's journal. */
export const createPinoLog = (level: "debug" | "info" | "warn" | "error"): Log => {
  const logger = pino({ level, base: null, redact: { paths: SECRET_NAMES, censor: "[hidden]" } });
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
};
