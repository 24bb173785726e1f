/** Longest line in bytes that is read whole: far above any code, far below what a string can hold. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** One line of input without its line end; `null` in place of one longer than the limit. */
export type Line = string | null;

const NEWLINE = 0x0a;

const decode = (parts: readonly Uint8Array[]): string => {
  const text = Buffer.concat(parts).toString("utf8");
  return text.endsWith("\r") ? text.slice(0, -1) : text;
};

/** The lines of one chunk at a time: what a chunk completes is handed over before more is read. */
interface Splitter {
  feed(chunk: Uint8Array): Line[];
  /** The last line, when the input did not end it with a line feed. */
  end(): Line[];
}

const createSplitter = (maxBytes: number): Splitter => {
  let parts: Uint8Array[] = [];
  let size = 0;
  const take = (): Line => {
    const line = size > maxBytes ? null : decode(parts);
    parts = [];
    size = 0;
    return line;
  };
  const hold = (part: Uint8Array): void => {
    size += part.length;
    if (size > maxBytes) parts = [];
    else parts.push(part);
  };
  return {
    feed: (chunk) => {
      const lines: Line[] = [];
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        hold(chunk.subarray(start, end));
        lines.push(take());
        start = end + 1;
      }
      if (start < chunk.length) hold(chunk.subarray(start));
      return lines;
    },
    end: () => (size === 0 ? [] : [take()]),
  };
};

/**
 * Split a byte stream into lines, a batch for each chunk. Lines end with LF or CR LF and with nothing
 * else: JSON text may hold U+2028 as it stands. A line beyond `maxBytes` is dropped as it comes in.
 */
export async function* readLines(
  input: AsyncIterable<Uint8Array>,
  maxBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<readonly Line[]> {
  const splitter = createSplitter(maxBytes);
  for await (const chunk of input) {
    const lines = splitter.feed(chunk);
    if (lines.length > 0) yield lines;
  }
  yield splitter.end();
}
