import { createServer, type AddressInfo, type Socket } from "node:net";
import type { OpenPlug, Plug, PlugAddress } from "./plug.ts";

/** A listening port that a simulated device hangs on. */
export interface TcpPlug extends Plug {
  readonly host: string;
  readonly port: number;
}

/** The port of a device that hangs on TCP; 0 for another cable. */
export const tcpPortOf = (address: PlugAddress): number =>
  address.kind === "tcp" ? address.port : 0;

/** Listens on `host`:`port` (0: any free port) and hands over every connection. */
export const listen = async (
  host: string,
  port: number,
  onConnection: (socket: Socket) => void,
): Promise<TcpPlug> => {
  const sockets = new Set<Socket>();
  let isRefused = false;
  const server = createServer({ noDelay: true }, (socket) => {
    // A host that is gone is nothing to a device, and nothing to report.
    socket.on("error", () => socket.destroy());
    if (isRefused) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    onConnection(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    address: { kind: "tcp", host: address.address, port: address.port },
    host: address.address,
    port: address.port,
    connections: () => sockets.size,
    hangUp,
    refuse(isRefusing) {
      isRefused = isRefusing;
      if (isRefusing) hangUp();
    },
    close: () =>
      new Promise((resolve) => {
        hangUp();
        server.close(() => {
          resolve();
        });
      }),
  };
};

/** A plug for a device on a TCP port (0: any free port). */
export const tcpPlug =
  (host: string, port: number): OpenPlug =>
  (onLine) =>
    listen(host, port, onLine);
