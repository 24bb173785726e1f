/** The cables that the simulated devices hang on the terminal with. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { OpenPlug } from "./plug.ts";
import { ptyPlug } from "./pty-plug.ts";
import { tcpPlug } from "./tcp-plug.ts";

/** `pty`: serial ports, byte by byte at their speed, as real devices have; `tcp`: ports of 127.0.0.1. */
export const CABLE_KINDS = ["tcp", "pty"] as const;
/** One kind of cable. */
export type CableKind = (typeof CABLE_KINDS)[number];

/** True for the name of a kind of cable, as a person types it. */
export const isCableKind = (text: string): text is CableKind =>
  (CABLE_KINDS as readonly string[]).includes(text);

/** Speeds that such units are sold with; the printer is set to its fastest, for pictures of text. */
const BAUD = { printer: 115_200, scanner: 9_600, display: 9_600 } as const;

/** Where the cables end. */
export interface CableOptions {
  readonly host: string;
  /** Holds a name for each device on a pty, as `/dev/serial/by-id` does; what was left there goes. */
  readonly folder: string;
}

/** The cable of a device; `port` (0: any free port) is for TCP alone. */
export type CableOf = (device: keyof typeof BAUD, port: number) => OpenPlug;

/** Cables of one kind. */
export const createCables = (kind: CableKind, { host, folder }: CableOptions): CableOf => {
  // A name that outlived its pty may point at the terminal of somebody else by now.
  rmSync(folder, { recursive: true, force: true });
  return (device, port) =>
    kind === "tcp"
      ? tcpPlug(host, port)
      : ptyPlug({ path: join(folder, device), baud: BAUD[device] });
};
