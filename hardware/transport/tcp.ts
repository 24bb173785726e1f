import { connect, type Socket } from "node:net";
import { DeviceFault } from "../fault.ts";
import { withDeadline } from "../timing.ts";
import { createByteQueue } from "./byte-queue.ts";
import type { OpenTransport, Transport } from "./transport.ts";

/** Where a network device listens; receipt printers use port 9100. */
export interface TcpAddress {
  readonly host: string;
  readonly port: number;
  /** Until the connection stands; 3 s when absent. */
  readonly connectTimeoutMs?: number;
}

/** A factory of TCP connections to one device. */
export const openTcp =
  (address: TcpAddress): OpenTransport =>
  async () => {
    const socket = connect({ host: address.host, port: address.port, noDelay: true });
    // An idle link whose far end lost power is silent: keep-alive is what notices it.
    socket.setKeepAlive(true, 10_000);
    try {
      const connected = new Promise<void>((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("error", reject);
      });
      await withDeadline(connected, address.connectTimeoutMs ?? 3_000, "TRANSPORT_UNREACHABLE");
    } catch (error) {
      socket.destroy();
      throw new DeviceFault(
        "TRANSPORT_UNREACHABLE",
        `nothing answers at ${address.host}:${address.port}`,
        error,
      );
    }
    return overSocket(socket);
  };

/** The next chunks wait in the kernel, and so hold the sender back, above this. */
const READ_AHEAD_BYTES = 65_536;

const overSocket = (socket: Socket): Transport => {
  const inbound = createByteQueue(() => {
    if (inbound.queuedBytes() < READ_AHEAD_BYTES) socket.resume();
  });
  const pending = new Set<(fault: DeviceFault) => void>();
  let over = false;

  const finish = (fault?: DeviceFault): void => {
    if (over) return;
    over = true;
    inbound.end(fault);
    const lost = fault ?? new DeviceFault("TRANSPORT_LOST", "the connection ended");
    for (const fail of pending) fail(lost);
    socket.destroy();
  };

  socket.on("data", (chunk: Buffer) => {
    inbound.push(chunk);
    if (inbound.queuedBytes() >= READ_AHEAD_BYTES) socket.pause();
  });
  socket.on("end", () => {
    finish();
  });
  // The listener stays after the end: a late error without one would stop the process.
  socket.on("error", (error) => {
    finish(new DeviceFault("TRANSPORT_LOST", "the connection broke", error));
  });
  socket.on("close", () => {
    finish();
  });

  const send = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (error?: Error | null): void => {
        pending.delete(settle);
        if (error === undefined || error === null) resolve();
        else reject(new DeviceFault("TRANSPORT_LOST", "the connection broke", error));
      };
      pending.add(settle);
      socket.write(bytes, settle);
    });

  return {
    source: inbound.source,
    async write(bytes, deadlineMs) {
      if (over) throw new DeviceFault("TRANSPORT_CLOSED", "the connection is closed");
      try {
        await withDeadline(send(bytes), deadlineMs, "TRANSPORT_WRITE_TIMEOUT");
      } catch (error) {
        finish(new DeviceFault("TRANSPORT_LOST", "a write did not end", error));
        throw error;
      }
    },
    async close() {
      finish();
      if (socket.closed) return;
      await new Promise<void>((resolve) => {
        socket.once("close", () => {
          resolve();
        });
      });
    },
  };
};
