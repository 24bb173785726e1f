import { readdirSync, readlinkSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import type { Plug } from "../../../sandbox/devices/plug.ts";
import { ptyPlug } from "../../../sandbox/devices/pty-plug.ts";

/** A device end on a pty, under a name like those of `/dev/serial/by-id`. */
export interface PtyRig {
  readonly plug: Plug;
  readonly path: string;
  readonly baud: number;
  /** One stream for each time that a host opened its end. */
  readonly lines: readonly Duplex[];
  close(): Promise<void>;
}

/** Plugs a device in; `onLine` plays it. */
export const startPty = async (
  onLine: (line: Duplex) => void = () => {},
  baud = 115_200,
): Promise<PtyRig> => {
  const folder = mkdtempSync(join(tmpdir(), "pty-"));
  const path = join(folder, "serial", "by-id", "usb-Device-if00");
  const lines: Duplex[] = [];
  const plug = await ptyPlug({ path, baud })((line) => {
    lines.push(line);
    onLine(line);
  });
  return {
    plug,
    path,
    baud,
    lines,
    async close() {
      await plug.close();
      rmSync(folder, { recursive: true });
    },
  };
};

/** What this process has open of terminals: a leak shows as a difference. */
export const openTerminals = (): number =>
  readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return /^\/dev\/(?:pts\/\d+|tty\w+)/.test(readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      // The descriptor of the listing itself.
      return false;
    }
  }).length;
