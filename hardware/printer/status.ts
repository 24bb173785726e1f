// The printer's one reply stream, taken apart. Pure: time comes with the bytes.

/** One answer or notice of the printer. */
export type Reply =
  /** To DLE EOT; the meaning of the bits depends on what was asked. */
  | { readonly kind: "status"; readonly bits: number }
  /** Automatic status back: the four bytes as they came. */
  | { readonly kind: "automatic"; readonly bits: readonly [number, number, number, number] }
  /** To GS r, one byte. */
  | { readonly kind: "sensor"; readonly bits: number }
  /** To GS ( H, function 48: everything before that command is on paper. */
  | { readonly kind: "printed"; readonly id: string }
  /** To DLE DC4, function 8. */
  | { readonly kind: "cleared" }
  /** The printer was switched on just now: its buffer is empty. */
  | { readonly kind: "powered-on" }
  /** To GS I: a name, a version or a number. */
  | { readonly kind: "identity"; readonly text: string }
  /** To GS ( H, function 49: it went offline just now. */
  | { readonly kind: "stopped" }
  /** Any other block; `bytes` begin with its header and end before the `00`. */
  | { readonly kind: "block"; readonly bytes: readonly number[] };

/** Answers of one byte, which nothing but the question tells from noise. */
export type SingleByte = "status" | "sensor";

/** What is under way between two chunks. */
export interface ReplyStream {
  /** Single-byte answers that are awaited, one of each kind at most; unasked they are noise. */
  readonly awaited: ReadonlySet<SingleByte>;
  readonly partial: readonly number[];
  readonly partialSinceMs: number;
  /** Bytes that were no reply, for the health page. */
  readonly noiseCount: number;
}

/** Nothing asked, nothing under way. */
export const emptyReplies: ReplyStream = {
  awaited: new Set(),
  partial: [],
  partialSinceMs: 0,
  noiseCount: 0,
};

/** Note what was asked, before the request goes out. */
export const expectReply = (stream: ReplyStream, kind: SingleByte): ReplyStream => ({
  ...stream,
  awaited: new Set([...stream.awaited, kind]),
});

/** The answer came, or its time is over. */
export const expectNoReply = (stream: ReplyStream, kind: SingleByte): ReplyStream => ({
  ...stream,
  awaited: new Set([...stream.awaited].filter((other) => other !== kind)),
});

/** The stream after some bytes, and what they said. */
export interface RepliesRead {
  readonly stream: ReplyStream;
  readonly replies: readonly Reply[];
}

const XON = 0x11;
const XOFF = 0x13;
const BLOCK_STARTS: ReadonlySet<number> = new Set([0x37, 0x3b, 0x3d, 0x5f, 0x35, 0x39]);
const BLOCK_MOST_BYTES = 96;
const PARTIAL_MOST_MS = 500;
const AUTOMATIC_BYTES = 4;

const isStatus = (byte: number): boolean => (byte & 0x93) === 0x12;
const isAutomaticStart = (byte: number): boolean => (byte & 0x93) === 0x10;
const isPlain = (byte: number): boolean => (byte & 0x90) === 0;

const noise = (stream: ReplyStream, count: number): RepliesRead => ({
  stream: { ...stream, partial: [], noiseCount: stream.noiseCount + count },
  replies: [],
});

const blockReply = (bytes: readonly number[]): Reply => {
  const [header, kind, ...rest] = bytes;
  if (header === 0x37 && kind === 0x22 && rest.length === 4) {
    return { kind: "printed", id: String.fromCharCode(...rest) };
  }
  if (header === 0x37 && kind === 0x25 && rest.length === 0) return { kind: "cleared" };
  if (header === 0x37 && kind === 0x23) return { kind: "stopped" };
  if (header === 0x3b && kind === 0x31 && rest.length === 0) return { kind: "powered-on" };
  if (header === 0x5f) {
    return { kind: "identity", text: Buffer.from(bytes.slice(1)).toString("latin1") };
  }
  return { kind: "block", bytes };
};

const readFirst = (stream: ReplyStream, byte: number, atMs: number): RepliesRead => {
  if (BLOCK_STARTS.has(byte) || isAutomaticStart(byte)) {
    return { stream: { ...stream, partial: [byte], partialSinceMs: atMs }, replies: [] };
  }
  for (const kind of ["status", "sensor"] as const) {
    const isOfKind = kind === "status" ? isStatus : isPlain;
    if (isOfKind(byte) && stream.awaited.has(kind)) {
      return { stream: expectNoReply(stream, kind), replies: [{ kind, bits: byte }] };
    }
  }
  return noise(stream, 1);
};

const readInAutomatic = (stream: ReplyStream, byte: number, atMs: number): RepliesRead => {
  if (!isPlain(byte)) {
    const dropped = noise(stream, stream.partial.length);
    return readFirst(dropped.stream, byte, atMs);
  }
  const partial = [...stream.partial, byte];
  const [first = 0, second = 0, third = 0, fourth = 0] = partial;
  return partial.length < AUTOMATIC_BYTES
    ? { stream: { ...stream, partial }, replies: [] }
    : {
        stream: { ...stream, partial: [] },
        replies: [{ kind: "automatic", bits: [first, second, third, fourth] }],
      };
};

const readInBlock = (stream: ReplyStream, byte: number): RepliesRead => {
  if (byte === 0) {
    return { stream: { ...stream, partial: [] }, replies: [blockReply(stream.partial)] };
  }
  const partial = [...stream.partial, byte];
  if (partial.length > BLOCK_MOST_BYTES) return noise(stream, partial.length);
  return { stream: { ...stream, partial }, replies: [] };
};

const readByte = (before: ReplyStream, byte: number, atMs: number): RepliesRead => {
  // Flow control may stand anywhere, inside a block too.
  if (byte === XON || byte === XOFF) return { stream: before, replies: [] };
  const isStale = before.partial.length > 0 && atMs - before.partialSinceMs > PARTIAL_MOST_MS;
  const stream = isStale ? noise(before, before.partial.length).stream : before;
  const [first] = stream.partial;
  if (first === undefined) return readFirst(stream, byte, atMs);
  return isAutomaticStart(first) ? readInAutomatic(stream, byte, atMs) : readInBlock(stream, byte);
};

/** Take in a chunk of any size that arrived at `atMs` (monotonic). */
export const readReplies = (stream: ReplyStream, chunk: Uint8Array, atMs: number): RepliesRead => {
  let now = stream;
  const replies: Reply[] = [];
  for (const byte of chunk) {
    const read = readByte(now, byte, atMs);
    now = read.stream;
    replies.push(...read.replies);
  }
  return { stream: now, replies };
};
