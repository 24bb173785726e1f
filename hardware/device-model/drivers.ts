// The one health value of each kind of device, from what its driver says.
import type { PrinterHealth } from "../printer/health.ts";
import type { ScannerHealth } from "../scanner/device.ts";
import { closedHealth, unlinkedHealth, type DeviceHealth } from "./health.ts";

const ONLINE: DeviceHealth = { power: "online", state: "idle", code: null };

/** A printer. `PRINTER_PAPER_NEAR_END` wants a look, everything else that is told stops it. */
export const healthOfPrinter = (health: PrinterHealth): DeviceHealth => {
  if (health.kind === "trouble") {
    const isAbsent = ["PRINTER_UNREACHABLE", "PRINTER_LINK_LOST"].includes(health.code);
    return { power: isAbsent ? "off" : "offline", state: "error", code: health.code };
  }
  return health.paperNearEnd ? { ...ONLINE, code: "PRINTER_PAPER_NEAR_END" } : ONLINE;
};

/** A scanner. */
export const healthOfScanner = ({
  power,
  code,
}: Pick<ScannerHealth, "power" | "code">): DeviceHealth => {
  switch (power) {
    case "online":
      // What comes over the link may make no sense.
      return { ...ONLINE, code };
    case "offline":
      return unlinkedHealth(code ?? "TRANSPORT_LOST");
    case "connecting":
      return { ...closedHealth, state: "idle" };
    case "closed":
      return closedHealth;
  }
};
