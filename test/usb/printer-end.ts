import { createPrinterEngine } from "../../sandbox/devices/printer-engine.ts";
import { createPrinterPanel, type PrinterPanel } from "../../sandbox/devices/printer-panel.ts";
import { createSlipTray } from "../../sandbox/devices/slips.ts";
import { type FarEnd, openWhenThere } from "./character-device.ts";
import type { Gadget } from "./gadgets.ts";

const OWN_SIDE = "/dev/g_printer0";

/** The simulated printer, behind the gadget's USB plug instead of a network's. */
export interface PrinterEnd {
  /** Resolves once the unit can answer. */
  plug(): Promise<void>;
  /** The cable and, with it, the power: whatever the unit held is lost. */
  unplug(): void;
  /** Take no bytes in until it is plugged in anew: the kernel's buffers fill up. */
  stall(): void;
  set(change: Parameters<PrinterPanel["set"]>[0]): void;
  unknownCommands(): readonly string[];
  /** Bytes taken in since it was plugged in. */
  takenBytes(): number;
  /** Receipts that came out since the start. */
  slips(): number;
}

/** Unplugged. */
export const createPrinterEnd = (gadget: Gadget): PrinterEnd => {
  const tray = createSlipTray(
    () => 0,
    () => {},
  );
  const panel = createPrinterPanel(() => {});
  const engine = createPrinterEngine({ widthDots: 576, panel, tray });
  let cable: FarEnd | undefined;
  let takenBytes = 0;
  panel.attach({
    send: (bytes) => void cable?.write(bytes),
    hold: () => cable?.pause(),
    release: () => cable?.resume(),
  });

  return {
    async plug() {
      cable?.close();
      takenBytes = 0;
      gadget.plug();
      cable = await openWhenThere(OWN_SIDE, (bytes) => {
        takenBytes += bytes.length;
        engine.receive(bytes);
      });
    },
    unplug() {
      gadget.unplug();
      cable?.close();
      cable = undefined;
      panel.subscribe(0);
      engine.powerCycle();
    },
    stall: () => cable?.pause(),
    set(change) {
      panel.set(change);
      engine.wake();
    },
    unknownCommands: () => engine.unknownCommands(),
    takenBytes: () => takenBytes,
    slips: () => tray.count(),
  };
};
