import { connect, type Socket } from "node:net";
import { DeviceFault } from "../fault.ts";
import { withDeadline } from "../timing.ts";
import { overStream } from "./stream.ts";
import type { OpenTransport } from "./transport.ts";

/** Where a network device listens; receipt printers use port 9100. */
export interface TcpAddress {
  readonly host: string;
  readonly port: number;
  /** Until the connection stands; 3 s when absent. */
  readonly connectTimeoutMs?: number;
}

const shutSocket = (socket: Socket): Promise<void> => {
  socket.destroy();
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => {
    socket.once("close", () => {
      resolve();
    });
  });
};

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
    return overStream({ stream: socket, shut: () => shutSocket(socket) });
  };
