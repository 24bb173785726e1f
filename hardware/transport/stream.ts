import type { Duplex } from "node:stream";
import { DeviceFault } from "../fault.ts";
import { withDeadline } from "../timing.ts";
import { createByteQueue } from "./byte-queue.ts";
import type { Transport } from "./transport.ts";

/** An open stream and how it ends. */
export interface StreamParts {
  readonly stream: Duplex;
  /**
   * Release everything, whatever state it is in; never rejects. `isLost`: what was written and not
   * sent is not to be waited for.
   */
  readonly shut: (isLost: boolean) => Promise<void>;
  /**
   * Looks by itself whether the device is still there, for a stream that may fail to tell; the
   * returned function ends that.
   */
  readonly watch?: (onGone: (error: Error) => void) => () => void;
}

/** The next chunks wait in the kernel, and so hold the sender back, above this. */
const READ_AHEAD_BYTES = 65_536;

/** Writes that the stream has not answered. Some streams forget them when their device goes. */
interface Outbound {
  send(bytes: Uint8Array): Promise<void>;
  fail(fault: DeviceFault): void;
}

const createOutbound = (stream: Duplex): Outbound => {
  const pending = new Set<(fault: DeviceFault) => void>();
  return {
    send: (bytes) =>
      new Promise((resolve, reject) => {
        const settle = (error?: Error | null): void => {
          pending.delete(settle);
          if (error === undefined || error === null) resolve();
          else reject(new DeviceFault("TRANSPORT_LOST", "the link broke", error));
        };
        pending.add(settle);
        stream.write(bytes, settle);
      }),
    fail(fault) {
      for (const settle of pending) settle(fault);
    },
  };
};

/** A transport over a stream of Node's, from now to the first of its end, error, close and time-out. */
export const overStream = ({ stream, shut, watch }: StreamParts): Transport => {
  const inbound = createByteQueue(() => {
    if (inbound.queuedBytes() < READ_AHEAD_BYTES) stream.resume();
  });
  const outbound = createOutbound(stream);
  let over = false;
  let shutting = Promise.resolve();

  const finish = (fault?: DeviceFault): void => {
    if (over) return;
    over = true;
    endWatch?.();
    inbound.end(fault);
    shutting = shut(fault !== undefined);
    outbound.fail(fault ?? new DeviceFault("TRANSPORT_LOST", "the link ended"));
  };

  stream.on("data", (chunk: Buffer) => {
    inbound.push(chunk);
    if (inbound.queuedBytes() >= READ_AHEAD_BYTES) stream.pause();
  });
  stream.on("end", () => {
    finish();
  });
  // The listener stays after the end: a late error without one would stop the process.
  stream.on("error", (error) => {
    finish(new DeviceFault("TRANSPORT_LOST", "the link broke", error));
  });
  const gone = (error: Error): void => {
    finish(new DeviceFault("TRANSPORT_LOST", "the device is gone", error));
  };
  stream.on("close", (error?: unknown) => {
    if (error instanceof Error) gone(error);
    else finish();
  });
  const endWatch = watch?.(gone);

  return {
    source: inbound.source,
    async write(bytes, deadlineMs) {
      if (over) throw new DeviceFault("TRANSPORT_CLOSED", "the link is closed");
      try {
        await withDeadline(outbound.send(bytes), deadlineMs, "TRANSPORT_WRITE_TIMEOUT");
      } catch (error) {
        finish(new DeviceFault("TRANSPORT_LOST", "a write did not end", error));
        throw error;
      }
    },
    async close() {
      finish();
      await shutting;
    },
  };
};
