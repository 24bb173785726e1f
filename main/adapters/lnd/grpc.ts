import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  Channel,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceClientConstructor,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { AuthenticatedLnd } from "lightning";
import { Failure } from "../../domain/failure.ts";

/** How to reach the node. */
export interface NodeAddress {
  readonly socket: string;
  /** One certificate as PEM, trusted as it is; no other is. */
  readonly tlsCertificate: string;
  readonly macaroonHex: string;
  /** Most time between two tries to connect. */
  readonly reconnectMs: number;
}

/** The gRPC clients that the library's methods take, and the end of their one connection. */
export interface LndClients {
  readonly lnd: AuthenticatedLnd;
  close(): void;
}

// LND closes the connection of a client that pings more often than every 5 s.
const KEEPALIVE_MS = 20_000;
const KEEPALIVE_ANSWER_MS = 5_000;

type Package = Readonly<Record<string, ServiceClientConstructor>>;

/** The library's names of the services that are used, each with its proto, package and name. */
const SERVICES = {
  default: ["lightning.proto", "lnrpc", "Lightning"],
  invoices: ["invoices.proto", "invoicesrpc", "Invoices"],
  chain: ["chainnotifier.proto", "chainrpc", "ChainNotifier"],
  router: ["router.proto", "routerrpc", "Router"],
  wallet: ["walletkit.proto", "walletrpc", "WalletKit"],
} as const;

/** A part of the node's interface, as the library names it. */
export type ServiceName = keyof typeof SERVICES;

const PROTOS = join(
  dirname(createRequire(import.meta.url).resolve("lightning/package.json")),
  "grpc/protos",
);

const loaded = new Map<ServiceName, ServiceClientConstructor>();

/** Load those that are not loaded yet: each reading of the protos takes a while. */
const loadServices = (names: readonly ServiceName[]): void => {
  const missing = names.filter((name) => !loaded.has(name));
  if (missing.length === 0) return;
  // What the library's methods expect of the messages.
  const options = { defaults: true, enums: String, keepCase: true, longs: String, oneofs: true };
  const files = missing.map((name) => join(PROTOS, SERVICES[name][0]));
  const definition = loadPackageDefinition(loadSync(files, options));
  for (const name of missing) {
    const [, packageName, serviceName] = SERVICES[name];
    const service = (definition[packageName] as Package)[serviceName];
    if (service === undefined)
      throw new Failure("PROTO_MISSING", `no ${serviceName} in the protos`);
    loaded.set(name, service);
  }
};

/**
 * Prepare clients on one connection, which opens with the first call. The library's own
 * `authenticatedLndGrpc` is not used: it reads all of LND's protos again each time (0.2 s and more
 * in which nothing else runs), has no keep-alive, and lets minutes go by between tries to connect.
 */
export const openClients = (address: NodeAddress, names: readonly ServiceName[]): LndClients => {
  loadServices(names);
  const identify = credentials.createFromMetadataGenerator((_options, give) => {
    const metadata = new Metadata();
    metadata.add("macaroon", address.macaroonHex);
    give(null, metadata);
  });
  const secure = credentials.combineChannelCredentials(
    credentials.createSsl(Buffer.from(address.tlsCertificate)),
    identify,
  );
  const channel = new Channel(address.socket, secure, {
    "grpc.keepalive_time_ms": KEEPALIVE_MS,
    "grpc.keepalive_timeout_ms": KEEPALIVE_ANSWER_MS,
    "grpc.initial_reconnect_backoff_ms": Math.min(1000, address.reconnectMs),
    "grpc.max_reconnect_backoff_ms": address.reconnectMs,
    // A connection made anew must not be the old one out of a common pool.
    "grpc.use_local_subchannel_pool": 1,
  });
  const clients = names.map((name) => {
    const Service = loaded.get(name);
    if (Service === undefined) throw new Failure("PROTO_MISSING", `${name} is not loaded`);
    return [name, new Service(address.socket, secure, { channelOverride: channel })] as const;
  });
  const lnd = Object.fromEntries(clients) as unknown as AuthenticatedLnd;
  return { lnd, close: () => channel.close() };
};
