import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "./harness.ts";

/** The device's own side of a gadget: a character device, read and written without waiting. */
export interface FarEnd {
  /** Writes all, however slowly the other side takes it, until it is closed. */
  write(bytes: Uint8Array): Promise<void>;
  /** Take nothing in until {@link FarEnd.resume}: the other side's buffers fill up. */
  pause(): void;
  resume(): void;
  close(): void;
}

const POLL_MS = 5;

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;

/** Nothing there, the buffer full, or the cable out at this moment. */
const isAgain = (error: unknown): boolean =>
  ["EAGAIN", "EIO", "ENODEV", "ESHUTDOWN"].includes(String(codeOf(error)));

/**
 * Opens `path` as soon as the other side has taken the device in, which is a moment after the plug;
 * `onChunk` gets what arrives.
 */
export const openWhenThere = (
  path: string,
  onChunk: (bytes: Uint8Array) => void,
): Promise<FarEnd> =>
  until(`${path} can be opened`, () => {
    try {
      return openFarEnd(path, onChunk);
    } catch (error) {
      if (["ENOENT", "ENODEV", "ENXIO"].includes(String(codeOf(error)))) return null;
      throw error;
    }
  });

const openFarEnd = (path: string, onChunk: (bytes: Uint8Array) => void): FarEnd => {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
  const buffer = Buffer.alloc(8_192);
  let isPaused = false;
  let isOver = false;
  const isOpen = (): boolean => !isOver;

  const poll = setInterval(() => {
    if (isPaused) return;
    try {
      const count = readSync(descriptor, buffer, 0, buffer.length, null);
      if (count > 0) onChunk(Uint8Array.prototype.slice.call(buffer, 0, count));
    } catch (error) {
      if (!isAgain(error)) throw error;
    }
  }, POLL_MS);

  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length && isOpen();) {
        try {
          at += writeSync(descriptor, bytes, at);
        } catch (error) {
          if (!isAgain(error)) throw error;
          await sleep(POLL_MS);
        }
      }
    },
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
    },
    close() {
      isOver = true;
      clearInterval(poll);
      closeSync(descriptor);
    },
  };
};
