// The bytes that a scanner sends for a code, in each way that scanners have.

/** How the unit is set up: as a serial port, as a point-of-sale HID device, or as a keyboard. */
export type ScannerMode = "usb-com" | "hid-pos" | "wedge";

/** What the unit is programmed to put around a code. */
export interface ScannerSetup {
  readonly mode: ScannerMode;
  /** AIM symbology id such as `]Q1`; a HID point-of-sale unit always sends one. */
  readonly aimId: string;
  /** Before the AIM id and the code. */
  readonly prefix: string;
  /** After the code; a keyboard makes Enter of a CR or LF, and Tab of a tab. */
  readonly terminator: string;
}

const REPORT_BYTES = 64;
const DATA_BYTES = 56;
const DATA_AT = 5;
/** Honeywell's own number for a QR code. */
const QR_SYMBOLOGY = 0x73;

const hidPosReports = (aimId: string, data: Buffer): readonly Uint8Array[] => {
  const count = Math.max(1, Math.ceil(data.length / DATA_BYTES));
  return Array.from({ length: count }, (_unused, index) => {
    const part = data.subarray(index * DATA_BYTES, (index + 1) * DATA_BYTES);
    const report = Buffer.alloc(REPORT_BYTES);
    report.set([0x02, part.length]);
    report.write(aimId.padEnd(3, "\0").slice(0, 3), 2, "latin1");
    report.set(part, DATA_AT);
    report[61] = QR_SYMBOLOGY;
    report[63] = index + 1 < count ? 1 : 0;
    return report;
  });
};

const LEFT_SHIFT = 0x02;
/** Rows of a US keyboard: the usage of the first key, then the characters without and with shift. */
const KEY_ROWS: readonly (readonly [first: number, plain: string, shifted: string])[] = [
  [0x04, "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  [0x1e, "1234567890", "!@#$%^&*()"],
  [0x2c, " -=[]\\", " _+{}|"],
  [0x33, ";'`,./", ':"~<>?'],
];
const CONTROL_KEYS: Readonly<Record<string, number>> = { "\r": 0x28, "\n": 0x28, "\t": 0x2b };

/** Modifiers and usage of the key for a character; nothing for one that no key makes. */
const keyFor = (character: string): readonly [number, number] | undefined => {
  const control = CONTROL_KEYS[character];
  if (control !== undefined) return [0, control];
  for (const [first, plain, shifted] of KEY_ROWS) {
    if (plain.includes(character)) return [0, first + plain.indexOf(character)];
    if (shifted.includes(character)) return [LEFT_SHIFT, first + shifted.indexOf(character)];
  }
  return undefined;
};

/** Each key goes down and up by itself. What a keyboard has no key for, a unit leaves out. */
const keyReports = (text: string): readonly Uint8Array[] =>
  Array.from(text).flatMap((character) => {
    const key = keyFor(character);
    if (key === undefined) return [];
    const [modifiers, usage] = key;
    return [Uint8Array.of(modifiers, 0, usage, 0, 0, 0, 0, 0), new Uint8Array(8)];
  });

/** What the unit sends for a code: one piece for each report, or one for a serial port. */
export const scannerBytes = (setup: ScannerSetup, code: string): readonly Uint8Array[] => {
  const { mode, aimId, prefix, terminator } = setup;
  switch (mode) {
    case "usb-com":
      return [Buffer.from(prefix + aimId + code + terminator, "utf8")];
    case "hid-pos":
      return hidPosReports(aimId === "" ? "]Q1" : aimId, Buffer.from(prefix + code, "utf8"));
    case "wedge":
      return keyReports(prefix + aimId + code + terminator);
  }
};
