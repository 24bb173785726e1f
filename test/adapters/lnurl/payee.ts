/** A payee's server over real TLS on this machine, which tells the truth or lies as it is told. */
import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import bolt11 from "bolt11";
import { createLnurlPay, type LnurlPayOptions } from "../../../main/adapters/lnurl/client.ts";
import { createCertificate } from "../../../sandbox/certificate.ts";
import { createMemoryLog } from "../lnd/network.ts";

export const HOST = "pay.example";
export const METADATA =
  '[["text/plain","Two cups\\nof tea"],["text/identifier","shop@pay.example"]]';
export const AMOUNT_MSAT = 1_234_000n;

const hashOf = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
const REGTEST = {
  bech32: "bcrt",
  pubKeyHash: 0x6f,
  scriptHash: 0xc4,
  validWitnessVersions: [0, 1],
};
const MAINNET = { bech32: "bc", pubKeyHash: 0, scriptHash: 5, validWitnessVersions: [0, 1] };

/** What an invoice of the server is like. */
export interface InvoiceTraits {
  readonly amountMsat?: bigint | null;
  readonly metadata?: string;
  readonly network?: "regtest" | "mainnet";
  readonly ageS?: number;
  readonly expiryS?: number;
  readonly cltvDelta?: number;
}

export const invoice = (traits: InvoiceTraits = {}): string => {
  const { amountMsat = AMOUNT_MSAT, metadata = METADATA, ageS = 0, expiryS = 600 } = traits;
  const unsigned = bolt11.encode(
    {
      network: traits.network === "mainnet" ? MAINNET : REGTEST,
      millisatoshis: amountMsat === null ? null : amountMsat.toString(),
      timestamp: Math.floor(Date.now() / 1000) - ageS,
      tags: [
        { tagName: "payment_hash", data: hashOf("a payment") },
        { tagName: "payment_secret", data: "11".repeat(32) },
        { tagName: "purpose_commit_hash", data: hashOf(metadata) },
        { tagName: "expire_time", data: expiryS },
        { tagName: "min_final_cltv_expiry", data: traits.cltvDelta ?? 40 },
        {
          tagName: "feature_bits",
          data: { word_length: 4, payment_secret: { required: true, supported: false } },
        },
      ],
    },
    false,
  );
  return bolt11.sign(unsigned, hashOf("a key")).paymentRequest ?? "";
};

/** Answers one request. */
export type Answer = (response: ServerResponse, url: URL) => void;

export const json =
  (body: unknown, status = 200): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

export interface Payee {
  readonly origin: string;
  /** Addresses and queries that were asked for. */
  readonly asked: string[];
  /** Answer the next requests like this, by path. */
  on(path: string, answer: Answer): void;
  readonly terms: object;
  client(change?: Partial<LnurlPayOptions>): ReturnType<typeof createLnurlPay>;
  close(): Promise<void>;
}

export const createPayee = async (): Promise<Payee> => {
  const { certPem, keyPem } = await createCertificate([HOST]);
  const answers = new Map<string, Answer>();
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = https.createServer({ cert: certPem, key: keyPem }, (request, response) => {
    const url = new URL(request.url ?? "", `https://${HOST}`);
    asked.push(`${url.pathname}${url.search}`);
    const answer = answers.get(url.pathname) ?? json({ status: "ERROR", reason: "no" }, 404);
    answer(response, url);
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `https://${HOST}:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    asked,
    on: (path, answer) => answers.set(path, answer),
    terms: {
      tag: "payRequest",
      callback: `${origin}/callback?user=1`,
      minSendable: 1_000,
      maxSendable: 2_000_000,
      metadata: METADATA,
      commentAllowed: 10,
    },
    client: (change = {}) =>
      createLnurlPay({
        network: "regtest",
        clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
        log: createMemoryLog(),
        ca: certPem,
        // Only here does a name lead to this machine.
        resolve: async () => Promise.resolve({ kind: "address", address: "127.0.0.1" }),
        deadlineMs: 2_000,
        ...change,
      }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
};
