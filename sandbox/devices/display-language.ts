// What displays understand, written from their manuals' tables and not from what the terminal sends.
import type { DisplayCommand } from "./display-reader.ts";
import { COLUMNS, type DisplayScreen } from "./display-screen.ts";

/** What a language is made from. */
export interface LanguageParts {
  readonly screen: DisplayScreen;
  /** Send a byte back to the terminal. */
  readonly answer: (byte: number) => void;
}

/** One language: its commands, its characters, and how it is after the power came. */
export interface Spoken {
  readonly commands: readonly DisplayCommand[];
  readonly character: (byte: number) => boolean;
  readonly powerOn: () => void;
}

/** Ends a row in the languages that send rows whole. */
export const CR = 0x0d;
/** What a command does that changes no cell. */
export const nothing = (): void => {};

/** One line of a table of commands. */
export const command = (
  code: readonly number[],
  act: DisplayCommand["act"] = nothing,
  rest: DisplayCommand["rest"] = 0,
): DisplayCommand => ({ code, rest, act });

/** Bytes as text. */
export const ascii = (bytes: readonly number[]): string => String.fromCharCode(...bytes);

/** True for the 95 characters of ASCII. */
export const isPlain = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e;

/** Puts plain characters on the glass; false for other bytes. */
export const putPlain =
  (screen: DisplayScreen) =>
  (byte: number): boolean => {
    if (isPlain(byte)) screen.put(String.fromCharCode(byte));
    return isPlain(byte);
  };

/** Back, down, home, start of the row. */
export const moves = (screen: DisplayScreen): readonly DisplayCommand[] => [
  command([0x08], () => void screen.moveTo(screen.column() - 1, screen.row())),
  command([0x0a], () => void screen.moveTo(screen.column(), screen.row() + 1)),
  command([0x0b], () => void screen.moveTo(0, 0)),
  command([0x0d], () => void screen.moveTo(0, screen.row())),
];

/** Writes a row at once; false for more than it holds, and for what is no character. */
export const wholeRow =
  (screen: DisplayScreen, index: 0 | 1) =>
  (rest: readonly number[]): boolean => {
    if (rest.length > COLUMNS || !rest.every(isPlain)) return false;
    screen.write(index, ascii(rest));
    return true;
  };
