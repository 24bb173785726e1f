/** Bits on a serial wire for one byte: start, eight, stop. */
const BITS_A_BYTE = 10;

/** Time on the wire of `bytes` at `baud`, in milliseconds; 0 where speed does not matter (`baud` 0). */
export const wireTimeMs = (bytes: number, baud: number): number =>
  baud === 0 ? 0 : (bytes * BITS_A_BYTE * 1_000) / baud;

/** Below this a receipt drawn as a picture takes half a minute and more. */
const LEAST_RASTER_BAUD = 38_400;
/** A receipt of 1 400 rows that is a picture throughout, as GS v 0 in bands. */
const RECEIPT_ROWS = 1_400;

/** What a person who sets a printer up should be told. */
export interface WireWarning {
  readonly code: "PRINTER_WIRE_SLOW";
  readonly message: string;
}

/**
 * Warns when receipts with pictures of text, as Khmer needs them, meet a slow serial wire; `null`
 * when there is nothing to warn of. `baud` is 0 for USB and network.
 */
export const wireWarning = (
  widthDots: number,
  baud: number,
  hasRasterText: boolean,
): WireWarning | null => {
  if (baud === 0 || baud >= LEAST_RASTER_BAUD || !hasRasterText) return null;
  const seconds = Math.round(wireTimeMs((widthDots / 8) * RECEIPT_ROWS, baud) / 1_000);
  return {
    code: "PRINTER_WIRE_SLOW",
    message:
      `at ${baud} baud a receipt in Khmer may take ${seconds} s to reach the printer: ` +
      "set the printer and the terminal to 115200 baud, or connect it by USB",
  };
};
