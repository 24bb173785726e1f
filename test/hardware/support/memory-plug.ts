import { Duplex } from "node:stream";
import { DeviceFault } from "../../../hardware/fault.ts";
import { createMemoryPair, type MemoryPair } from "../../../hardware/transport/memory.ts";
import type { OpenTransport, Transport } from "../../../hardware/transport/transport.ts";
import type { OpenPlug } from "../../../sandbox/devices/plug.ts";

/** A cable in memory between a driver and a simulated device. */
export interface MemoryCable {
  /** The driver's end. */
  readonly open: OpenTransport;
  /** The device's end. */
  readonly plug: OpenPlug;
  /** Pulls the plug in the middle of whatever goes over it; the next opening works again. */
  cut(): void;
  /** Every opening fails with this from now on; `null`: no more. */
  refuseWith(code: string | null): void;
  /** How often the driver opened it. */
  opened(): number;
}

const WRITE_MS = 60_000;

/** The driver's going away is nothing to a device. */
const orGone = async (work: Promise<void>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DeviceFault)) throw error;
  }
};

/** The device's end as a stream, as plugs have them. */
export const toDuplex = (end: Transport): Duplex => {
  let wake: (() => void) | undefined;
  const carry = async (chunk: Buffer, done: () => void): Promise<void> => {
    await orGone(end.write(chunk, WRITE_MS));
    done();
  };
  const close = async (done: () => void): Promise<void> => {
    await end.close();
    done();
  };
  const stream = new Duplex({
    readableHighWaterMark: 256,
    read: () => wake?.(),
    write: (chunk: Buffer, _encoding, done) => void carry(chunk, done),
    destroy: (error, done) => void close(() => done(error)),
  });
  const pump = async (): Promise<void> => {
    for await (const chunk of end.source) {
      if (stream.push(chunk)) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const pumpAll = async (): Promise<void> => {
    await orGone(pump());
    stream.destroy();
  };
  void pumpAll();
  return stream;
};

/** Plugged in; each of its two buffers holds `bufferBytes`. */
export const createMemoryCable = (bufferBytes = 4_096): MemoryCable => {
  let onLine: ((line: Duplex) => void) | undefined;
  let pair: MemoryPair | undefined;
  let refusal: string | null = null;
  let isRefusing = false;
  let opened = 0;
  const lines = new Set<Duplex>();
  const cut = (): void => {
    pair?.cut();
    pair = undefined;
  };

  return {
    async open() {
      await Promise.resolve();
      const code = refusal ?? (isRefusing || onLine === undefined ? "TRANSPORT_NOT_FOUND" : null);
      if (code !== null) throw new DeviceFault(code, "the cable in memory does not open");
      opened += 1;
      pair = createMemoryPair(bufferBytes);
      const line = toDuplex(pair.device);
      lines.add(line);
      line.on("close", () => lines.delete(line));
      onLine?.(line);
      return pair.host;
    },
    plug: async (take) => {
      onLine = take;
      return Promise.resolve({
        address: { kind: "serial", path: "memory", baud: 0 },
        connections: () => lines.size,
        hangUp: cut,
        refuse(refusing) {
          isRefusing = refusing;
          if (refusing) cut();
        },
        async close() {
          onLine = undefined;
          cut();
          return Promise.resolve();
        },
      });
    },
    cut,
    refuseWith(code) {
      refusal = code;
    },
    opened: () => opened,
  };
};
