// A printer's input, cut into commands. Written from the command reference alone, apart from any
// encoder, so that the two can check each other.

/** One step of the printer. `code` is the command's bytes up to its arguments, as hex. */
export type Token =
  | { readonly kind: "text"; readonly bytes: Uint8Array }
  | { readonly kind: "command"; readonly code: string; readonly args: Uint8Array }
  | { readonly kind: "unknown"; readonly code: string };

/** Input as it arrives, taken out command by command. */
export interface TokenStream {
  push(bytes: Uint8Array): void;
  /** The next whole command, or `null` until more bytes come. */
  next(): Token | null;
  bufferedBytes(): number;
  /** Forget everything, half commands too. */
  clear(): void;
}

/** Argument bytes after the code: a count, or how to tell it from what is there (`null`: not yet). */
type Length = number | ((args: Uint8Array) => number | null);

const little = (low = 0, high = 0): number => low + high * 256;
const parenthesised: Length = (args) => (args.length < 3 ? null : 3 + little(args[1], args[2]));
const rasterLength: Length = (args) =>
  args.length < 6 ? null : 6 + little(args[2], args[3]) * little(args[4], args[5]);
const cutLength: Length = (args) => {
  if (args.length === 0) return null;
  return args[0] === 65 || args[0] === 66 ? 2 : 1;
};
const realTimeLength: Length = (args) => {
  if (args.length === 0) return null;
  return args[0] === 8 ? 8 : 3;
};

const PREFIXES: ReadonlySet<number> = new Set([0x10, 0x1b, 0x1c, 0x1d]);

const COMMANDS: ReadonlyMap<string, Length> = new Map<string, Length>([
  ...["1b40", "1b32", "1b69", "1b6d", "1c2e", "1c26"].map((code) => [code, 0] as const),
  ...["20", "21", "2d", "33", "3d", "45", "47", "4a", "4d", "52", "61", "64", "74", "7b"].map(
    (code) => [`1b${code}`, 1] as const,
  ),
  ...["21", "42", "49", "61", "72"].map((code) => [`1d${code}`, 1] as const),
  ["1004", 1],
  ["1005", 1],
  ["1014", realTimeLength],
  ["1b24", 2],
  ["1b5c", 2],
  ["1b63", 2],
  ["1b70", 3],
  ["1d4c", 2],
  ["1d57", 2],
  ["1d28", parenthesised],
  ["1d56", cutLength],
  ["1d76", rasterLength],
]);

const hex = (...bytes: readonly number[]): string => Buffer.from(bytes).toString("hex");

/** An empty stream. */
export const createTokenStream = (): TokenStream => {
  let input: Uint8Array = new Uint8Array();

  const take = (count: number): Uint8Array => {
    const taken = input.subarray(0, count);
    input = input.subarray(count);
    return taken;
  };

  const takeText = (): Token => {
    const end = input.findIndex((byte) => byte < 0x20);
    return { kind: "text", bytes: take(end === -1 ? input.length : end).slice() };
  };

  const takeCommand = (): Token | null => {
    const [prefix = 0, code] = input;
    if (code === undefined) return null;
    const name = hex(prefix, code);
    const length = COMMANDS.get(name);
    if (length === undefined) {
      take(2);
      return { kind: "unknown", code: name };
    }
    const rest = input.subarray(2);
    const count = typeof length === "number" ? length : length(rest);
    if (count === null || rest.length < count) return null;
    take(2);
    return { kind: "command", code: name, args: take(count).slice() };
  };

  return {
    push(bytes) {
      input = Buffer.concat([input, bytes]);
    },
    next() {
      const [first] = input;
      if (first === undefined) return null;
      if (first >= 0x20) return takeText();
      if (PREFIXES.has(first)) return takeCommand();
      take(1);
      const isKnown = first === 0x0a || first === 0x0d || first === 0x00;
      return isKnown
        ? { kind: "command", code: hex(first), args: new Uint8Array() }
        : { kind: "unknown", code: hex(first) };
    },
    bufferedBytes: () => input.length,
    clear() {
      input = new Uint8Array();
    },
  };
};
