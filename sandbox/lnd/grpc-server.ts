import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Metadata,
  type ServerWritableStream,
  type ServiceClientConstructor,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { Failure } from "../../main/domain/failure.ts";
import type { LndFault, LndFaults, RpcName } from "./faults.ts";
import { PERMITTED_RPCS } from "./macaroons.ts";
import { GRPC_CODE, RpcError } from "./rpc-error.ts";

/** A server stream that the node can write to until the client goes away. */
export interface Outlet {
  send(message: object): void;
  /** End in good order. */
  end(): void;
  /** End as a broken connection does. */
  drop(): void;
}

/** Returns what to do when the client has gone. */
interface StreamHandler {
  readonly kind: "stream";
  readonly open: (request: never, outlet: Outlet) => () => void;
}

/** How one call is answered. */
export type Handler =
  { readonly kind: "unary"; readonly answer: (request: never) => object } | StreamHandler;

type StreamCall = ServerWritableStream<unknown, unknown>;

/** What the wire needs from the node behind it. */
export interface GrpcOptions {
  readonly host: string;
  readonly port: number;
  readonly certPem: string;
  readonly keyPem: string;
  readonly handlers: Readonly<Record<RpcName, Handler>>;
  readonly faults: LndFaults;
  /** LND's words when the macaroons presented do not do for this call; null when they do. */
  readonly judgeMacaroons: (macaroons: readonly string[], path: string) => string | null;
  readonly onCall: (rpc: RpcName) => void;
}

/** A listening gRPC server. */
export interface GrpcListener {
  readonly port: number;
  dropStreams(): void;
  streamCount(): number;
  /** Cut every connection and stop listening. */
  close(): void;
}

const protoDirectory = join(
  dirname(createRequire(import.meta.url).resolve("lightning/package.json")),
  "grpc/protos",
);

// The options that the client library reads the same files with.
const definition = loadPackageDefinition(
  loadSync(
    [
      "lightning.proto",
      "invoices.proto",
      "chainnotifier.proto",
      "router.proto",
      "walletkit.proto",
    ].map((name) => join(protoDirectory, name)),
    { defaults: true, enums: String, keepCase: true, longs: String, oneofs: true },
  ),
);

const SERVICES = [
  "lnrpc.Lightning",
  "invoicesrpc.Invoices",
  "chainrpc.ChainNotifier",
  "routerrpc.Router",
  "walletrpc.WalletKit",
] as const;

const serviceOf = (path: (typeof SERVICES)[number]): ServiceClientConstructor["service"] => {
  const [packageName = "", serviceName = ""] = path.split(".");
  const packageObject = definition[packageName] as Record<string, ServiceClientConstructor>;
  const service = packageObject[serviceName]?.service;
  if (service === undefined) throw new Failure("PROTO_MISSING", `no ${path} in LND's protos`);
  return service;
};

const permitted = new Map<string, RpcName>(
  PERMITTED_RPCS.map((path) => [path, path.slice(path.lastIndexOf("/") + 1) as RpcName]),
);

const toStatus = (error: unknown): { code: number; details: string } =>
  error instanceof RpcError
    ? { code: error.code, details: error.details }
    : { code: GRPC_CODE.unknown, details: error instanceof Error ? error.message : "unknown" };

/** The streams that clients have open, and how they end. */
const createOutlets = (): {
  open: (call: StreamCall, fault: () => LndFault | null, handler: StreamHandler) => void;
  dropAll: () => void;
  count: () => number;
} => {
  const outlets = new Set<Outlet>();
  return {
    open: (call, fault, handler) => {
      let leave = (): void => undefined;
      const isSilent = (): boolean => ["black-hole", "lost-answer"].includes(fault()?.kind ?? "");
      const outlet: Outlet = {
        send: (message) => {
          if (isSilent() || call.cancelled || !outlets.has(outlet)) return;
          call.write(message);
          if (fault()?.kind === "early-end") outlet.end();
        },
        end: () => {
          if (isSilent()) return;
          outlets.delete(outlet);
          call.end();
        },
        drop: () => {
          outlets.delete(outlet);
          leave();
          call.emit("error", { code: GRPC_CODE.unavailable, details: "transport is closing" });
        },
      };
      outlets.add(outlet);
      leave = handler.open(call.request as never, outlet);
      call.on("cancelled", () => {
        outlets.delete(outlet);
        leave();
      });
    },
    dropAll: () => {
      for (const outlet of outlets) outlet.drop();
    },
    count: () => outlets.size,
  };
};

