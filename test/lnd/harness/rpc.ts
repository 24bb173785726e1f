/** Plain gRPC to an LND, apart from the terminal's adapter and the library that it uses. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  type Client,
  type ClientReadableStream,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceClientConstructor,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { Failure } from "../../../main/domain/failure.ts";

/** Who calls which node. */
export interface RpcAddress {
  readonly socket: string;
  readonly certPem: string;
  readonly macaroonHex: string;
}

/** One connection. Requests and answers are LND's messages, 64-bit numbers as text. */
export interface Rpc {
  /** Rejects with the gRPC error. */
  call(method: string, request?: object): Promise<unknown>;
  /** The messages of a stream as they come; ends or throws as the stream does. */
  stream(method: string, request: object): AsyncIterable<unknown>;
  close(): void;
}

const PROTOS = join(
  dirname(createRequire(import.meta.url).resolve("lightning/package.json")),
  "grpc/protos",
);

const loadServices = (): Readonly<Record<string, ServiceClientConstructor>> => {
  const names = ["lightning.proto", "router.proto", "invoices.proto", "walletkit.proto"];
  const files = names.map((file) => join(PROTOS, file));
  const options = { defaults: true, enums: String, keepCase: true, longs: String, oneofs: true };
  const loaded = loadPackageDefinition(loadSync(files, options));
  type Package = Readonly<Record<string, ServiceClientConstructor>>;
  return {
    lightning: (loaded["lnrpc"] as Package)["Lightning"] as ServiceClientConstructor,
    router: (loaded["routerrpc"] as Package)["Router"] as ServiceClientConstructor,
    invoices: (loaded["invoicesrpc"] as Package)["Invoices"] as ServiceClientConstructor,
    wallet: (loaded["walletrpc"] as Package)["WalletKit"] as ServiceClientConstructor,
  };
};

let services: ReturnType<typeof loadServices> | null = null;

type Answered = (error: Error | null, response: unknown) => void;
type Method = (request: object, metadata: Metadata, ...rest: readonly unknown[]) => unknown;

/**
 * Open a connection. Methods are named as `lightning.GetInfo`; there are `lightning`, `router`,
 * `invoices` and `wallet`.
 */
export const openRpc = (address: RpcAddress): Rpc => {
  services ??= loadServices();
  const secure = credentials.createSsl(Buffer.from(address.certPem));
  const clients = new Map<string, Client>();
  for (const [name, Service] of Object.entries(services)) {
    clients.set(name, new Service(address.socket, secure, { "grpc.use_local_subchannel_pool": 1 }));
  }
  const metadata = new Metadata();
  metadata.add("macaroon", address.macaroonHex);
  const find = (method: string): Method => {
    const [service = "", name = ""] = method.split(".");
    const client = clients.get(service);
    const found = (client as unknown as Record<string, Method> | undefined)?.[name];
    if (found === undefined) throw new Failure("RPC_UNKNOWN", `LND has no ${method}`);
    return found.bind(client);
  };
  return {
    call: (method, request = {}) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const answered: Answered = (error, response) =>
        error === null ? resolve(response) : reject(error);
      find(method)(request, metadata, answered);
      return promise;
    },
    stream: (method, request) => find(method)(request, metadata) as ClientReadableStream<unknown>,
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
};

/** The status and words with which a call is refused; null when it is carried out. */
export const refusalOf = async (
  rpc: Rpc,
  method: string,
  request: object,
): Promise<{ readonly code: number; readonly details: string } | null> => {
  try {
    await rpc.call(method, request);
    return null;
  } catch (error) {
    const { code, details } = error as { readonly code: number; readonly details: string };
    return { code, details };
  }
};
