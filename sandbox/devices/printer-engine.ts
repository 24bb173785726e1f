import type { PrinterPanel } from "./printer-panel.ts";
import { BUFFER_BYTES, createPrinterPress, type PressParts } from "./printer-press.ts";
import { isStopped, statusByte } from "./printer-status.ts";
import { createRealTimeWatch, type RealTimeRequest } from "./real-time.ts";

/** A printer without its plug: bytes in, paper and answers out. */
export interface PrinterEngine {
  receive(bytes: Uint8Array): void;
  /** Look again: the panel may have changed. */
  wake(): void;
  /** Take off what hangs out, if anything does. */
  tear(): void;
  /** Buffers are lost, standing errors too; what is on the paper stays. */
  powerCycle(): void;
  /** True while something is in the buffer or half done. */
  isBusy(): boolean;
  /** Pulses to the cash drawer since the start. */
  drawerPulses(): number;
  unknownCommands(): readonly string[];
  bufferedBytes(): number;
  /** Resolves once nothing is being printed any more. */
  stop(): Promise<void>;
}

const CLEARED = Uint8Array.of(0x37, 0x25, 0);
const GO_ON = 1;
const FORGET = 2;

const holdOrRelease = (panel: PrinterPanel, bufferedBytes: number): void => {
  const isFull = isStopped(panel.condition()) && bufferedBytes >= BUFFER_BYTES;
  if (isFull || panel.switches().stuck) panel.holdWires();
  else panel.releaseWires();
};

/** Switched on. */
export const createPrinterEngine = (parts: PressParts): PrinterEngine => {
  const { panel, tray } = parts;
  const press = createPrinterPress(parts);
  let watch = createRealTimeWatch();

  const forget = (): void => {
    press.forget();
    watch = createRealTimeWatch();
    panel.setError("none");
    holdOrRelease(panel, 0);
  };

  /** True when it forgot what it had. */
  const goOn = (how: number): boolean => {
    const { coverOpen, paperOut } = panel.switches();
    if (panel.condition().error === "none" || coverOpen || paperOut) return false;
    if (how === FORGET) forget();
    if (how === GO_ON) panel.setError("none");
    press.wake();
    return how === FORGET;
  };

  /** True when everything up to and with this byte is void. */
  const obey = (request: RealTimeRequest): boolean => {
    switch (request.kind) {
      case "status":
        panel.answer(Uint8Array.of(statusByte(panel.condition(), request.query)));
        return false;
      case "recover":
        return goOn(request.how);
      case "clear-buffers":
        forget();
        panel.answer(CLEARED);
        return true;
    }
  };

  return {
    receive(bytes) {
      let from = 0;
      bytes.forEach((byte, at) => {
        const request = watch(byte);
        if (request !== null && obey(request)) from = at + 1;
      });
      press.push(bytes.subarray(from));
      holdOrRelease(panel, press.bufferedBytes());
    },
    wake() {
      holdOrRelease(panel, press.bufferedBytes());
      press.wake();
    },
    tear() {
      if (press.head.paper().rows() > 0) tray.keep(press.head.takePaper());
    },
    powerCycle() {
      panel.subscribe(0);
      forget();
    },
    isBusy: () => press.isBusy(),
    drawerPulses: () => press.drawerPulses(),
    unknownCommands: () => [...press.head.unknownCommands()],
    bufferedBytes: () => press.bufferedBytes(),
    stop: () => press.stop(),
  };
};
