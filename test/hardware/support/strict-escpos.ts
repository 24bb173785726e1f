// A parser that knows the commands of the byte tables and nothing else: what is not there, has an
// argument out of its range, or ends too early, is refused. Apart from the encoder and from the
// simulated printer on purpose.

/** One command as it stands in the table, its arguments checked. */
export type StrictToken =
  | { readonly name: "text"; readonly bytes: Uint8Array }
  | {
      readonly name: "raster";
      readonly rowBytes: number;
      readonly rows: number;
      readonly dots: Uint8Array;
    }
  | { readonly name: "qr"; readonly step: number; readonly data: Uint8Array }
  | { readonly name: "process-id"; readonly id: string }
  | { readonly name: CommandName; readonly argument: number };

type CommandName = (typeof COMMANDS)[number][0];

/** Name, bytes, and the values of the one argument; no values: there is no argument. */
const COMMANDS = [
  ["initialise", [0x1b, 0x40], []],
  ["leave-kanji", [0x1c, 0x2e], []],
  ["code-table", [0x1b, 0x74], [0, 2, 3, 4, 5, 16, 17, 18, 19]],
  ["character-set", [0x1b, 0x52], [0]],
  ["font", [0x1b, 0x4d], [0, 1]],
  ["bold", [0x1b, 0x45], [0, 1]],
  ["size", [0x1d, 0x21], [0x00, 0x01, 0x10, 0x11]],
  ["inverse", [0x1d, 0x42], [0, 1]],
  ["align", [0x1b, 0x61], [0, 1, 2]],
  ["default-spacing", [0x1b, 0x32], []],
  ["spacing", [0x1b, 0x33], "byte"],
  ["feed-lines", [0x1b, 0x64], "byte"],
  ["feed-dots", [0x1b, 0x4a], "byte"],
  ["feed-and-cut-partial", [0x1d, 0x56, 0x42], [0]],
  ["feed-and-cut-full", [0x1d, 0x56, 0x41], [0]],
  ["cut-partial", [0x1d, 0x56, 0x01], []],
  ["cut-full", [0x1d, 0x56, 0x00], []],
  ["old-cut", [0x1b, 0x69], []],
  ["automatic-status", [0x1d, 0x61], "byte"],
  ["paper-in-turn", [0x1d, 0x72], [1]],
  ["identity", [0x1d, 0x49], [0x41, 0x42, 0x43, 0x44]],
  ["line", [0x0a], []],
  ["carriage-return", [0x0d], []],
] as const satisfies readonly (readonly [string, readonly number[], readonly number[] | "byte"])[];

const refuse = (at: number, why: string): never => {
  throw new Error(`byte ${at}: ${why}`);
};

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

const startsWith = ({ bytes, at }: Cursor, prefix: readonly number[]): boolean =>
  prefix.every((byte, index) => bytes[at + index] === byte);

const takeByte = (cursor: Cursor): number => {
  const byte = cursor.bytes[cursor.at];
  if (byte === undefined) return refuse(cursor.at, "the job ends inside a command");
  cursor.at += 1;
  return byte;
};

const take = (cursor: Cursor, count: number): Uint8Array => {
  const end = cursor.at + count;
  if (end > cursor.bytes.length) return refuse(cursor.at, "the job ends inside a command");
  const taken = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return taken;
};

const takeLength = (cursor: Cursor): number => takeByte(cursor) + 256 * takeByte(cursor);

const takeRaster = (cursor: Cursor): StrictToken => {
  cursor.at += 3;
  if (takeByte(cursor) !== 0) refuse(cursor.at, "GS v 0 in another mode");
  const rowBytes = takeLength(cursor);
  const rows = takeLength(cursor);
  if (rowBytes < 1 || rowBytes > 72) refuse(cursor.at, "a picture wider than the paper");
  if (rows < 1 || rows > 255) refuse(cursor.at, "a band higher than 255 rows");
  return { name: "raster", rowBytes, rows, dots: take(cursor, rowBytes * rows) };
};

/** Function, and the arguments behind it where they are settled. */
const QR_STEPS: Readonly<Record<number, RegExp>> = {
  0x41: /^3200$/,
  0x43: /^0[1-9a-f]$|^10$/,
  0x45: /^3[0-3]$/,
  0x50: /^30(?:..)+$/,
  0x51: /^30$/,
};

const takeQr = (cursor: Cursor): StrictToken => {
  cursor.at += 3;
  const body = take(cursor, takeLength(cursor));
  const [kind, step = 0] = body;
  const data = body.subarray(2);
  const isKnown = QR_STEPS[step]?.test(Buffer.from(data).toString("hex")) === true;
  if (kind !== 0x31 || !isKnown) refuse(cursor.at, "GS ( k with arguments that there are none of");
  if (step === 0x50 && body.length > 7_092) refuse(cursor.at, "more than a QR code holds");
  return { name: "qr", step, data };
};

const takeProcessId = (cursor: Cursor): StrictToken => {
  cursor.at += 3;
  if (takeLength(cursor) !== 6) refuse(cursor.at, "GS ( H of another length");
  const [first, second, ...id] = take(cursor, 6);
  const isPrintable = id.every((byte) => byte >= 0x20 && byte <= 0x7e);
  if (first !== 0x30 || second !== 0x30 || !isPrintable) refuse(cursor.at, "no process ID");
  return { name: "process-id", id: String.fromCharCode(...id) };
};

const takeCommand = (cursor: Cursor): StrictToken => {
  const found = COMMANDS.find(([, prefix]) => startsWith(cursor, prefix));
  if (found === undefined) return refuse(cursor.at, "a command that is in no table");
  const [name, prefix, values] = found;
  cursor.at += prefix.length;
  const known: readonly number[] | "byte" = values;
  if (known.length === 0) return { name, argument: 0 };
  const argument = takeByte(cursor);
  if (known !== "byte" && !known.includes(argument)) {
    refuse(cursor.at - 1, `${name} with ${argument}`);
  }
  return { name, argument };
};

const takeText = (cursor: Cursor): StrictToken => {
  const rest = cursor.bytes.subarray(cursor.at);
  const end = rest.findIndex((byte) => byte < 0x20);
  return { name: "text", bytes: take(cursor, end === -1 ? rest.length : end) };
};

const takeToken = (cursor: Cursor): StrictToken => {
  if ((cursor.bytes[cursor.at] ?? 0) >= 0x20) return takeText(cursor);
  if (startsWith(cursor, [0x1d, 0x76, 0x30])) return takeRaster(cursor);
  if (startsWith(cursor, [0x1d, 0x28, 0x6b])) return takeQr(cursor);
  if (startsWith(cursor, [0x1d, 0x28, 0x48])) return takeProcessId(cursor);
  return takeCommand(cursor);
};

/** DLE with EOT, ENQ or DC4 is executed wherever it stands. */
const refuseRealTime = (bytes: Uint8Array): void => {
  bytes.forEach((byte, at) => {
    const next = bytes[at + 1] ?? 0;
    if (byte === 0x10 && [0x04, 0x05, 0x14].includes(next)) refuse(at, "a real-time command");
  });
};

/** The whole job. Throws at the first byte that no table allows. */
export const parseStrictly = (bytes: Uint8Array): readonly StrictToken[] => {
  refuseRealTime(bytes);
  const cursor: Cursor = { bytes, at: 0 };
  const tokens: StrictToken[] = [];
  while (cursor.at < bytes.length) tokens.push(takeToken(cursor));
  return tokens;
};
