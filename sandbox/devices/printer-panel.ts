import {
  automaticBytes,
  goodSwitches,
  type PrinterCondition,
  type PrinterSwitches,
  type StandingError,
} from "./printer-status.ts";
import { createPrinterVoice } from "./printer-voice.ts";

/** The far end of a printer's cable. */
export interface Wire {
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
  /** The switches and the error that stands. */
  condition(): PrinterCondition;
  set(change: Partial<PrinterSwitches>): void;
  setError(error: StandingError): void;
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
  const voice = createPrinterVoice((bytes) => {
    for (const wire of wires) wire.send(bytes);
  });
  let switches = goodSwitches;
  let error: StandingError = "none";
  let automaticMask = 0;

  const condition = (): PrinterCondition => ({ switches, error });
  const answer = (bytes: Uint8Array): void => {
    voice.say(bytes, switches);
  };

  const tell = (): void => {
    if (automaticMask !== 0 && !switches.withoutNotices) answer(automaticBytes(condition()));
    onChange();
  };

  const set = (change: Partial<PrinterSwitches>): void => {
    switches = { ...switches, ...change };
    tell();
  };

  return {
    attach(wire) {
      wires.add(wire);
      return () => {
        wires.delete(wire);
      };
    },
    switches: () => switches,
    condition,
    set,
    setError(standing) {
      if (standing === error) return;
      error = standing;
      tell();
    },
    useRoll(rows) {
      if (switches.rowsLeft === null || rows === 0) return;
      const rowsLeft = switches.rowsLeft - rows;
      if (rowsLeft <= 0) set({ rowsLeft: null, paperOut: true });
      else switches = { ...switches, rowsLeft };
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
