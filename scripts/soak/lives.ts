/** Swaps as a shop has them, lived through the real loop as fast as it goes: nothing outside is asked. */
import { createHash, randomBytes } from "node:crypto";
import { newSwap, type Sha256Hex } from "../../main/app/checkout/new-swap.ts";
import { PRINT_BEGUN } from "../../main/app/effects/print-effect.ts";
import type { Loop } from "../../main/app/engine/loop.ts";
import { khr, msat } from "../../main/domain/money.ts";
import type { Quote } from "../../main/domain/quote.ts";
import { SEND_POLICY } from "../../main/domain/send.ts";
import type {
  Payee,
  PayEffectKind,
  PayEvent,
  PayPolicy,
  PayState,
  SwapId,
} from "../../main/domain/swap.ts";
import type { Journal } from "../../main/ports/journal.ts";
import type { Random } from "../../main/ports/random.ts";

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

const HEIGHT = 800_000;
const ACCOUNTS = 500;

/** A clock that is told the time. */
export interface SetClock {
  atMs: number;
  nowMs(): number;
  monotonicMs(): number;
}

export const createSetClock = (atMs: number): SetClock => ({
  atMs,
  nowMs() {
    return this.atMs;
  },
  monotonicMs() {
    return this.atMs;
  },
});

export const random: Random = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
  fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
};

const sha256Hex: Sha256Hex = (data) => createHash("sha256").update(data).digest("hex");

/** The `n`th shop: a terminal at a market pays many accounts, some of them often. */
export const payeeOf = (n: number): Payee => {
  const account = `shop_${n % ACCOUNTS}@devb`;
  return {
    khqr: `00020101021129190015${account}5204599953031165802KH5910John Smith6010Phnom Penh63046BFA`,
    accountId: account,
    memberId: null,
    codeName: "ហាងកាហ្វេ ភ្នំពេញ",
    holderName: "SOK DARA",
    city: "Phnom Penh",
    billNumber: null,
  };
};

const quoteAt = (nowMs: number): Quote => ({
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

/** What swaps are lived with. */
export interface Shop {
  readonly journal: Journal;
  readonly loop: Loop;
  readonly clock: SetClock;
}

type Fact = PayEvent extends infer E ? (E extends PayEvent ? Omit<E, "atMs"> : never) : never;

interface Move {
  readonly fact: Fact;
  /** The effect that the fact answers; absent: nobody asked. */
  readonly answers?: PayEffectKind;
}

const UP_TO_INVOICE: readonly Move[] = [
  { fact: { kind: "quote-confirmed" } },
  {
    fact: { kind: "invoice-created", request: `lnbcrt46100n1p5${"q".repeat(280)}` },
    answers: "create-invoice",
  },
];

const heldAt = (atMs: number): readonly Move[] => [
  ...UP_TO_INVOICE,
  {
    fact: {
      kind: "invoice-held",
      held: {
        receivedMsat: msat(4_610_000n),
        acceptedAtMs: atMs,
        timeoutHeight: HEIGHT + 147,
      },
    },
  },
  {
    fact: {
      kind: "held-assessed",
      assessment: { height: HEIGHT, marketMsat: msat(4_564_242n), stopped: false, atMs },
    },
    answers: "assess-held",
  },
];

export type Life = "paid" | "returned" | "cancelled" | "payout-unknown" | "awaiting-payment";

const movesOf = (life: Life, n: number, atMs: number): readonly Move[] => {
  switch (life) {
    case "paid":
      return [
        ...heldAt(atMs),
        {
          fact: { kind: "payout-done", payout: { reference: `FT${n}`, paidAtMs: atMs } },
          answers: "submit-payout",
        },
        { fact: { kind: "invoice-settled" }, answers: "settle-invoice" },
      ];
    case "returned":
      return [
        ...heldAt(atMs),
        { fact: { kind: "payout-refused", code: "ACCOUNT_CLOSED" }, answers: "submit-payout" },
        { fact: { kind: "invoice-cancelled" }, answers: "cancel-invoice" },
      ];
    case "cancelled":
      return [
        ...UP_TO_INVOICE,
        { fact: { kind: "cancel-requested" } },
        { fact: { kind: "invoice-cancelled" }, answers: "cancel-invoice" },
      ];
    case "payout-unknown":
      return [
        ...heldAt(atMs),
        { fact: { kind: "payout-unknown", code: "HTTP_TIMEOUT" }, answers: "submit-payout" },
      ];
    case "awaiting-payment":
      return UP_TO_INVOICE;
  }
};

/** Three of a hundred payments go back, three are given up. */
export const lifeOf = (n: number): Life => {
  if (n % 33 === 7) return "returned";
  return n % 33 === 21 ? "cancelled" : "paid";
};

const rowOf = ({ journal }: Shop, id: SwapId, kind: PayEffectKind): number => {
  const row = journal.queuedRows(id).find(({ effect }) => effect.kind === kind);
  if (row === undefined) throw new Error(`no ${kind} is queued for ${id}`);
  return row.id;
};

const printAll = (shop: Shop, id: SwapId): void => {
  for (const row of shop.journal.queuedRows(id)) {
    if (row.effect.kind !== "print-receipt") continue;
    const attempt = { id: row.id, dueAtMs: shop.clock.atMs, code: PRINT_BEGUN };
    shop.journal.writeAll([{ kind: "failed", attempt }]);
    shop.journal.writeAll([{ kind: "finished", row: { id: row.id, code: null } }]);
  }
};

/** Live one swap to the state that its life ends in; throws when it ends in another. */
export const live = (shop: Shop, n: number, life: Life): void => {
  const { clock, loop } = shop;
  const fresh = newSwap({ random, clock, sha256Hex }, payeeOf(n), quoteAt(clock.atMs));
  const { id } = loop.open(fresh).swap;
  let state: PayState = "quoted";
  for (const { fact, answers } of movesOf(life, n, clock.atMs)) {
    clock.atMs += 1_000;
    const event = { ...fact, atMs: clock.atMs } as PayEvent;
    const finished =
      answers === undefined ? undefined : { id: rowOf(shop, id, answers), code: null };
    const applied = loop.apply(id, event, finished);
    if (applied.kind !== "committed") throw new Error(`${event.kind} was ${applied.kind} at ${id}`);
    state = applied.stored.swap.kind;
  }
  if (state !== life) throw new Error(`swap ${n} is ${state} and was to be ${life}`);
  if (life === "paid" || life === "returned") printAll(shop, id);
};
