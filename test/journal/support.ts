import { createHash } from "node:crypto";
import { isFailure } from "../../main/domain/failure.ts";
import type { Posting } from "../../main/domain/ledger.ts";
import { khr, msat } from "../../main/domain/money.ts";
import type {
  Held,
  Invoicing,
  Paid,
  PaymentHash,
  PayoutKey,
  SwapId,
} from "../../main/domain/swap.ts";
import type { Clock } from "../../main/ports/clock.ts";
import type { NewOutboxRow, StepCommit } from "../../main/ports/journal.ts";
import type { Random } from "../../main/ports/random.ts";

export const T0 = 1_800_000_000_000;

/** A clock that stands still until it is told otherwise. */
export const createTestClock = (): Clock & { at: number } => ({
  at: T0,
  nowMs() {
    return this.at;
  },
  monotonicMs() {
    return this.at - T0 + 0.5;
  },
});

/** Bytes that differ from call to call and are the same from run to run. */
export const createTestRandom = (seed = "random"): Random => {
  let calls = 0;
  return {
    bytes(count) {
      calls += 1;
      return createHash("sha512").update(`${seed}/${calls}`).digest().subarray(0, count);
    },
    fraction: () => 0.5,
  };
};

const sha256 = (data: string | Uint8Array): string =>
  createHash("sha256").update(data).digest("hex");

export const preimageOf = (n: number): Uint8Array =>
  createHash("sha256").update(`preimage ${n}`).digest();

/** The `n`th swap, as it is opened. */
export const makeSwap = (n: number, override: Partial<Invoicing> = {}): Invoicing => {
  const paymentHash = sha256(preimageOf(n)) as PaymentHash;
  return {
    id: `P-${paymentHash.slice(0, 16)}` as SwapId,
    flow: "pay",
    kind: "invoicing",
    standIn: false,
    paymentHash,
    payoutKey: sha256(`payout ${paymentHash}`) as PayoutKey,
    payee: {
      khqr: "00020101021229180014shop@bank",
      accountId: "shop@bank",
      memberId: null,
      codeName: "ហាងកាហ្វេ",
      holderName: "SOK DARA",
      city: "Phnom Penh",
      billNumber: null,
    },
    quote: {
      fiat: { currency: "KHR", minor: khr(12_000n) },
      rate: { num: 432_000_000n, den: 1n },
      baseMsat: msat(2_777_778n),
      feeMsat: msat(27_778n),
      roundingMsat: msat(444n),
      invoiceMsat: msat(2_806_000n),
      lockedAtMs: T0,
      expiresAtMs: T0 + 60_000,
      sources: ["bitstamp", "coinbase", "kraken"],
      rateAgeMs: 1_500,
    },
    createdAtMs: T0,
    attention: null,
    ...override,
  };
};

export const makeHeld = (n: number, receivedMsat = 2_806_000n): Held => ({
  ...makeSwap(n),
  kind: "held",
  request: "lnbcrt1",
  held: { receivedMsat: msat(receivedMsat), acceptedAtMs: T0, timeoutHeight: 900_000 },
});

export const makePaid = (n: number): Paid => ({
  ...makeHeld(n),
  kind: "paid",
  payout: { reference: "FT-1", paidAtMs: T0 },
  paidAtMs: T0,
});

export const makeRow = (override: Partial<NewOutboxRow> = {}): NewOutboxRow => ({
  lane: "invoice:1",
  effect: { kind: "create-invoice" },
  dueAtMs: T0,
  ...override,
});

/** The number of the row that this fact queued, in this place among its rows, from 0. */
export const rowId = (fact: number, place = 0): number => fact * 16 + place;

/** Two legs that cancel each other out. */
export const makePostings = (amount: bigint): Posting[] => [
  { account: "bitcoin-held", unit: "msat", amount },
  { account: "payer-held", unit: "msat", amount: -amount },
];

export const makeOpening = (n: number) => ({ swap: makeSwap(n), preimage: preimageOf(n) });

/** The first step of the `n`th swap. */
export const makeCommit = (n: number, override: Partial<StepCommit> = {}): StepCommit => {
  const swap = makeHeld(n);
  return {
    swap,
    expectedVersion: 1,
    event: { kind: "invoice-held", held: swap.held, atMs: T0 + 1 },
    postings: makePostings(2_806_000n),
    queued: [makeRow({ lane: `payout:${n}`, effect: { kind: "assess-held" } })],
    superseded: [],
    finished: null,
    ...override,
  };
};

/** The code of the failure that `work` throws; fails on any other error, and on none. */
export const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (isFailure(error)) return error.code;
    throw error;
  }
  throw new Error("nothing was thrown");
};
