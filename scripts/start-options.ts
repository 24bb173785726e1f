/** What `npm start` was asked for, and whether this machine has it. */
import { spawnSync } from "node:child_process";
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
  readonly lnd: LndKind;
}

/** The Lightning network to play on: simulated by the sandbox, or the real nodes of this folder. */
const LND_KINDS = ["sandbox", "test/lnd"] as const;
export type LndKind = (typeof LND_KINDS)[number];

const readLnd = (text: string): LndKind => {
  const kind = LND_KINDS.find((one) => one === text);
  if (kind !== undefined) return kind;
  throw new Failure("USAGE", `--lnd takes ${LND_KINDS.join(" or ")}, and not "${text}"`);
};

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
      lnd: { type: "string", default: "sandbox" },
    },
  });
  return {
    dir: values.dir,
    hasBrowser: !values["no-browser"],
    devices: readDevices(values.devices),
    lnd: readLnd(values.lnd),
  };
};

/**
 * Looks for the programs of the network, so that what is missing is told at once. Throws
 * `NODES_MISSING` with the words of `test/lnd/build.ts` on how to build them.
 */
export const needNodes = (lnd: LndKind): void => {
  if (lnd === "sandbox") return;
  const script = at("test/lnd/build.ts");
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  if (status !== 0) throw new Failure("NODES_MISSING", stderr.trim());
};

/** Tries such a cable, so that a machine without any is told so at once. Throws `PTY_UNAVAILABLE`. */
export const needCables = (devices: CableKind): void => {
  if (devices === "pty") openPty().close();
};
