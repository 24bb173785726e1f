import { DeviceFault } from "../fault.ts";
import type { PrinterProfile } from "./profile.ts";

type CodePage = PrinterProfile["codePage"];

// The upper half only as far as letters and signs of Latin text go, with their code points the same
// on every unit: frames, Greek and fractions differ between clones and have no place on a receipt.
const PC437: readonly (readonly [first: number, characters: string])[] = [
  [0x80, "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ"],
  [0x9b, "¢£¥"],
  [0xa0, "áíóúñÑªº¿"],
];
const WPC1252: readonly (readonly [first: number, characters: string])[] = [
  [0x80, "€"],
  [0x91, "‘’“”•–—"],
  [0xa1, "¡¢£"],
  [0xa5, "¥"],
  [0xa7, "§"],
  [0xa9, "©"],
  [0xab, "«"],
  [0xb0, "°±"],
  [0xb7, "·"],
  [0xbb, "»"],
  [0xbf, "¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"],
];

const tableOf = (runs: typeof PC437): ReadonlyMap<string, number> => {
  const table = new Map<string, number>([["\u00a0", 0x20]]);
  for (let code = 0x20; code <= 0x7e; code += 1) table.set(String.fromCharCode(code), code);
  for (const [first, characters] of runs) {
    Array.from(characters).forEach((character, index) => table.set(character, first + index));
  }
  return table;
};
const TABLES: { readonly [Page in CodePage]: ReadonlyMap<string, number> } = {
  pc437: tableOf(PC437),
  wpc1252: tableOf(WPC1252),
};

/** True when the printer has every character itself; everything else goes as a picture. */
export const isPrinterText = (text: string, page: CodePage): boolean =>
  Array.from(text.normalize("NFC")).every((character) => TABLES[page].has(character));

/** The bytes of a line for which {@link isPrinterText} holds; none of them below 20. */
export const encodeText = (text: string, page: CodePage): Uint8Array =>
  Uint8Array.from(text.normalize("NFC"), (character) => {
    const code = TABLES[page].get(character);
    if (code !== undefined) return code;
    throw new DeviceFault("PRINT_TEXT_INVALID", "a character is not in the printer's code page");
  });

/**
 * Refuses C0, DEL and C1 characters: in printer text they are commands, whoever named the item or
 * the shop. Throws a {@link DeviceFault} `PRINT_CONTROL_CHARACTER`.
 */
export const assertNoControl = (text: string): void => {
  if (/\p{Cc}/u.test(text)) {
    throw new DeviceFault(
      "PRINT_CONTROL_CHARACTER",
      "text for the printer holds a control character",
    );
  }
};
