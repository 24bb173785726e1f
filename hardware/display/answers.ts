// What a display sends back: most send nothing, ever; DSP800 answers each frame with one byte.

/** What came of the answers that were waited for. */
export type Answered = "all" | "refused" | "missing";

const ACK = 0x06;
const NAK = 0x15;

/** The reader of one connection. */
export interface AnswerReader {
  take(chunk: Uint8Array): void;
  /** Resolves when `count` answers came, or after `withinMs`. One at a time. */
  await(count: number, withinMs: number): Promise<Answered>;
  /** Bytes that are no answer to anything: another speed, or another device on the port. */
  strayBytes(): number;
  /** Nobody waits any longer. */
  end(): void;
}

/** Nothing has come. */
export const createAnswerReader = (): AnswerReader => {
  let left = 0;
  let isRefused = false;
  let stray = 0;
  let settle = (): void => {};

  const takeByte = (byte: number): void => {
    if (left === 0 || (byte !== ACK && byte !== NAK)) {
      stray += 1;
      return;
    }
    left -= 1;
    isRefused ||= byte === NAK;
  };

  return {
    take(chunk) {
      for (const byte of chunk) takeByte(byte);
      if (left === 0) settle();
    },
    await: (count, withinMs) => {
      left = count;
      isRefused = false;
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          settle();
        }, withinMs);
        settle = (): void => {
          settle = (): void => {};
          clearTimeout(timer);
          const isWhole = left === 0;
          left = 0;
          if (isRefused) resolve("refused");
          else resolve(isWhole ? "all" : "missing");
        };
      });
    },
    strayBytes: () => stray,
    end() {
      settle();
    },
  };
};
