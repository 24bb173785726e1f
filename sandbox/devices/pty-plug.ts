import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";
import { Duplex } from "node:stream";
import type { OpenPlug, Plug } from "./plug.ts";
import { openPty, type Pty } from "./pty.ts";
import { createPace, throughUart, type Pace } from "./uart.ts";

/** A serial cable between a simulated device and a terminal. */
export interface PtyPlugOptions {
  /** The name the terminal opens; a link, made and removed as the cable is plugged and pulled. */
  readonly path: string;
  /**
   * Speed of the device's own port: bytes go at this pace, and are garbled when the terminal has
   * set another.
   */
  readonly baud: number;
}

const TICK_MS = 3;
/** A look at the host's speed takes a process of its own, so one that is wrong is not looked at for each byte. */
const ASK_AGAIN_MS = 15;
const nowMs = (): number => performance.now();

/** The link comes whole: nobody sees it half made, and it replaces one that was left behind. */
const link = (target: string, path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  const making = `${path}.${process.pid}.new`;
  rmSync(making, { force: true });
  symlinkSync(target, making);
  renameSync(making, path);
};

/** One cable while it is plugged in. */
interface Cable {
  isOpen(): boolean;
  pull(): void;
}

/** Bytes that the device gave and the line has not carried yet. */
interface Sending {
  readonly bytes: Uint8Array;
  at: number;
  readonly done: () => void;
}

/** The stream of one opening by a host; `tick` moves bytes. */
interface Line {
  readonly stream: Duplex;
  tick(): void;
}

/** Little, so that a device that stops reading is soon felt at the other end. */
const READ_AHEAD_BYTES = 256;

const createLine = (pty: Pty, baud: number, first: Uint8Array): Line => {
  const inward: Pace = createPace(baud, nowMs);
  const outward: Pace = createPace(baud, nowMs);
  let hostBaud: number | undefined;
  let askedAtMs = -Infinity;
  let sending: Sending | undefined;
  let isWanted = false;
  let waiting = first;
  // Looked at with the first bytes: a host sets the speed after it opened, and before it writes. One
  // that closes and opens again between two ticks is not seen to, and does so to set another speed.
  const speed = (): number => {
    const isSettled = hostBaud === baud || nowMs() - askedAtMs < ASK_AGAIN_MS;
    if (hostBaud !== undefined && isSettled) return hostBaud;
    hostBaud = pty.hostBaud();
    askedAtMs = nowMs();
    return hostBaud;
  };

  const stream = new Duplex({
    readableHighWaterMark: READ_AHEAD_BYTES,
    read() {
      isWanted = true;
    },
    write(chunk: Buffer, _encoding, done) {
      sending = { bytes: throughUart(chunk, baud, speed()), at: 0, done };
    },
    destroy(error, done) {
      sending = undefined;
      done(error);
    },
  });

  const send = (): void => {
    if (sending === undefined) return;
    const { bytes, at } = sending;
    const taken = pty.write(bytes.subarray(at, at + outward.due()));
    outward.spend(taken);
    sending.at += taken;
    if (sending.at < bytes.length) return;
    const { done } = sending;
    sending = undefined;
    done();
  };

  const receive = (): void => {
    const due = inward.due();
    if (due === 0) return;
    if (waiting.length === 0) {
      const bytes = pty.read(due);
      if (bytes === null) {
        pty.discard();
        stream.destroy();
        return;
      }
      waiting = bytes;
      inward.spend(bytes.length);
    }
    if (!isWanted || waiting.length === 0) return;
    const bytes = throughUart(waiting, speed(), baud);
    waiting = new Uint8Array();
    if (bytes.length === 0) return;
    isWanted = false;
    stream.push(bytes);
  };

  return {
    stream,
    tick() {
      if (!stream.destroyed) send();
      if (!stream.destroyed) receive();
    },
  };
};

const plugIn = (options: PtyPlugOptions, onLine: (line: Duplex) => void): Cable => {
  const pty = openPty();
  link(pty.path, options.path);
  let line: Line | undefined;

  const tick = (): void => {
    if (line !== undefined) {
      line.tick();
      if (line.stream.destroyed) line = undefined;
      return;
    }
    const first = pty.read(1);
    if (first === null) return;
    line = createLine(pty, options.baud, first);
    onLine(line.stream);
  };
  const timer = setInterval(tick, TICK_MS);

  return {
    isOpen: () => line !== undefined,
    pull() {
      clearInterval(timer);
      line?.stream.destroy();
      line = undefined;
      rmSync(options.path, { force: true });
      pty.close();
    },
  };
};

/** A plug for a device on a pseudo-terminal. Opening it throws `PTY_UNAVAILABLE`. */
export const ptyPlug =
  (options: PtyPlugOptions): OpenPlug =>
  async (onLine) => {
    await Promise.resolve();
    let cable: Cable | undefined = plugIn(options, onLine);
    const pull = (): void => {
      cable?.pull();
      cable = undefined;
    };
    const plug: Plug = {
      address: { kind: "serial", path: options.path, baud: options.baud },
      connections: () => (cable?.isOpen() === true ? 1 : 0),
      hangUp() {
        if (cable === undefined) return;
        pull();
        cable = plugIn(options, onLine);
      },
      refuse(isRefusing) {
        if (isRefusing) pull();
        else cable ??= plugIn(options, onLine);
      },
      close() {
        pull();
        return Promise.resolve();
      },
    };
    return plug;
  };
