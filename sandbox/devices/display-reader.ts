// A stream of bytes taken apart by a table of commands, as the display's own program does it.

/** One command: its first bytes, and what comes after them. */
export interface DisplayCommand {
  readonly code: readonly number[];
  /** Bytes after the code; or everything up to this byte, which is not handed over. */
  readonly rest: number | { readonly until: number };
  /** False when the display knows the command and not its parameters. */
  readonly act: (rest: readonly number[]) => boolean | void;
}

/** What a display does with its bytes. */
export interface DisplayLanguage {
  readonly commands: readonly DisplayCommand[];
  /** A byte that begins no command and is a character; false when it is none. */
  readonly character: (byte: number) => boolean;
  /** Hears of what was not understood, in hexadecimal. */
  readonly unknown: (bytes: readonly number[]) => void;
}

/** More than this without an end is no command of any display. */
const LONGEST = 96;

const matches = (code: readonly number[], bytes: readonly number[]): boolean =>
  code.every((byte, index) => byte === bytes[index]);

const mayBecome = (code: readonly number[], bytes: readonly number[]): boolean =>
  bytes.length < code.length && bytes.every((byte, index) => byte === code[index]);

/** The parameters of a command that stands whole at the head; null while some are missing. */
const restOf = (command: DisplayCommand, bytes: readonly number[]): readonly number[] | null => {
  const start = command.code.length;
  const { rest } = command;
  if (typeof rest === "number") {
    return bytes.length < start + rest ? null : bytes.slice(start, start + rest);
  }
  const end = bytes.indexOf(rest.until, start);
  return end < 0 ? null : bytes.slice(start, end);
};

/** How many bytes at the head were used; 0 while more are needed. */
const readHead = (language: DisplayLanguage, bytes: readonly number[]): number => {
  const command = language.commands.find(({ code }) => matches(code, bytes));
  if (command !== undefined) {
    const rest = restOf(command, bytes);
    if (rest === null && bytes.length < LONGEST) return 0;
    if (rest === null || command.act(rest) === false) language.unknown(command.code);
    if (rest === null) return command.code.length;
    return command.code.length + rest.length + (typeof command.rest === "number" ? 0 : 1);
  }
  if (language.commands.some(({ code }) => mayBecome(code, bytes))) return 0;
  if (!language.character(bytes[0] ?? 0)) language.unknown(bytes.slice(0, 1));
  return 1;
};

/** Feeds chunks of any size to a language. */
export interface DisplayReader {
  receive(chunk: Uint8Array): void;
  /** The power went: what was under way is forgotten. */
  forget(): void;
}

/** A reader with nothing under way. */
export const createDisplayReader = (language: DisplayLanguage): DisplayReader => {
  let bytes: number[] = [];
  const readAll = (): void => {
    while (bytes.length > 0) {
      const used = readHead(language, bytes);
      if (used === 0) return;
      bytes = bytes.slice(used);
    }
  };
  return {
    receive(chunk) {
      for (const byte of chunk) {
        bytes.push(byte);
        readAll();
      }
    },
    forget() {
      bytes = [];
    },
  };
};
