import { readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DeviceFault } from "../fault.ts";
import { openFile, type DeviceFile } from "./file.ts";
import { openFault } from "./open-fault.ts";
import type { OpenTransport } from "./transport.ts";

/** A keyboard that is read before it is a keyboard to anybody else. */
export interface KeyboardFile extends Pick<DeviceFile, "clock"> {
  /** Its `/dev/hidrawN`, or a link to it. */
  readonly path: string;
  /** Where the system's own view of its devices is; `/sys` when absent. */
  readonly sysRoot?: string;
}

/** The input devices that the kernel made of a hidraw node; none where no driver took it. */
const inputsOf = (node: string, sysRoot: string): readonly string[] => {
  const folder = join(sysRoot, "class/hidraw", node, "device/input");
  try {
    return readdirSync(folder)
      .filter((name) => /^input\d+$/.test(name))
      .map((name) => join(folder, name, "inhibited"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
};

const isInhibited = (file: string): boolean => readFileSync(file, "latin1").trim() === "1";

/** Its keys go nowhere from here on, unless this throws. */
const inhibit = (file: string): void => {
  try {
    if (!isInhibited(file)) writeFileSync(file, "1");
    if (isInhibited(file)) return;
  } catch (error) {
    throw new DeviceFault(
      "SCANNER_NOT_INHIBITED",
      "what is scanned would be typed on the screen: the udev rule for this scanner is missing",
      error,
    );
  }
  throw new DeviceFault("SCANNER_NOT_INHIBITED", "the scanner still types on the screen");
};

/**
 * A factory of connections to a scanner that plays a keyboard. It is opened only once none of its
 * keys reaches a screen. Faults as in `openFault`, and `SCANNER_NOT_INHIBITED`.
 */
export const openKeyboard = (keyboard: KeyboardFile): OpenTransport => {
  const { path, clock, sysRoot = "/sys" } = keyboard;
  const open = openFile({ path, clock, isReadOnly: true });
  return async () => {
    let node: string;
    try {
      node = basename(realpathSync(path));
    } catch (error) {
      throw openFault(path, error);
    }
    for (const file of inputsOf(node, sysRoot)) inhibit(file);
    return open();
  };
};
