import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { scannerBytes, type ScannerMode } from "../../sandbox/devices/scanner-bytes.ts";
import { type FarEnd, openWhenThere } from "./character-device.ts";
import type { Gadget } from "./gadgets.ts";
import { until } from "./harness.ts";

/** A scanner in a person's hand. */
export interface ScannerEnd {
  plug(): Promise<void>;
  unplug(): void;
  /** Shows it a code; `share` of what it sends for it, all when absent. */
  scan(code: string, share?: number): Promise<void>;
}

/** Between a key's going down and up, and before the next. */
const KEY_MS = 5;

/** The node whose number the gadget's function tells, such as `235:0`. */
const nodeOf = (gadget: Gadget): string | undefined => {
  const [major = 0, minor = 0] = gadget.read("dev").split(":").map(Number);
  // makedev(3), for numbers below 4096 and 256.
  const device = major * 256 + minor;
  return readdirSync("/dev")
    .filter((name) => name.startsWith("hidg"))
    .map((name) => `/dev/${name}`)
    .find((path) => statSync(path, { throwIfNoEntry: false })?.rdev === device);
};

/** The device's own side of the cable. */
const ownSide = async (mode: ScannerMode, gadget: Gadget): Promise<string> => {
  if (mode !== "usb-com") return until("the gadget's node appears", () => nodeOf(gadget));
  // Else this side would turn each line feed into two characters.
  execFileSync("stty", ["-F", "/dev/ttyGS0", "raw", "-echo"]);
  return "/dev/ttyGS0";
};

/** Unplugged. */
export const createScannerEnd = (mode: ScannerMode, gadget: Gadget): ScannerEnd => {
  let cable: FarEnd | undefined;
  const setup = { mode, aimId: "]Q1", prefix: "", terminator: "\r\n" };

  return {
    async plug() {
      cable?.close();
      gadget.plug();
      cable = await openWhenThere(await ownSide(mode, gadget), () => {});
    },
    unplug() {
      gadget.unplug();
      cable?.close();
      cable = undefined;
    },
    async scan(code, share = 1) {
      const pieces = scannerBytes(setup, code);
      const [only = new Uint8Array()] = pieces;
      const sent =
        pieces.length === 1
          ? [only.subarray(0, Math.ceil(only.length * share))]
          : pieces.slice(0, Math.ceil(pieces.length * share));
      for (const piece of sent) {
        await cable?.write(piece);
        if (mode === "wedge") await sleep(KEY_MS);
      }
    },
  };
};
