/** How a unit sends its codes. */
export type ScannerMode =
  /** A serial port, or USB that looks like one: text and a terminator. */
  | "usb-com"
  /** USB point-of-sale reports (HID usage page 8C), each of 64 bytes. */
  | "hid-pos"
  /** The reports of a keyboard, read before they are keys to anybody else. */
  | "wedge";

/** Why a code was not taken. */
export type ScanRefusal =
  /** It holds a byte that no payment code holds: another kind of code, noise, or a wrong speed. */
  | "SCAN_CONTROL_CHARACTER"
  | "SCAN_TOO_LONG"
  /** Its end did not come, or what the unit puts before and after each code is missing. */
  | "SCAN_INCOMPLETE"
  /** A bar code, or another kind of square: no payment code. */
  | "SCAN_NOT_QR"
  /** More codes at once than a person can show. */
  | "SCAN_TOO_FAST"
  /** Not what a unit in this mode sends. */
  | "SCAN_GARBLED";

/** One code. */
export interface Scan {
  readonly text: string;
  /** `]Q1` and its like, when the unit sent one. */
  readonly aimId: string | null;
  /** `latin1` when the bytes were not UTF-8; then the text is a guess. */
  readonly encoding: "utf-8" | "latin1";
  readonly atMs: number;
}

/** What came of some bytes. */
export type ScanEvent =
  | { readonly kind: "scan"; readonly scan: Scan }
  /** Seen again while it was still before the scanner. */
  | { readonly kind: "duplicate"; readonly atMs: number }
  | { readonly kind: "refused"; readonly code: ScanRefusal; readonly atMs: number };

/** Digits in the largest QR code there is (version 40, correction L). */
export const QR_MOST_BYTES = 7_089;

/** How a scanner is set up. */
export interface FramingRules {
  readonly mode: ScannerMode;
  /**
   * What a silence in the middle of a code means: its end (for a unit without a terminator), or
   * that the rest is lost (for one with).
   */
  readonly onIdle: "flush" | "refuse";
  /** How long a silence is; longer than the gaps between the chunks of one code. */
  readonly idleMs: number;
  /** The same code again within this time of its last sight is the same sight. */
  readonly duplicateMs: number;
  /** Codes longer than this are refused; at most 7 089. */
  readonly mostBytes: number;
  /** Whether the unit may put an AIM symbology id such as `]Q1` before each code. */
  readonly hasAimId: boolean;
  /** What the unit puts before each code, ahead of an AIM id. */
  readonly prefix: string;
  /** What it puts after each code, ahead of the terminator. */
  readonly suffix: string;
  /** More codes than `most` within `withinMs` are refused. */
  readonly rate: { readonly most: number; readonly withinMs: number };
  /** Whether each report of a wedge has its number before it, as one among several on a unit. */
  readonly hasReportId: boolean;
}

/** A unit that ends each code with CR, LF or both. */
export const terminatedRules: FramingRules = {
  mode: "usb-com",
  onIdle: "refuse",
  idleMs: 1_000,
  duplicateMs: 2_000,
  mostBytes: QR_MOST_BYTES,
  hasAimId: true,
  prefix: "",
  suffix: "",
  rate: { most: 5, withinMs: 1_000 },
  hasReportId: false,
};

/** A unit that sends the bare code: 60 ms of silence end it. */
export const bareRules: FramingRules = { ...terminatedRules, onIdle: "flush", idleMs: 60 };

/** A unit in HID-POS mode; the parts of one code follow each other at once. */
export const hidPosRules: FramingRules = { ...terminatedRules, mode: "hid-pos", idleMs: 500 };

/** A unit that plays a keyboard and ends each code with Enter or Tab. */
export const wedgeRules: FramingRules = { ...terminatedRules, mode: "wedge" };
