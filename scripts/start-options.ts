/** What `npm start` was asked for, and whether this machine has it. */
import { parseArgs } from "node:util";
import { Failure } from "../main/domain/failure.ts";
import { CABLE_KINDS, type CableKind, isCableKind } from "../sandbox/devices/cables.ts";
import { openPty } from "../sandbox/devices/pty.ts";
import { at } from "./processes.ts";

/** How to start. */
export interface StartOptions {
  /** Where the sandbox keeps its data. */
  readonly dir: string;
  readonly hasBrowser: boolean;
  /** How the simulated devices are plugged in. */
  readonly devices: CableKind;
}

/** The kind of cable that was asked for. Throws `USAGE`. */
export const readDevices = (text: string): CableKind => {
  if (isCableKind(text)) return text;
  throw new Failure("USAGE", `--devices takes ${CABLE_KINDS.join(" or ")}, and not "${text}"`);
};

/** Reads the words after `npm start --`. Throws an `Error` that says what is wrong with them. */
export const readStartOptions = (args: readonly string[]): StartOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      dir: { type: "string", default: at(".satriel/sandbox") },
      "no-browser": { type: "boolean", default: false },
      devices: { type: "string", default: "tcp" },
    },
  });
  return {
    dir: values.dir,
    hasBrowser: !values["no-browser"],
    devices: readDevices(values.devices),
  };
};

/** Tries such a cable, so that a machine without any is told so at once. Throws `PTY_UNAVAILABLE`. */
export const needCables = (devices: CableKind): void => {
  if (devices === "pty") openPty().close();
};
