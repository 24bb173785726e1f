import { createHash, randomBytes } from "node:crypto";
import type { Timers } from "../main/app/time/timers.ts";
import { fiat, khr, msat } from "../main/domain/money.ts";
import { done, refused } from "../main/domain/outcome.ts";
import type { Quote } from "../main/domain/quote.ts";
import { SEND_POLICY } from "../main/domain/send.ts";
import type { Payee, PaymentHash, PayPolicy } from "../main/domain/swap.ts";
import type { Clock } from "../main/ports/clock.ts";
import type { ReceiptPrinter } from "../main/ports/devices.ts";
import type { InvoiceState, Lightning } from "../main/ports/lightning.ts";
import type { Log } from "../main/ports/log.ts";
import type { PayoutRail } from "../main/ports/payout-rail.ts";
import type { Random } from "../main/ports/random.ts";

/** The outside world without a delay: what is left to be timed is the terminal itself. */
export interface ImmediatePorts {
  readonly lightning: Lightning;
  readonly rail: PayoutRail;
  readonly printer: ReceiptPrinter;
  /** The payer's wallet pays: all is well and in time. */
  readonly pay: (hash: PaymentHash) => void;
}

const HEIGHT = 800_000;

export const POLICY: PayPolicy = {
  payoutMinBlocks: 42,
  suspenseBlocks: 30,
  nodeCancelBlocks: 18,
  expiryGraceMs: 5_000,
  maxOverpayPpm: 100_000n,
  maxSlippagePpm: 10_000n,
  railConsistencyMs: 90_000,
  payoutAlarmMs: 120_000,
  creditAlarmMs: 21_600_000,
  send: SEND_POLICY,
};

export const PAYEE: Payee = {
  khqr: "00020101021129190015john_smith@devb5204599953031165802KH5910John Smith6010Phnom Penh63046BFA",
  accountId: "john_smith@devb",
  memberId: null,
  codeName: "John Smith",
  holderName: "JOHN SMITH",
  city: "Phnom Penh",
  billNumber: null,
};

/** 12,000 riel, good for a minute from now. */
export const quoteAt = (nowMs: number): Quote => ({
  fiat: { currency: "KHR", minor: khr(12_000n) },
  rate: { num: 262_913_350n, den: 1n },
  baseMsat: msat(4_564_242n),
  feeMsat: msat(45_643n),
  roundingMsat: msat(115n),
  invoiceMsat: msat(4_610_000n),
  lockedAtMs: nowMs,
  expiresAtMs: nowMs + 60_000,
  sources: ["bitstamp", "coinbase", "kraken", "nbc"],
  rateAgeMs: 1_200,
});

export const sha256Hex = (data: Uint8Array | string): string =>
  createHash("sha256").update(data).digest("hex");

export const clock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => Math.floor(performance.now()),
};

export const random: Random = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
  fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
};

export const timers: Timers = {
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  soon: (callback) => void setImmediate(callback),
};

export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (_fields, message) => {
    throw new Error(message);
  },
};

const createNode = () => {
  const states = new Map<PaymentHash, InvoiceState>();
  const watchers = new Map<PaymentHash, (state: InvoiceState) => void>();
  const become = (hash: PaymentHash, state: InvoiceState): void => {
    states.set(hash, state);
    const tell = watchers.get(hash);
    if (tell !== undefined) queueMicrotask(() => tell(state));
  };
  const lightning: Lightning = {
    createHoldInvoice: async ({ paymentHash }) => {
      become(paymentHash, { kind: "open" });
      return done({ request: `lnbcrt46100n1p${paymentHash}` });
    },
    lookUpInvoice: async (hash) => done(states.get(hash) ?? { kind: "missing" }),
    settleInvoice: async (preimage) => {
      const hash = sha256Hex(preimage) as PaymentHash;
      if (states.get(hash)?.kind !== "held") return refused("INVOICE_NOT_HELD");
      become(hash, { kind: "settled" });
      return done(null);
    },
    cancelInvoice: async (hash) => {
      become(hash, { kind: "cancelled" });
      return done(null);
    },
    nodeInfo: async () =>
      done({
        version: "0.21.3-beta",
        height: HEIGHT,
        syncedToChain: true,
        tipAtMs: clock.nowMs(),
        inboundMsat: msat(10_000_000_000n),
        outboundMsat: msat(2_000_000_000n),
        syncedToGraph: true,
        alias: "bench",
        publicKey: `02${"ab".repeat(32)}`,
        peers: 1,
        activeChannels: 1,
        inactiveChannels: 0,
        openingChannels: 0,
      }),
    watchInvoice: (hash, onState) => {
      watchers.set(hash, onState);
      return () => void watchers.delete(hash);
    },
    watchBlocks: () => () => undefined,
  };
  return { lightning, become };
};

export const createImmediatePorts = (): ImmediatePorts => {
  const { lightning, become } = createNode();
  let payouts = 0;
  return {
    lightning,
    rail: {
      lookUpAccount: async () =>
        done({ name: "JOHN SMITH", bank: "Dev Bank", currencies: ["KHR", "USD"] }),
      submitPayout: async () => {
        payouts += 1;
        return done({ reference: `FT${payouts}`, paidAtMs: clock.nowMs() });
      },
      queryPayout: async () => done({ kind: "not-found" }),
      float: async (currency) => done(fiat(currency, 10_000_000n)),
    },
    printer: { print: async () => done(null) },
    pay: (hash) =>
      become(hash, {
        kind: "held",
        held: {
          receivedMsat: msat(4_610_000n),
          acceptedAtMs: clock.nowMs(),
          timeoutHeight: HEIGHT + 144,
        },
      }),
  };
};
