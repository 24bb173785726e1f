import type { Log } from "../ports/log.ts";

/** A log of one JSON object a line, for a process that has nothing to redact. The journal of the system adds the time. */
export const createJsonLog = (write: (line: string) => void): Log => {
  const at =
    (level: string): Log["info"] =>
    (fields, message) =>
      write(JSON.stringify({ level, ...fields, message }));
  return { info: at("info"), warn: at("warn"), error: at("error") };
};
