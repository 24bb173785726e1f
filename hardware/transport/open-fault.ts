import { DeviceFault } from "../fault.ts";

/**
 * What keeps a device from being opened. The native modules give no code, only the system's words in
 * different frames, and `node:fs` gives both: the words are what all have in common.
 */
const KINDS = [
  {
    words: /no such (?:file|device)|not found/i,
    code: "TRANSPORT_NOT_FOUND",
    advice: "is not there: its cable is out, or it has another name",
  },
  {
    words: /permission denied|operation not permitted/i,
    code: "TRANSPORT_DENIED",
    advice: "may not be opened by this user: a group or a udev rule is missing",
  },
  {
    words: /cannot lock port|resource busy|device or resource busy/i,
    code: "TRANSPORT_BUSY",
    advice: "is held by another program",
  },
  {
    words:
      /inappropriate ioctl|not a hidraw device|illegal operation on a directory|is a directory/i,
    code: "TRANSPORT_WRONG_KIND",
    advice: "is not the kind of device that was configured",
  },
] as const;

/**
 * Why `name` could not be opened: `TRANSPORT_NOT_FOUND`, `TRANSPORT_DENIED`, `TRANSPORT_BUSY`,
 * `TRANSPORT_WRONG_KIND`, or `TRANSPORT_UNREACHABLE` for everything else, such as the EIO that a port
 * may give right after it was plugged in.
 */
export const openFault = (name: string, error: unknown): DeviceFault => {
  const text = error instanceof Error ? error.message : String(error);
  const kind = KINDS.find(({ words }) => words.test(text));
  return kind === undefined
    ? new DeviceFault("TRANSPORT_UNREACHABLE", `${name} does not open`, error)
    : new DeviceFault(kind.code, `${name} ${kind.advice}`, error);
};
