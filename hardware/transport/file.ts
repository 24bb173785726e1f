import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isatty } from "node:tty";
import { DeviceFault } from "../fault.ts";
import type { DeviceClock } from "../timing.ts";
import { createByteQueue } from "./byte-queue.ts";
import { openFault } from "./open-fault.ts";
import type { OpenTransport, Transport } from "./transport.ts";

/**
 * A character device such as a udev link to `/dev/usb/lpN` or `/dev/hidrawN`, whose own numbers are
 * not stable.
 */
export interface DeviceFile {
  readonly path: string;
  readonly clock: DeviceClock;
  /** Whether it is only read; a keyboard is. */
  readonly isReadOnly?: boolean;
}

const POLL_MS = 20;
const READ_BYTES = 4_096;
/** Chunks wait in the kernel, and so hold the device back, above this. */
const READ_AHEAD_BYTES = 65_536;

const isAgain = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EAGAIN";

/**
 * A factory of connections to one device file. Nonblocking and polled: a blocking read would hold a
 * thread of the pool and could not be cancelled. From a hidraw file each chunk is one report.
 */
export const openFile =
  (file: DeviceFile): OpenTransport =>
  async () => {
    await Promise.resolve();
    const access = file.isReadOnly === true ? constants.O_RDONLY : constants.O_RDWR;
    let descriptor: number;
    try {
      descriptor = openSync(file.path, access | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch (error) {
      throw openFault(file.path, error);
    }
    return overDescriptor(descriptor, file.clock);
  };

const gone = (error?: unknown): DeviceFault =>
  new DeviceFault("TRANSPORT_LOST", "the device is gone", error);

const overDescriptor = (descriptor: number, clock: DeviceClock): Transport => {
  const inbound = createByteQueue();
  const readBuffer = Buffer.alloc(READ_BYTES);
  const isTerminal = isatty(descriptor);
  let over = false;

  const finish = (fault?: DeviceFault): void => {
    if (over) return;
    over = true;
    clearInterval(poll);
    inbound.end(fault);
    // The descriptor goes even when the device is gone: held, it changes the next device's number.
    closeSync(descriptor);
  };

  /** Everything that waits: a hidraw file gives one report at a time and keeps only 64. */
  const readWaiting = (): void => {
    while (inbound.queuedBytes() < READ_AHEAD_BYTES) {
      const count = readSync(descriptor, readBuffer, 0, READ_BYTES, null);
      if (count === 0) {
        // Printers send empty packets; a terminal that was hung up is none any more.
        if (isTerminal && !isatty(descriptor)) finish(gone());
        return;
      }
      inbound.push(Uint8Array.prototype.slice.call(readBuffer, 0, count));
    }
  };

  const poll = setInterval(() => {
    try {
      readWaiting();
    } catch (error) {
      if (!isAgain(error)) finish(gone(error));
    }
  }, POLL_MS);

  /** Bytes the device took now: 0 when its buffer is full. */
  const writeSome = (bytes: Uint8Array, from: number): number => {
    try {
      return writeSync(descriptor, bytes, from);
    } catch (error) {
      if (isAgain(error)) return 0;
      const fault = gone(error);
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
