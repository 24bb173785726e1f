import type { StatusQuery } from "./commands.ts";

/** What the printer said of itself. */
export interface PrinterCondition {
  readonly offline: boolean;
  readonly coverOpen: boolean;
  readonly paperOut: boolean;
  readonly paperNearEnd: boolean;
  readonly cutterFault: boolean;
  /** The head is too hot; it goes on by itself once it has cooled. */
  readonly overheated: boolean;
  /** Stopped by an error that a person has put right, or can: it waits to be told to go on. */
  readonly recoverable: boolean;
  /** An error that only service puts right, or one that it does not name. */
  readonly fault: boolean;
  /** Level of the drawer connector's pin 3: whether that means open depends on the drawer. */
  readonly drawerPinHigh: boolean;
}

/** A printer that can print. */
export const goodCondition: PrinterCondition = {
  offline: false,
  coverOpen: false,
  paperOut: false,
  paperNearEnd: false,
  cutterFault: false,
  overheated: false,
  recoverable: false,
  fault: false,
  drawerPinHigh: false,
};

const has = (bits: number, mask: number): boolean => (bits & mask) !== 0;

/** The named errors of one error byte, which DLE EOT 3 and automatic status share. */
const errorsOf = (error: number) => ({
  recoverable: has(error, 0x04),
  cutterFault: has(error, 0x08),
  overheated: has(error, 0x40),
});

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
  const isNamed = has(error, 0x4c);
  return {
    ...errorsOf(error),
    offline: has(printer, 0x08),
    coverOpen: has(cause, 0x04),
    paperOut: has(cause, 0x20) || (paper & 0x60) === 0x60,
    paperNearEnd: (paper & 0x0c) === 0x0c,
    fault: has(error, 0x20) || (has(cause, 0x40) && !isNamed),
    drawerPinHigh: has(printer, 0x04),
  };
};

/** The condition by the four bytes of automatic status back. */
export const automaticCondition = (
  bits: readonly [number, number, number, number],
): PrinterCondition => {
  const [printer, error, paper] = bits;
  return {
    ...errorsOf(error),
    offline: has(printer, 0x08),
    coverOpen: has(printer, 0x20),
    paperOut: (paper & 0x0c) === 0x0c,
    paperNearEnd: (paper & 0x03) === 0x03,
    fault: has(error, 0x20),
    drawerPinHigh: has(printer, 0x04),
  };
};

/** Why the printer cannot print, the most telling cause first. */
export type PrinterTrouble =
  | "PRINTER_COVER_OPEN"
  | "PRINTER_PAPER_OUT"
  | "PRINTER_CUTTER_FAULT"
  | "PRINTER_OVERHEATED"
  | "PRINTER_FAULT"
  | "PRINTER_OFFLINE";

/** `null` when it can print; near end does not hinder. */
export const troubleOf = (condition: PrinterCondition): PrinterTrouble | null => {
  if (condition.coverOpen) return "PRINTER_COVER_OPEN";
  if (condition.paperOut) return "PRINTER_PAPER_OUT";
  if (condition.cutterFault) return "PRINTER_CUTTER_FAULT";
  if (condition.overheated) return "PRINTER_OVERHEATED";
  if (condition.fault || condition.recoverable) return "PRINTER_FAULT";
  return condition.offline ? "PRINTER_OFFLINE" : null;
};

/**
 * True when a person has put the cause right and the printer waits for DLE ENQ. A jammed cutter is
 * not told to go on blindly: it would jam again.
 */
export const awaitsRecovery = (condition: PrinterCondition): boolean =>
  condition.recoverable &&
  !condition.coverOpen &&
  !condition.paperOut &&
  !condition.cutterFault &&
  !condition.fault;

/**
 * True when DLE ENQ 2 may clear the way for a new job: nothing is known to be wrong any more but the
 * error itself. A cutter is tried once more then, since nothing else tells whether it is free.
 */
export const canBeCleared = (condition: PrinterCondition): boolean =>
  (condition.recoverable || condition.cutterFault) &&
  !condition.coverOpen &&
  !condition.paperOut &&
  !condition.fault;
