/** Every call that LND has, tried by its name with an empty request. */
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { Access } from "./node.ts";

const PROTOS = join(
  dirname(createRequire(import.meta.url).resolve("lightning/package.json")),
  "grpc/protos",
);

/** What is open to everybody, macaroon or none: whether the node is unlocked. */
const OPEN = /^\/lnrpc\.(?:State|WalletUnlocker)\//;

/** Names of all calls in LND's own protos that ask for a macaroon. */
export const everyCall = (): readonly string[] => {
  const files = readdirSync(PROTOS).map((name) => join(PROTOS, name));
  const paths = Object.values(loadSync(files)).flatMap((service) =>
    Object.values(service as object).flatMap((method: unknown) =>
      typeof method === "object" && method !== null && "path" in method
        ? [String(method.path)]
        : [],
    ),
  );
  return [...new Set(paths)].filter((path) => !OPEN.test(path)).toSorted();
};

/** A call that says nothing for this long was let in: it is a subscription. */
const PATIENCE_MS = 2_000;

/** Tries calls with one macaroon. `answer`: LND's words about each; null when it let the call in. */
export const createCaller = (access: Access) => {
  const client = new Client(
    access.socket,
    credentials.createSsl(Buffer.from(access.tlsCertificate)),
    { "grpc.use_local_subchannel_pool": 1 },
  );
  const metadata = new Metadata();
  metadata.add("macaroon", access.macaroonHex);
  const asIs = (bytes: Buffer): Buffer => bytes;
  return {
    answer: (path: string): Promise<string | null> => {
      const { promise, resolve } = Promise.withResolvers<string | null>();
      const call = client.makeServerStreamRequest(path, asIs, asIs, Buffer.alloc(0), metadata);
      const timer = setTimeout(() => end(null), PATIENCE_MS);
      const end = (words: string | null): void => {
        clearTimeout(timer);
        resolve(words);
        call.cancel();
      };
      call.on("data", () => end(null));
      call.on("end", () => end(null));
      call.on("error", (error: ServiceError) => end(error.details));
      return promise;
    },
    close: () => client.close(),
  };
};
