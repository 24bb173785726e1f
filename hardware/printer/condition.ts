import type { StatusQuery } from "./commands.ts";

/** What the printer said of itself. */
export interface PrinterCondition {
  readonly offline: boolean;
  readonly coverOpen: boolean;
  readonly paperOut: boolean;
  readonly paperNearEnd: boolean;
  readonly cutterFault: boolean;
  /** Any other error the printer reports. */
  readonly fault: boolean;
}

/** A printer that can print. */
export const goodCondition: PrinterCondition = {
  offline: false,
  coverOpen: false,
  paperOut: false,
  paperNearEnd: false,
  cutterFault: false,
  fault: false,
};

const has = (bits: number, mask: number): boolean => (bits & mask) !== 0;

/** The condition by the answers to DLE EOT; an answer that is missing says nothing. */
export const conditionOf = (
  answers: Readonly<Partial<Record<StatusQuery, number>>>,
): PrinterCondition => {
  const [printer = 0, cause = 0, error = 0, paper = 0] = [
    answers[1],
    answers[2],
    answers[3],
    answers[4],
  ];
  return {
    offline: has(printer, 0x08),
    coverOpen: has(cause, 0x04),
    paperOut: has(cause, 0x20) || (paper & 0x60) === 0x60,
    paperNearEnd: (paper & 0x0c) === 0x0c,
    cutterFault: has(error, 0x08),
    fault: has(cause, 0x40) || has(error, 0x64),
  };
};

/** The condition by the four bytes of automatic status back. */
export const automaticCondition = (
  bits: readonly [number, number, number, number],
): PrinterCondition => {
  const [printer, error, paper] = bits;
  return {
    offline: has(printer, 0x08),
    coverOpen: has(printer, 0x20),
    paperOut: (paper & 0x0c) === 0x0c,
    paperNearEnd: (paper & 0x03) === 0x03,
    cutterFault: has(error, 0x08),
    fault: has(error, 0x64),
  };
};

/** Why the printer cannot print, the most telling cause first. */
export type PrinterTrouble =
  | "PRINTER_COVER_OPEN"
  | "PRINTER_PAPER_OUT"
  | "PRINTER_CUTTER_FAULT"
  | "PRINTER_FAULT"
  | "PRINTER_OFFLINE";

/** `null` when it can print; near end does not hinder. */
export const troubleOf = (condition: PrinterCondition): PrinterTrouble | null => {
  if (condition.coverOpen) return "PRINTER_COVER_OPEN";
  if (condition.paperOut) return "PRINTER_PAPER_OUT";
  if (condition.cutterFault) return "PRINTER_CUTTER_FAULT";
  if (condition.fault) return "PRINTER_FAULT";
  return condition.offline ? "PRINTER_OFFLINE" : null;
};
