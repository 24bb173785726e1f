import { DeviceFault } from "../fault.ts";
import { withDeadline } from "../timing.ts";
import { createByteQueue, type ByteQueue } from "./byte-queue.ts";
import type { Transport } from "./transport.ts";

/** Two ends of one wire in memory. */
export interface MemoryPair {
  readonly host: Transport;
  readonly device: Transport;
  /** Pull the plug: both ends fail with `TRANSPORT_LOST`. */
  cut(): void;
}

interface Side {
  readonly inbound: ByteQueue;
  readonly waiting: Set<() => void>;
}

const createSide = (): Side => {
  const waiting = new Set<() => void>();
  const inbound = createByteQueue(() => {
    for (const wake of waiting) wake();
  });
  return { inbound, waiting };
};

/**
 * A wire whose two buffers hold `bufferBytes` each: a write waits until the other end has read
 * enough for the rest to fit, as a real port does.
 */
export const createMemoryPair = (bufferBytes = 16_384): MemoryPair => {
  const sides = { host: createSide(), device: createSide() };
  let over: "closed" | "lost" | undefined;

  const finish = (how: "closed" | "lost"): void => {
    if (over !== undefined) return;
    over = how;
    for (const side of [sides.host, sides.device]) {
      side.inbound.end(
        how === "lost" ? new DeviceFault("TRANSPORT_LOST", "the wire was cut") : undefined,
      );
      for (const wake of side.waiting) wake();
    }
  };

  const isOver = (): boolean => over !== undefined;

  const deliver = async (bytes: Uint8Array, far: Side): Promise<void> => {
    for (let at = 0; at < bytes.length;) {
      if (isOver()) throw new DeviceFault("TRANSPORT_LOST", "the wire ended");
      const free = bufferBytes - far.inbound.queuedBytes();
      if (free > 0) {
        far.inbound.push(bytes.slice(at, at + free));
        at += free;
        continue;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      far.waiting.add(resolve);
      await promise;
      far.waiting.delete(resolve);
    }
  };

  const end = (near: Side, far: Side): Transport => ({
    source: near.inbound.source,
    async write(bytes, deadlineMs) {
      if (isOver()) throw new DeviceFault("TRANSPORT_CLOSED", "the wire is closed");
      try {
        await withDeadline(deliver(bytes, far), deadlineMs, "TRANSPORT_WRITE_TIMEOUT");
      } catch (error) {
        finish("lost");
        throw error;
      }
    },
    close() {
      finish("closed");
      return Promise.resolve();
    },
  });

  return {
    host: end(sides.host, sides.device),
    device: end(sides.device, sides.host),
    cut() {
      finish("lost");
    },
  };
};
