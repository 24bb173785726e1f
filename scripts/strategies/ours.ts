/** The machine as it ships, driven over the bank: its effects are carried out, their answers told. */
import { khr, msat } from "../../main/domain/money.ts";
import { stepPay } from "../../main/domain/pay.ts";
import type {
  Held,
  PayEffectKind,
  PayEvent,
  PaymentHash,
  PayoutKey,
  PaySwap,
  SwapId,
} from "../../main/domain/swap.ts";
import { POLICY } from "../../test/simulation/policy.ts";
import type { Bank } from "./bank.ts";
import type { Bitcoin, Strategy } from "./others.ts";

const START_MS = 1_793_000_000_000;
const HEIGHT = 800_000;
const BLOCK_MS = 600_000;
const ASK_MS = 5_000;
/** A day of questions; nothing is open by then, or it is stuck. */
const MOST_TURNS = 24 * 720;

const HELD: Held = {
  kind: "held",
  id: "P-00000000000000aa" as SwapId,
  flow: "pay",
  paymentHash: "aa".repeat(32) as PaymentHash,
  payoutKey: "bb".repeat(32) as PayoutKey,
  payee: {
    khqr: "0002",
    accountId: "john_smith@devb",
    memberId: null,
    codeName: "John Smith",
    holderName: "JOHN SMITH",
    city: "Phnom Penh",
    billNumber: null,
  },
  quote: {
    fiat: { currency: "KHR", minor: khr(12_000n) },
    rate: { num: 262_913_350n, den: 1n },
    baseMsat: msat(4_564_242n),
    feeMsat: msat(45_643n),
    roundingMsat: msat(115n),
    invoiceMsat: msat(4_610_000n),
    lockedAtMs: START_MS,
    expiresAtMs: START_MS + 60_000,
    sources: ["one", "two", "three"],
    rateAgeMs: 1_000,
  },
  createdAtMs: START_MS,
  standIn: false,
  attention: null,
  request: "lnbcrt1",
  held: {
    receivedMsat: msat(4_610_000n),
    acceptedAtMs: START_MS,
    timeoutHeight: HEIGHT + 144,
  },
};

interface World {
  readonly bank: Bank;
  readonly key: string;
  readonly nowMs: number;
}

const heightAt = (nowMs: number): number => HEIGHT + Math.floor(nowMs / BLOCK_MS);

const submit = ({ bank, key, nowMs }: World): PayEvent => {
  const atMs = START_MS + nowMs;
  switch (bank.submit(key, nowMs)) {
    case "done":
      return { kind: "payout-done", payout: { reference: "FT1", paidAtMs: atMs }, atMs };
    case "failed":
      return { kind: "payout-refused", code: "FAILED", atMs };
    case "unknown":
      return { kind: "payout-unknown", code: "TIMEOUT", atMs };
  }
};

/** Null while the bank has nothing to say: the question stays queued. */
const query = ({ bank, key, nowMs }: World): PayEvent | null => {
  const atMs = START_MS + nowMs;
  switch (bank.query(key, nowMs)) {
    case "paid":
      return { kind: "payout-done", payout: { reference: "FT1", paidAtMs: atMs }, atMs };
    case "failed":
      return { kind: "payout-refused", code: "FAILED", atMs };
    case "pending":
      return null;
    case "not-found":
      return { kind: "payout-not-found", height: heightAt(nowMs), atMs };
  }
};

const assess = ({ nowMs }: World): PayEvent => {
  const atMs = START_MS + nowMs;
  const assessment = {
    height: heightAt(nowMs),
    marketMsat: HELD.quote.baseMsat,
    stopped: false,
    atMs,
  };
  return { kind: "held-assessed", assessment, atMs };
};

/** The event that carrying out an effect ends in. */
const carryOut = (kind: PayEffectKind, world: World): PayEvent | null => {
  const atMs = START_MS + world.nowMs;
  switch (kind) {
    case "assess-held":
      return assess(world);
    case "submit-payout":
      return submit(world);
    case "query-payout":
      return query(world);
    case "settle-invoice":
      return { kind: "invoice-settled", atMs };
    case "cancel-invoice":
      return { kind: "invoice-cancelled", atMs };
    default:
      return null;
  }
};

const bitcoinOf = ({ kind }: PaySwap): Bitcoin => {
  if (kind === "paid") return "claimed";
  return kind === "returned" ? "returned" : "held";
};

/** True: an effect whose answer ends its row, so that it is not carried out twice. */
const isAnswered = (event: PayEvent | null): boolean =>
  event !== null && event.kind !== "payout-not-found";

/** Order under one key; ask until the answer is certain; then, and not before, claim or give back. */
export const ours: Strategy = (bank, fault) => {
  let swap: PaySwap = HELD;
  let queued: readonly PayEffectKind[] = ["assess-held"];

  const tell = (event: PayEvent): void => {
    const step = stepPay(swap, event, POLICY);
    if (step.kind === "refusal") return;
    swap = step.state;
    const kept = queued.filter((kind) => !step.superseded.includes(kind));
    queued = [...new Set([...kept, ...step.effects.map(({ kind }) => kind)])];
  };

  const next = (nowMs: number): void => {
    const kind = queued.find((one) => one !== "print-receipt");
    if (kind === undefined) return;
    const event = carryOut(kind, { bank, key: swap.payoutKey, nowMs });
    // The power goes while the bank's answer is on its way: the row is still queued at the start.
    if (fault === "restart in between" && kind === "submit-payout" && nowMs <= ASK_MS) {
      return tell({ kind: "recovered", atMs: START_MS + nowMs });
    }
    if (isAnswered(event)) queued = queued.filter((one) => one !== kind);
    if (event === null) return;
    tell(event);
    if (fault === "duplicate notice" && event.kind === "payout-done") tell(event);
  };

  for (let turn = 0; turn < MOST_TURNS && bitcoinOf(swap) === "held"; turn += 1) {
    next(turn * ASK_MS);
  }
  return bitcoinOf(swap);
};
