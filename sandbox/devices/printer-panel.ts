import { automaticBytes, goodSwitches, type PrinterSwitches } from "./printer-status.ts";

/** The far end of a printer's cable. */
interface Wire {
  send(bytes: Uint8Array): void;
  /** The printer's buffer is full: send nothing more. */
  hold(): void;
  release(): void;
}

/** The printer's sensors, and the cables over which it tells of them. */
export interface PrinterPanel {
  /** The returned function unplugs it. */
  attach(wire: Wire): () => void;
  switches(): PrinterSwitches;
  set(change: Partial<PrinterSwitches>): void;
  /** The roll gets shorter by what was printed, and ends when it had an end. */
  useRoll(rows: number): void;
  /** GS a: which changes to tell of; 0 for none. */
  subscribe(mask: number): void;
  answer(bytes: Uint8Array): void;
  holdWires(): void;
  releaseWires(): void;
}

/** Everything in order, nothing attached. */
export const createPrinterPanel = (onChange: () => void): PrinterPanel => {
  const wires = new Set<Wire>();
  let switches = goodSwitches;
  let automaticMask = 0;

  const answer = (bytes: Uint8Array): void => {
    if (switches.silent) return;
    for (const wire of wires) wire.send(bytes);
  };

  const set = (change: Partial<PrinterSwitches>): void => {
    switches = { ...switches, ...change };
    if (automaticMask !== 0) answer(automaticBytes(switches));
    onChange();
  };

  return {
    attach(wire) {
      wires.add(wire);
      return () => {
        wires.delete(wire);
      };
    },
    switches: () => switches,
    set,
    useRoll(rows) {
      if (switches.rowsLeft === null || rows === 0) return;
      const rowsLeft = switches.rowsLeft - rows;
      if (rowsLeft > 0) switches = { ...switches, rowsLeft };
      else set({ rowsLeft: null, paperOut: true });
    },
    subscribe(mask) {
      automaticMask = mask;
    },
    answer,
    holdWires() {
      for (const wire of wires) wire.hold();
    },
    releaseWires() {
      for (const wire of wires) wire.release();
    },
  };
};
