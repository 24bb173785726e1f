import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { createBridge, type BridgeCore } from "../../bridge/dispatch.ts";
import { MAX_MESSAGE_BYTES } from "../../bridge/schema.ts";
import { Failure } from "../../domain/failure.ts";
import type { Log } from "../../ports/log.ts";
import type { Random } from "../../ports/random.ts";
import { bridgeFaultLog } from "../bridge-fault-log.ts";
import { readStaticFiles } from "../static-files.ts";
import { createAdmission, roleOf, type Admission } from "./admission.ts";
import { createPages } from "./pages.ts";
import { connectSocket } from "./socket-screen.ts";

/** Screens at once; a shop has two or three, and a page in a loop must not starve them. */
const MAX_SCREENS = 16;

/** What the kiosk host needs. */
export interface KioskOptions {
  readonly core: BridgeCore;
  /** TCP port on 127.0.0.1; 0 takes any that is free. */
  readonly port: number;
  /** Folder of the built screens. */
  readonly rendererDir: string;
  readonly random: Pick<Random, "bytes">;
  readonly log: Log;
}

/** The running server. */
export interface KioskHost {
  /** Addresses that let a browser in. They hold secrets of this start: print them, never log them. */
  readonly cashierUrl: string;
  readonly payerUrl: string;
  /** End every screen's connection and free the port. */
  close(): Promise<void>;
}

const listen = async (server: Server, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      reject(new Failure("KIOSK_PORT_UNAVAILABLE", `cannot listen on 127.0.0.1:${port}`, cause));
    });
    server.listen({ host: "127.0.0.1", port, exclusive: true }, resolve);
  });
  const address = server.address();
  if (address !== null && typeof address === "object") return address.port;
  throw new Failure("KIOSK_PORT_UNAVAILABLE", "the server has no port");
};

const turnAway = (socket: Duplex, status: string) => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

/** Why a socket may not be opened, as an HTTP status; null when it may. */
const refusal = (admission: Admission, request: IncomingMessage): string | null => {
  if (!admission.namesThisHost(request)) return "421 Misdirected Request";
  if (!admission.hasOwnOrigin(request)) return "403 Forbidden";
  const [path, query = ""] = (request.url ?? "").split("?", 2);
  if (path !== "/bridge") return "404 Not Found";
  const role = roleOf(new URLSearchParams(query).get("role"));
  return role !== null && admission.rolesOf(request).includes(role) ? null : "401 Unauthorized";
};

const roleAskedFor = (request: IncomingMessage) =>
  roleOf(new URLSearchParams((request.url ?? "").split("?", 2)[1]).get("role"));

/**
 * Serve the screens to browsers of this machine: files over HTTP, the bridge over a WebSocket at
 * `/bridge?role=…`. Listens on 127.0.0.1 only; a request must name this host, carry the role's
 * cookie and, to open a socket, come from a page of this server.
 * Throws `SCREENS_NOT_BUILT`, `KIOSK_PORT_UNAVAILABLE`.
 */
export const createKioskHost = async (options: KioskOptions): Promise<KioskHost> => {
  const { log } = options;
  const files = await readStaticFiles(options.rendererDir);
  const server = createServer({ maxHeaderSize: 8_192, requestTimeout: 10_000 });
  const port = await listen(server, options.port);
  const admission = createAdmission(port, (count) => options.random.bytes(count));
  const bridge = createBridge({ core: options.core, onFault: bridgeFaultLog(log) });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });

  server.on("request", createPages(port, admission, files));
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", (cause) => log.warn({ code: "SCREEN_SOCKET_FAILED" }, cause.message));
    const full = sockets.clients.size >= MAX_SCREENS ? "503 Service Unavailable" : null;
    const reason = refusal(admission, request) ?? full;
    const role = roleAskedFor(request);
    if (reason !== null || role === null) {
      log.warn({ code: "SCREEN_TURNED_AWAY", reason }, "a socket was not let in");
      return turnAway(socket, reason ?? "400 Bad Request");
    }
    sockets.handleUpgrade(request, socket, head, (screen) => {
      connectSocket(bridge, role, screen, (cause) =>
        log.warn({ code: "SCREEN_SOCKET_FAILED", role }, cause.message),
      );
    });
  });

  return {
    cashierUrl: admission.address("cashier"),
    payerUrl: admission.address("payer"),
    close: async () => {
      for (const screen of sockets.clients) screen.terminate();
      sockets.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
};
