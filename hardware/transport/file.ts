import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { DeviceFault } from "../fault.ts";
import { createByteQueue } from "./byte-queue.ts";
import type { DeviceClock } from "../timing.ts";
import type { OpenTransport, Transport } from "./transport.ts";

/** A character device such as a udev link to `/dev/usb/lpN`, which is not a stable name by itself. */
export interface DeviceFile {
  readonly path: string;
  readonly clock: DeviceClock;
}

const POLL_MS = 20;
const READ_BYTES = 4_096;

const isAgain = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EAGAIN";

/**
 * A factory of connections to one device file. Nonblocking and polled: a blocking read would hold a
 * thread of the pool and could not be cancelled.
 */
export const openFile =
  (file: DeviceFile): OpenTransport =>
  async () => {
    await Promise.resolve();
    let descriptor: number;
    try {
      descriptor = openSync(file.path, constants.O_RDWR | constants.O_NONBLOCK);
    } catch (error) {
      throw new DeviceFault("TRANSPORT_UNREACHABLE", `cannot open ${file.path}`, error);
    }
    return overDescriptor(descriptor, file.clock);
  };

const overDescriptor = (descriptor: number, clock: DeviceClock): Transport => {
  const inbound = createByteQueue();
  const readBuffer = Buffer.alloc(READ_BYTES);
  let over = false;

  const finish = (fault?: DeviceFault): void => {
    if (over) return;
    over = true;
    clearInterval(poll);
    inbound.end(fault);
    // The descriptor goes even when the device is gone: held, it changes the next device's number.
    closeSync(descriptor);
  };

  const poll = setInterval(() => {
    try {
      const count = readSync(descriptor, readBuffer, 0, READ_BYTES, null);
      if (count > 0) inbound.push(Uint8Array.prototype.slice.call(readBuffer, 0, count));
    } catch (error) {
      if (!isAgain(error)) finish(new DeviceFault("TRANSPORT_LOST", "the device is gone", error));
    }
  }, POLL_MS);

  /** Bytes the device took now: 0 when its buffer is full. */
  const writeSome = (bytes: Uint8Array, from: number): number => {
    try {
      return writeSync(descriptor, bytes, from);
    } catch (error) {
      if (isAgain(error)) return 0;
      const fault = new DeviceFault("TRANSPORT_LOST", "the device is gone", error);
      finish(fault);
      throw fault;
    }
  };

  return {
    source: inbound.source,
    async write(bytes, deadlineMs) {
      if (over) throw new DeviceFault("TRANSPORT_CLOSED", "the device file is closed");
      const endMs = clock.monotonicMs() + deadlineMs;
      for (let at = 0; at < bytes.length;) {
        const taken = writeSome(bytes, at);
        at += taken;
        if (taken > 0) continue;
        if (clock.monotonicMs() >= endMs) {
          const fault = new DeviceFault(
            "TRANSPORT_WRITE_TIMEOUT",
            "the device takes no more bytes",
          );
          finish(fault);
          throw fault;
        }
        await sleep(POLL_MS);
        // The closing side may have come in between.
        if (over) throw new DeviceFault("TRANSPORT_LOST", "the device file was closed");
      }
    },
    close() {
      finish();
      return Promise.resolve();
    },
  };
};
