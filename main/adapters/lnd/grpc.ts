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

const loadServices = (): Record<"default" | "invoices" | "chain", ServiceClientConstructor> => {
  const directory = join(
    dirname(createRequire(import.meta.url).resolve("lightning/package.json")),
    "grpc/protos",
  );
  const files = ["lightning.proto", "invoices.proto", "chainnotifier.proto"];
  // What the library's methods expect of the messages.
  const options = { defaults: true, enums: String, keepCase: true, longs: String, oneofs: true };
  const definition = loadPackageDefinition(
    loadSync(
      files.map((file) => join(directory, file)),
      options,
    ),
  );
  return {
    default: (definition["lnrpc"] as Package)["Lightning"] as ServiceClientConstructor,
    invoices: (definition["invoicesrpc"] as Package)["Invoices"] as ServiceClientConstructor,
    chain: (definition["chainrpc"] as Package)["ChainNotifier"] as ServiceClientConstructor,
  };
};

let services: ReturnType<typeof loadServices> | null = null;

/**
 * Prepare clients on one connection, which opens with the first call. The library's own
 * `authenticatedLndGrpc` is not used: it reads all of LND's protos again each time (0.2 s and more
 * in which nothing else runs), has no keep-alive, and lets minutes go by between tries to connect.
 */
export const openClients = (address: NodeAddress): LndClients => {
  services ??= loadServices();
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
  const open = (Service: ServiceClientConstructor): unknown =>
    new Service(address.socket, secure, { channelOverride: channel });
  const lnd = {
    default: open(services.default),
    invoices: open(services.invoices),
    chain: open(services.chain),
  };
  return { lnd: lnd as unknown as AuthenticatedLnd, close: () => channel.close() };
};
