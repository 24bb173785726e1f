import type { DeviceFault } from "../fault.ts";

/** Bytes pushed at one end and read, by one reader, at the other. */
export interface ByteQueue {
  readonly source: AsyncIterable<Uint8Array>;
  /** Ignored after the end. */
  push(chunk: Uint8Array): void;
  /** The first call wins. With a fault the reader gets what is queued and then the fault. */
  end(fault?: DeviceFault): void;
  /** Bytes pushed and not yet read. */
  queuedBytes(): number;
}

/** An unbounded queue; `onTaken` is called whenever the reader took a chunk. */
export const createByteQueue = (onTaken: () => void = () => {}): ByteQueue => {
  const chunks: Uint8Array[] = [];
  let queuedBytes = 0;
  let ended: { readonly fault: DeviceFault | undefined } | undefined;
  let wake: (() => void) | undefined;

  async function* read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = chunks.shift();
      if (chunk !== undefined) {
        queuedBytes -= chunk.length;
        onTaken();
        yield chunk;
        continue;
      }
      if (ended !== undefined) {
        if (ended.fault !== undefined) throw ended.fault;
        return;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    source: read(),
    push(chunk) {
      if (ended !== undefined || chunk.length === 0) return;
      chunks.push(chunk);
      queuedBytes += chunk.length;
      wake?.();
    },
    end(fault) {
      ended ??= { fault };
      wake?.();
    },
    queuedBytes: () => queuedBytes,
  };
};