/** Answers that are on their way, late on purpose. */
const createDelays = (): {
  later: (delayMs: number, run: () => void) => void;
  clear: () => void;
} => {
  const timers = new Set<NodeJS.Timeout>();
  return {
    later: (delayMs, run) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, delayMs);
      timers.add(timer);
    },
    clear: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
};

/** Let a call in, or throw what LND would end it with. */
const admit = (options: GrpcOptions, path: string, metadata: Metadata): RpcName => {
  const refusal = options.judgeMacaroons(metadata.get("macaroon").map(String), path);
  if (refusal !== null) throw new RpcError(GRPC_CODE.unknown, refusal);
  const rpc = permitted.get(path);
  if (rpc === undefined) throw new RpcError(GRPC_CODE.unknown, "permission denied");
  options.onCall(rpc);
  const fault = options.faults.of(rpc);
  if (fault?.kind === "error") throw new RpcError(fault.code, fault.details);
  return rpc;
};

/** Carry a call out; null when its answer is never to come. */
const carryOut = (options: GrpcOptions, rpc: RpcName, request: unknown): object | null => {
  const handler = options.handlers[rpc];
  const fault = options.faults.of(rpc);
  if (handler.kind !== "unary" || fault?.kind === "black-hole") return null;
  try {
    const response = handler.answer(request as never);
    return fault?.kind === "lost-answer" ? null : response;
  } catch (error) {
    if (fault?.kind === "lost-answer") return null;
    throw error;
  }
};

const bind = (server: Server, options: GrpcOptions): Promise<number> => {
  const credentials = ServerCredentials.createSsl(null, [
    { cert_chain: Buffer.from(options.certPem), private_key: Buffer.from(options.keyPem) },
  ]);
  const bound = Promise.withResolvers<number>();
  server.bindAsync(`${options.host}:${options.port}`, credentials, (error, port) => {
    if (error === null) bound.resolve(port);
    else bound.reject(error);
  });
  return bound.promise;
};

/** Open the port and serve. Rejects when the port is taken. */
export const listen = async (options: GrpcOptions): Promise<GrpcListener> => {
  const server = new Server();
  const outlets = createOutlets();
  const delays = createDelays();

  const unary =
    (path: string): handleUnaryCall<unknown, unknown> =>
    (call, callback) => {
      try {
        const rpc = admit(options, path, call.metadata);
        const response = carryOut(options, rpc, call.request);
        if (response === null) return;
        const fault = options.faults.of(rpc);
        if (fault?.kind === "slow") delays.later(fault.delayMs, () => callback(null, response));
        else callback(null, response);
      } catch (error) {
        callback(toStatus(error));
      }
    };

  const streaming =
    (path: string): handleServerStreamingCall<unknown, unknown> =>
    (call) => {
      try {
        const rpc = admit(options, path, call.metadata);
        const handler = options.handlers[rpc];
        if (handler.kind !== "stream" || options.faults.of(rpc)?.kind === "black-hole") return;
        outlets.open(call, () => options.faults.of(rpc), handler);
      } catch (error) {
        call.emit("error", toStatus(error));
      }
    };

  for (const path of SERVICES) {
    const service = serviceOf(path);
    const implementation: UntypedServiceImplementation = {};
    for (const [name, method] of Object.entries(service)) {
      if (method.requestStream) continue;
      implementation[name] = method.responseStream ? streaming(method.path) : unary(method.path);
    }
    server.addService(service, implementation);
  }

  const port = await bind(server, options);
  return {
    port,
    dropStreams: outlets.dropAll,
    streamCount: outlets.count,
    close: () => {
      delays.clear();
      server.forceShutdown();
    },
  };
};
