import { createLndLightningSend } from "../../../main/adapters/lnd/payout-client.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import { createCertificate } from "../../../sandbox/certificate.ts";
import { macaroonOf } from "../../../sandbox/lnd/macaroons.ts";
import { createLndServer, type LndServer } from "../../../sandbox/lnd/server.ts";
import { DEADLINE_MS, MACAROON } from "./fake-network.ts";
import { createMemoryLog, type MemoryLog } from "./network.ts";
import { AMOUNT_MSAT, type SendNetwork } from "./send-network.ts";
import { createTcpRelay } from "./tcp-relay.ts";

export const PAYOUT_MACAROON = macaroonOf("payout", "test");

// What LND asks for by itself, of the usual amount.
const FEE_MSAT = 1_050n;
const BASE_FEE_MSAT = 1_000n;

const certificate = createCertificate(["localhost"]);

/** The simulated node as one that pays, and what only it can be told. */
export interface FakeSendNetwork extends SendNetwork {
  readonly server: LndServer;
  readonly log: MemoryLog;
  /** Let time pass for the node; the terminal's own clock is the system's. */
  passTime(ms: number): void;
}

/** A node of the sandbox, and the adapter over a wire that can be cut. */
export const createFakeSendNetwork = async (
  options: { readonly macaroonHex?: string; readonly dataFile?: string } = {},
): Promise<FakeSendNetwork> => {
  const served = await certificate;
  let skewMs = 0;
  const server = await createLndServer({
    certificate: served,
    macaroonHex: MACAROON,
    payoutMacaroonHex: PAYOUT_MACAROON,
    seed: "send",
    nowMs: () => Date.now() + skewMs,
    ...(options.dataFile === undefined ? {} : { dataFile: options.dataFile }),
  });
  server.setRoute({ feeMsat: FEE_MSAT, baseFeeMsat: BASE_FEE_MSAT });
  const relay = await createTcpRelay(Number(server.socket.split(":")[1]));
  const log = createMemoryLog();
  let aheadMs = 0;
  const send = createLndLightningSend({
    socket: relay.socket,
    tlsCertificate: served.certPem,
    macaroonHex: options.macaroonHex ?? PAYOUT_MACAROON,
    network: "regtest",
    clock: { nowMs: () => Date.now() + aheadMs, monotonicMs: () => performance.now() },
    log,
    deadlineMs: DEADLINE_MS,
    reconnectMs: 100,
  });
  return {
    server,
    log,
    send,
    passTime: (ms) => {
      skewMs += ms;
      server.tick();
    },
    name: "regtest",
    feeMsat: FEE_MSAT,
    invoice: async ({ amountMsat = AMOUNT_MSAT, holds = false, ...rest } = {}) => {
      const manner = holds ? "holds" : "takes";
      const { request, hash } = server.invoiceToPay({ amountMsat, manner, ...rest });
      return Promise.resolve({ request, hash: hash as PaymentHash, amountMsat });
    },
    held: async (hash) => {
      const isHeld = (): boolean =>
        server.payments().some((one) => one.hash === hash && one.hasPart);
      while (!isHeld()) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    decide: async (hash, decision) => Promise.resolve(server.decidePayment(hash, decision)),
    isolate: async () => {
      server.setRoute({ way: "none" });
      return Promise.resolve(async () => Promise.resolve(server.setRoute({ way: "open" })));
    },
    spendableMsat: async () => Promise.resolve(server.spendableMsat()),
    cutWire: () => {
      relay.blackHole();
      return () => relay.heal();
    },
    restart: async () => {
      server.stop();
      await server.start();
    },
    setClockAhead: (ms) => {
      aheadMs = ms;
    },
    close: async () => {
      send.close();
      relay.close();
      server.close();
      return Promise.resolve();
    },
  };
};
