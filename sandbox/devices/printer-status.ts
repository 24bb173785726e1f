import type { HeadRequest } from "./print-head.ts";

/** What a hand or a fault does to the simulated printer. */
export interface PrinterSwitches {
  readonly paperOut: boolean;
  readonly paperNearEnd: boolean;
  readonly coverOpen: boolean;
  /** Out of operation for another reason, as with the feed button held. */
  readonly offline: boolean;
  /** Prints at the pace of a real head instead of at once. */
  readonly slow: boolean;
  /** Answers nothing at all, as over a cut return line. */
  readonly silent: boolean;
  /** Prints, but never says so: a unit without process IDs. */
  readonly withoutProof: boolean;
  /** Rows until the roll ends by itself; `null`: never. */
  readonly rowsLeft: number | null;
}

/** Everything in order. */
export const goodSwitches: PrinterSwitches = {
  paperOut: false,
  paperNearEnd: false,
  coverOpen: false,
  offline: false,
  slow: false,
  silent: false,
  withoutProof: false,
  rowsLeft: null,
};

/** True when it prints nothing and keeps what it gets. */
export const isStopped = (switches: PrinterSwitches): boolean =>
  switches.paperOut || switches.coverOpen || switches.offline;

const bit = (isSet: boolean, mask: number): number => (isSet ? mask : 0);

/** The answer to DLE EOT. */
export const statusByte = (switches: PrinterSwitches, query: number): number => {
  const { paperOut, paperNearEnd, coverOpen } = switches;
  const fixed = 0x12;
  if (query === 1) return fixed | bit(isStopped(switches), 0x08);
  if (query === 2) return fixed | bit(coverOpen, 0x04) | bit(paperOut, 0x20);
  if (query === 4) return fixed | bit(paperNearEnd || paperOut, 0x0c) | bit(paperOut, 0x60);
  return fixed;
};

/** Automatic status back. */
export const automaticBytes = (switches: PrinterSwitches): Uint8Array => {
  const { paperOut, paperNearEnd, coverOpen } = switches;
  return Uint8Array.of(
    0x10 | bit(isStopped(switches), 0x08) | bit(coverOpen, 0x20),
    0,
    bit(paperNearEnd || paperOut, 0x03) | bit(paperOut, 0x0c),
    0,
  );
};

const sensorByte = (switches: PrinterSwitches, sensor: number): number =>
  sensor === 1 || sensor === 49
    ? bit(switches.paperNearEnd || switches.paperOut, 0x03) | bit(switches.paperOut, 0x0c)
    : 0;

const IDENTITY: ReadonlyMap<number, string> = new Map([
  [65, "1.00"],
  [66, "SATRIEL"],
  [67, "SANDBOX"],
  [68, "0000000"],
]);

const identityBytes = (what: number): Uint8Array =>
  Buffer.from(`_${IDENTITY.get(what) ?? ""}\0`, "latin1");

/** What a request in the print data is answered with, once its turn has come; `null`: nothing. */
export const answerTo = (request: HeadRequest, switches: PrinterSwitches): Uint8Array | null => {
  switch (request.kind) {
    case "cut":
      return null;
    case "process-id":
      return switches.withoutProof ? null : Uint8Array.of(0x37, 0x22, ...request.id, 0);
    case "identity":
      return identityBytes(request.what);
    case "sensor":
      return Uint8Array.of(sensorByte(switches, request.what));
    case "automatic-status":
      return request.mask === 0 ? null : automaticBytes(switches);
  }
};
