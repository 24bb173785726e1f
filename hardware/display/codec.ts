// What is on the glass as the bytes of each protocol. One profile per port, never a guess: the same
// bytes mean different things to displays and printers of other makers.
import { DeviceFault } from "../fault.ts";
import { encodeRow, type Charset } from "./charset.ts";
import type { Glass } from "./glass.ts";

/** The languages that displays of two rows are spoken to in. */
export const PROTOCOLS = [
  "epson-dm-d",
  "cd5220",
  "utc",
  "utc-enhanced",
  "aedex",
  "adm",
  "dsp800",
] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Bytes to send at once. */
export interface Sending {
  readonly bytes: Uint8Array;
  /** How many answers (06 or 15) the display gives to them; 0 from one that never answers. */
  readonly answers: number;
}

/** One protocol. */
export interface DisplayCodec {
  /** First on every connection: known modes, nothing on the glass. */
  start(charset: Charset): Sending;
  /**
   * Both rows. Good by itself also for a display that lost its power a moment ago. Throws a
   * {@link DeviceFault} `DISPLAY_TEXT_INVALID`.
   */
  show(glass: Glass, charset: Charset): Sending;
}

type Part = Uint8Array | readonly number[];

const silent = (...parts: readonly Part[]): Sending => ({
  bytes: Uint8Array.from(parts.flatMap((part) => [...part])),
  answers: 0,
});

const CR = 0x0d;

/** ESC t n of the Epson family. */
const EPSON_TABLES: Readonly<Record<Charset, number>> = { ascii: 0, pc437: 0, wpc1252: 16 };

// Overwrite mode and a hidden cursor: in scroll mode the last cell of a row moves the whole glass.
const epsonModes = (charset: Charset): Part =>
  Uint8Array.of(0x1f, 0x01, 0x1f, 0x43, 0x00, 0x1b, 0x74, EPSON_TABLES[charset]);

const epson: DisplayCodec = {
  // ESC @, then ESC R 0: with another international set `$` and `#` change their shape.
  start: (charset) => silent([0x1b, 0x40, 0x1b, 0x52, 0x00], epsonModes(charset), [0x0c]),
  show: ({ upper, lower }, charset) =>
    silent(
      epsonModes(charset),
      [0x1f, 0x24, 0x01, 0x01],
      encodeRow(upper, charset),
      [0x1f, 0x24, 0x01, 0x02],
      encodeRow(lower, charset),
    ),
};

const cd5220: DisplayCodec = {
  // 0C first: it ends the string mode, in which every other command is ignored.
  start: () =>
    silent([0x0c], [0x1b, 0x40], [0x1b, 0x11], [0x1b, 0x5f, 0x00], [0x1b, 0x66, 0x00], [0x0c]),
  show: ({ upper, lower }, charset) =>
    silent(
      [0x1b, 0x51, 0x41],
      encodeRow(upper, charset),
      [CR],
      [0x1b, 0x51, 0x42],
      encodeRow(lower, charset),
      [CR],
    ),
};

const utcModes = [0x11, 0x14] as const;

/** UTC standard; Logic Controls' own set (LCI) has the same bytes for all that is used here. */
const utc: DisplayCodec = {
  start: () => silent([0x1f], utcModes),
  show: ({ upper, lower }, charset) =>
    silent(
      utcModes,
      [0x10, 0x00],
      encodeRow(upper, charset),
      [0x10, 0x14],
      encodeRow(lower, charset),
    ),
};

const utcEnhanced: DisplayCodec = {
  start: () => silent([0x1f]),
  show: ({ upper, lower }, charset) =>
    silent(
      [0x1b, 0x75, 0x41],
      encodeRow(upper, charset),
      [CR],
      [0x1b, 0x75, 0x42],
      encodeRow(lower, charset),
      [CR],
    ),
};

const aedexRow = (row: string, charset: Charset): Uint8Array => {
  if (!row.includes("!#")) return encodeRow(row, charset);
  throw new DeviceFault("DISPLAY_TEXT_INVALID", "!# begins a command on this display");
};

const aedex: DisplayCodec = {
  // There is nothing to set: a row that is written whole says all.
  start: () => silent(),
  show: ({ upper, lower }, charset) =>
    silent(
      [0x21, 0x23, 0x31],
      aedexRow(upper, charset),
      [CR],
      [0x21, 0x23, 0x32],
      aedexRow(lower, charset),
      [CR],
    ),
};

const adm: DisplayCodec = {
  start: () => silent([0x0c]),
  show: ({ upper, lower }, charset) =>
    silent([0x0e], encodeRow(upper, charset), [0x0f], encodeRow(lower, charset)),
};

const FIRST_CELL = 0x31;
const SECOND_ROW = FIRST_CELL + 20;
const LAST_CELL = FIRST_CELL + 39;

/** 04 01 command 17; each is answered with 06 or 15. */
const dspFrame = (...command: readonly number[]): readonly number[] => [
  0x04,
  0x01,
  ...command,
  0x17,
];

const dsp800: DisplayCodec = {
  start: () => ({
    ...silent(dspFrame(0x25), dspFrame(0x43, FIRST_CELL, LAST_CELL)),
    answers: 2,
  }),
  show: ({ upper, lower }, charset) => ({
    ...silent(
      dspFrame(0x50, FIRST_CELL),
      encodeRow(upper, charset),
      dspFrame(0x50, SECOND_ROW),
      encodeRow(lower, charset),
    ),
    answers: 2,
  }),
};

const CODECS: Readonly<Record<Protocol, DisplayCodec>> = {
  "epson-dm-d": epson,
  cd5220,
  utc,
  "utc-enhanced": utcEnhanced,
  aedex,
  adm,
  dsp800,
};

/** The codec of a protocol. Pure. */
export const codecOf = (protocol: Protocol): DisplayCodec => CODECS[protocol];
