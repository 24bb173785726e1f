import { DeviceFault } from "../fault.ts";

// ESC/POS by the names and codes of Epson's command reference. Pure: meaning to bytes.

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const ascii = (text: string): readonly number[] => [...Buffer.from(text, "latin1")];
const low = (value: number): number => value % 256;
const high = (value: number): number => Math.floor(value / 256);

const byte = (value: number, least: number, most: number): number => {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new DeviceFault("PRINT_DOCUMENT_INVALID", `a printer argument is not ${least}-${most}`);
};

/** ESC @: back to defaults; the receive buffer stays. */
export const initialise = (): Uint8Array => bytes(0x1b, 0x40);
/** FS . : units made for Asian markets may start in Kanji mode and eat bytes above 7F. */
export const leaveKanjiMode = (): Uint8Array => bytes(0x1c, 0x2e);
/** ESC R 0: another set would print other shapes for `#`, `$`, `\` and their like. */
export const usCharacters = (): Uint8Array => bytes(0x1b, 0x52, 0);
/** ESC t. */
export const codeTable = (page: "pc437" | "wpc1252"): Uint8Array =>
  bytes(0x1b, 0x74, page === "pc437" ? 0 : 16);
/** ESC a; takes effect at the start of a line only. */
export const align = (to: "left" | "center" | "right"): Uint8Array =>
  bytes(0x1b, 0x61, { left: 0, center: 1, right: 2 }[to]);
/** ESC E. */
export const bold = (on: boolean): Uint8Array => bytes(0x1b, 0x45, on ? 1 : 0);
/** GS !: 1 = 12 x 24 dots a character of font A, 2 = twice that both ways. */
export const scale = (by: 1 | 2): Uint8Array => bytes(0x1d, 0x21, by === 1 ? 0 : 0x11);
/** GS B: white on black. */
export const inverse = (on: boolean): Uint8Array => bytes(0x1d, 0x42, on ? 1 : 0);
/** ESC 3, or ESC 2 for the unit's own spacing. */
export const lineSpacing = (dots: number | "default"): Uint8Array =>
  dots === "default" ? bytes(0x1b, 0x32) : bytes(0x1b, 0x33, byte(dots, 0, 255));
/** LF. */
export const printLine = (): Uint8Array => bytes(0x0a);
/** ESC d. */
export const feedLines = (lines: number): Uint8Array => bytes(0x1b, 0x64, byte(lines, 0, 255));
/** ESC J. */
export const feedDots = (dots: number): Uint8Array => bytes(0x1b, 0x4a, byte(dots, 0, 255));
/**
 * GS V 66: feed to the cutter, then cut but for one point; GS V 65: cut through. `legacy` is ESC i of
 * cheap units, which cuts where the paper stands.
 */
export const cut = (how: "partial" | "full" | "legacy"): Uint8Array => {
  if (how === "legacy") return bytes(0x1b, 0x69);
  return bytes(0x1d, 0x56, how === "partial" ? 0x42 : 0x41, 0);
};

/** GS v 0: a picture of `rowBytes * 8` x `rows` dots; row by row, high bit left, 1 = black. */
export const raster = (rowBytes: number, rows: number, dots: Uint8Array): Uint8Array => {
  if (dots.length !== rowBytes * rows) {
    throw new DeviceFault("PRINT_DOCUMENT_INVALID", "a raster's size does not fit its dots");
  }
  const header = [0x1d, 0x76, 0x30, 0, low(rowBytes), high(rowBytes), low(rows), high(rows)];
  const command = new Uint8Array(header.length + dots.length);
  command.set(header);
  command.set(dots, header.length);
  return command;
};

/**
 * GS ( k, functions 165, 167, 169, 180 and 181: model 2, module size, correction M, store, print.
 * The length counts bytes of UTF-8, not characters.
 */
export const qrCode = (payload: string, moduleDots: number): Uint8Array => {
  const data = Buffer.from(payload, "utf8");
  const length = data.length + 3;
  const model = [0x1d, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0];
  const size = [0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x43, byte(moduleDots, 1, 16)];
  const correction = [0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x45, 0x31];
  const store = [0x1d, 0x28, 0x6b, low(length), high(length), 0x31, 0x50, 0x30];
  const print = [0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30];
  return bytes(...model, ...size, ...correction, ...store, ...data, ...print);
};

/** What a process ID may be: four printable characters. */
const isProcessId = (id: string): boolean => /^[\x20-\x7e]{4}$/.test(id);

/** GS ( H, function 48: the unit answers `37 22 id 00` once everything before it is on paper. */
export const processId = (id: string): Uint8Array => {
  if (!isProcessId(id)) {
    throw new DeviceFault("PRINT_FENCE_INVALID", "a process ID is four printable characters");
  }
  return bytes(0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, ...ascii(id));
};

/** What DLE EOT asks for: 1 printer, 2 cause of offline, 3 cause of error, 4 paper. */
export type StatusQuery = 1 | 2 | 3 | 4;
/** DLE EOT n, executed on arrival. */
export const askStatus = (query: StatusQuery): Uint8Array => bytes(0x10, 0x04, query);
/** GS a: tell by itself of changes in online state, errors and paper. */
export const automaticStatus = (): Uint8Array => bytes(0x1d, 0x61, 0x0e);
/** DLE DC4, function 8: clear the buffers; answered with `37 25 00`. */
export const clearBuffers = (): Uint8Array => bytes(0x10, 0x14, 8, 1, 3, 0x14, 1, 6, 2, 8);
/** DLE ENQ 1: a recoverable error is over, go on at the line where it happened. */
export const resumePrinting = (): Uint8Array => bytes(0x10, 0x05, 1);
/** DLE ENQ 2: a recoverable error is over, forget what was not printed. */
export const dropAndRecover = (): Uint8Array => bytes(0x10, 0x05, 2);
/** GS r 1: the paper sensor, answered in its turn among the print data. */
export const askPaperInTurn = (): Uint8Array => bytes(0x1d, 0x72, 1);
/** What GS I tells of the unit. */
export type IdentityQuery = "firmware" | "maker" | "model" | "serial";
/** GS I: answered with `5F`, the text and `00`, in its turn among the print data. */
export const askIdentity = (what: IdentityQuery): Uint8Array =>
  bytes(0x1d, 0x49, { firmware: 0x41, maker: 0x42, model: 0x43, serial: 0x44 }[what]);

/** Which pin of the drawer connector gets the pulse. */
export type DrawerPin = 2 | 5;
/**
 * ESC p: one pulse to the cash drawer, 100 ms on and 500 ms off where a step is 2 ms, as most tables
 * have it.
 */
export const drawerPulse = (pin: DrawerPin): Uint8Array =>
  bytes(0x1b, 0x70, pin === 2 ? 0 : 1, 0x32, 0xfa);

/**
 * GS ( E, functions 1, 3 and 2: the unit announces every power-on with `3B 31 00` from now on. It
 * writes lasting memory and restarts the unit, so it is a set-up step and never part of a job.
 */
export const announcePowerOn = (): Uint8Array =>
  Buffer.concat([
    bytes(0x1d, 0x28, 0x45, 3, 0, 1, ...ascii("IN")),
    // Memory switch 1: the eight bits from the highest, `2` leaves one as it is.
    bytes(0x1d, 0x28, 0x45, 10, 0, 3, 1, ...ascii("22222221")),
    bytes(0x1d, 0x28, 0x45, 4, 0, 2, ...ascii("OUT")),
  ]);
