import type { HeadRequest } from "./print-head.ts";

/** What a hand or a fault does to the simulated printer. */
export interface PrinterSwitches {
  readonly paperOut: boolean;
  readonly paperNearEnd: boolean;
  readonly coverOpen: boolean;
  /** The next cut jams, and so does every try to go on while this is so. */
  readonly cutterJammed: boolean;
  /** Too hot to print; it goes on by itself when it has cooled. */
  readonly headHot: boolean;
  /** Out of operation for another reason, as with the feed button held. */
  readonly offline: boolean;
  /** Prints at the pace of a real head instead of at once. */
  readonly slow: boolean;
  /** Takes nothing in: whatever is sent waits in the cable. */
  readonly stuck: boolean;
  /** A cover that was opened in the middle of a job leaves an error that has to be acknowledged. */
  readonly waitsToGoOn: boolean;
  /** Answers nothing at all, as over a cut return line. */
  readonly silent: boolean;
  /** Answers come one byte at a time. */
  readonly byteByByte: boolean;
  /** Rubbish stands around every answer. */
  readonly rubbish: boolean;
  /** Only the first half of longer answers comes. */
  readonly halfAnswers: boolean;
  /** XOFF and XON stand in the middle of answers. */
  readonly flowMarks: boolean;
  /** Prints, but never says so: a unit without process IDs. */
  readonly withoutProof: boolean;
  /** Answers no question that stands in the print data, as the simplest units. */
  readonly withoutTurns: boolean;
  /** Never tells of itself. */
  readonly withoutNotices: boolean;
  /** Rows until the roll ends by itself; `null`: never. */
  readonly rowsLeft: number | null;
}

/** Everything in order. */
export const goodSwitches: PrinterSwitches = {
  paperOut: false,
  paperNearEnd: false,
  coverOpen: false,
  cutterJammed: false,
  headHot: false,
  offline: false,
  slow: false,
  stuck: false,
  waitsToGoOn: false,
  silent: false,
  byteByByte: false,
  rubbish: false,
  halfAnswers: false,
  flowMarks: false,
  withoutProof: false,
  withoutTurns: false,
  withoutNotices: false,
  rowsLeft: null,
};

/** An error that stays when its cause is gone, until the host says to go on. */
export type StandingError = "none" | "recoverable" | "cutter";

/** Everything that its answers tell of. */
export interface PrinterCondition {
  readonly switches: PrinterSwitches;
  readonly error: StandingError;
}

/** The sensor of the roll sees this much before the end: ten centimetres. */
const NEAR_END_ROWS = 800;

const isNearEnd = ({ paperNearEnd, paperOut, rowsLeft }: PrinterSwitches): boolean =>
  paperNearEnd || paperOut || (rowsLeft !== null && rowsLeft <= NEAR_END_ROWS);

/** True when it prints nothing and keeps what it gets. */
export const isStopped = ({ switches, error }: PrinterCondition): boolean =>
  switches.paperOut ||
  switches.coverOpen ||
  switches.offline ||
  switches.headHot ||
  error !== "none";

const bit = (isSet: boolean, mask: number): number => (isSet ? mask : 0);

/** The errors' bits, which DLE EOT 3 and automatic status share. */
const errorBits = ({ switches, error }: PrinterCondition): number =>
  bit(error === "recoverable", 0x04) | bit(error === "cutter", 0x08) | bit(switches.headHot, 0x40);

/** The answer to DLE EOT. */
export const statusByte = (condition: PrinterCondition, query: number): number => {
  const { paperOut, coverOpen } = condition.switches;
  const errors = errorBits(condition);
  const fixed = 0x12;
  if (query === 1) return fixed | bit(isStopped(condition), 0x08);
  if (query === 2) {
    return fixed | bit(coverOpen, 0x04) | bit(paperOut, 0x20) | bit(errors !== 0, 0x40);
  }
  if (query === 3) return fixed | errors;
  return fixed | bit(isNearEnd(condition.switches), 0x0c) | bit(paperOut, 0x60);
};

/** Automatic status back. */
export const automaticBytes = (condition: PrinterCondition): Uint8Array => {
  const { paperOut, coverOpen } = condition.switches;
  return Uint8Array.of(
    0x10 | bit(isStopped(condition), 0x08) | bit(coverOpen, 0x20),
    errorBits(condition),
    bit(isNearEnd(condition.switches), 0x03) | bit(paperOut, 0x0c),
    0,
  );
};

const sensorByte = (switches: PrinterSwitches, sensor: number): number =>
  sensor === 1 || sensor === 49 ? bit(isNearEnd(switches), 0x03) | bit(switches.paperOut, 0x0c) : 0;

const IDENTITY: ReadonlyMap<number, string> = new Map([
  [65, "1.00"],
  [66, "SATRIEL"],
  [67, "SANDBOX"],
  [68, "0000000"],
]);

const identityBytes = (what: number): Uint8Array =>
  Buffer.from(`_${IDENTITY.get(what) ?? ""}\0`, "latin1");

/** What a request in the print data is answered with, once its turn has come; `null`: nothing. */
export const answerTo = (request: HeadRequest, condition: PrinterCondition): Uint8Array | null => {
  const { switches } = condition;
  switch (request.kind) {
    case "cut":
    case "drawer":
      return null;
    case "process-id":
      return switches.withoutProof || switches.withoutTurns
        ? null
        : Uint8Array.of(0x37, 0x22, ...request.id, 0);
    case "identity":
      return switches.withoutTurns ? null : identityBytes(request.what);
    case "sensor":
      return switches.withoutTurns ? null : Uint8Array.of(sensorByte(switches, request.what));
    case "automatic-status":
      return request.mask === 0 || switches.withoutNotices ? null : automaticBytes(condition);
  }
};
