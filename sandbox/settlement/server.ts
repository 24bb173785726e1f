import type { IncomingMessage, ServerResponse } from "node:http";
import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";

import { createSettlementBook, type KeptRecord } from "./book.ts";
import { createSinkDesk, sinkError, type SinkReply } from "./desk.ts";
import { createSinkFaults, type SinkFault, type SinkFaultMode } from "./faults.ts";

/** What a sink is made with. */
export interface SinkServerOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  readonly certificate: { readonly certPem: string; readonly keyPem: string };
  readonly token: string;
  readonly nowMs: () => number;
  /** Keeps the records over restarts. Without it they are forgotten. */
  readonly dataFile?: string;
}

/** The sink as plain JSON, for a control page: newest records first. */
export interface SinkView {
  readonly url: string;
  readonly faults: { readonly sticky: SinkFault; readonly queue: readonly SinkFault[] };
  readonly count: number;
  readonly newest: readonly KeptRecord[];
}

/** A back office on loopback that speaks `docs/settlement-sink.openapi.json`. */
export interface SinkServer {
  /** `https://127.0.0.1:<port>`, the client's base URL. */
  readonly url: string;
  readonly port: number;
  setFault(fault: SinkFault, mode?: SinkFaultMode): void;
  /** Deliveries that came in, answered or not. */
  deliveries(): number;
  /** In the order in which they came. */
  records(): readonly KeptRecord[];
  state(): SinkView;
  onChange(listener: () => void): () => void;
  /** Cuts every connection. */
  close(): Promise<void>;
}

/** Room for the largest batch of the document. */
const MAX_BODY_BYTES = 1_048_576;
const RETRY_AFTER_SECONDS = 5;
const NEWEST = 30;

const readBody = (request: IncomingMessage): Promise<string | null> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.once("end", () => {
      resolve(size > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString("utf8"));
    });
    request.once("close", () => {
      resolve(null);
    });
    request.once("error", () => {
      resolve(null);
    });
  });

/** The answer of a back office in trouble, before it has looked at anything; null: it looks. */
const EARLY: Partial<Record<SinkFault, () => SinkReply>> = {
  busy: () => sinkError(429, "BUSY", { "retry-after": RETRY_AFTER_SECONDS.toString() }),
  "error-500": () => sinkError(500, "INTERNAL"),
  unauthorised: () => sinkError(401, "UNAUTHORISED"),
};

const send = (response: ServerResponse, reply: SinkReply): void => {
  if (response.destroyed) return;
  response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
  response.end(JSON.stringify(reply.body));
};

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
};

const listen = async (server: https.Server, host: string, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
};

interface SinkWire {
  readonly desk: ReturnType<typeof createSinkDesk>;
  readonly tell: () => void;
}

/** Answers one request as the document and the fault say. */
const serve = async (
  { desk, tell }: SinkWire,
  fault: SinkFault,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (fault === "cut") {
    request.socket.destroy();
    return;
  }
  const body = await readBody(request);
  if (fault === "black-hole") return;
  const early = EARLY[fault]?.() ?? (body === null ? sinkError(413, "BATCH_TOO_LARGE") : null);
  const delivery = {
    method: request.method ?? "",
    path: request.url ?? "",
    authorization: header(request, "authorization"),
    environment: header(request, "settlement-environment"),
    body: body ?? "",
  };
  const isPoison = (kind: string): boolean => fault === "poison" && kind === "bitcoin-returned";
  const reply = early ?? desk(delivery, isPoison);
  tell();
  if (fault === "lost-ack") request.socket.destroy();
  else send(response, reply);
};

const viewOf = (url: string, all: readonly KeptRecord[], faults: SinkView["faults"]): SinkView => ({
  url,
  faults,
  count: all.length,
  newest: all.slice(-NEWEST).toReversed(),
});

/** Start a sink. Rejects when the port is taken or the data file cannot be read. */
export const createSinkServer = async (options: SinkServerOptions): Promise<SinkServer> => {
  const { certificate, token, nowMs, host = "127.0.0.1" } = options;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const book = createSettlementBook(options.dataFile);
  const wire = { desk: createSinkDesk({ book, token, nowMs }), tell };
  const faults = createSinkFaults();
  let deliveries = 0;
  const server = https.createServer(
    { cert: certificate.certPem, key: certificate.keyPem },
    (request, response) => {
      response.setHeader("date", new Date(nowMs()).toUTCString());
      deliveries += 1;
      void serve(wire, faults.take(), request, response);
    },
  );
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const port = await listen(server, host, options.port ?? 0);
  const url = `https://${host}:${port.toString()}`;

  return {
    url,
    port,
    setFault: (fault, mode = "once") => {
      faults.set(fault, mode);
      tell();
    },
    deliveries: () => deliveries,
    records: () => book.all(),
    state: () => viewOf(url, book.all(), faults.view()),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
