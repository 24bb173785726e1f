/** The Pay flow once the payout's fate is known or the held bitcoin has moved. */
import {
  common,
  flag,
  goTo,
  type Handler,
  outOfPlace,
  refuse,
  stay,
  withHeld,
} from "./pay-moves.ts";
import { pursue } from "./pay-pursuit.ts";
import type { Exposed, PayoutProof, Settling, Step, Suspense } from "./swap.ts";

const lose = (swap: Settling | Exposed, payout: PayoutProof, atMs: number): Step =>
  goTo(
    { ...withHeld(swap), kind: "lost", attention: "loss", payout, endedAtMs: atMs },
    swap.kind === "exposed" ? ["print-receipt"] : [],
    ["settle-invoice", "query-payout"],
  );

/** The merchant is credited; only the node's word is missing. */
export const settling: Handler<"settling"> = (swap, event) => {
  switch (event.kind) {
    case "invoice-settled":
      return goTo(
        {
          ...withHeld(swap),
          kind: "paid",
          attention: null,
          payout: swap.payout,
          paidAtMs: event.atMs,
        },
        [],
        ["settle-invoice"],
      );
    case "invoice-cancelled":
      return lose(swap, swap.payout, event.atMs);
    case "invoice-missing":
      return flag(swap, "invoice-missing");
    case "cancel-requested":
      return refuse("CANCEL_TOO_LATE");
    case "recovered":
      return stay(swap, ["settle-invoice"]);
    case "invoice-open":
    case "invoice-held":
    case "payout-done":
    case "payout-unknown":
    case "payout-not-found":
    case "block-seen":
    case "time-passed":
      return stay(swap);
    case "payout-refused":
      return flag(swap, "payout-conflict");
    default:
      return outOfPlace();
  }
};

const finishPaid = (swap: Suspense, payout: PayoutProof, atMs: number): Step =>
  goTo(
    { ...withHeld(swap), kind: "paid", attention: null, payout, paidAtMs: atMs },
    ["print-receipt"],
    ["query-payout", "submit-payout"],
  );

const owe = (swap: Suspense, code: string, atMs: number): Step =>
  goTo(
    { ...withHeld(swap), kind: "owed", attention: "owed-to-payer", owedSinceMs: atMs, code },
    [],
    ["query-payout", "submit-payout"],
  );

/** The bitcoin is ours and the merchant may not be credited: the payout is pursued under its key. */
export const suspense: Handler<"suspense"> = (swap, event, policy) => {
  switch (event.kind) {
    case "payout-done":
      return finishPaid(swap, event.payout, event.atMs);
    case "payout-refused":
      return owe(swap, event.code, event.atMs);
    default:
      return pursue(swap, event, policy);
  }
};

/** Waiting for a person to pay the payer back; what the node and the rail still say changes nothing. */
export const owed: Handler<"owed"> = (swap, event) => {
  switch (event.kind) {
    case "refund-made":
      return goTo({
        ...withHeld(swap),
        kind: "refunded",
        attention: null,
        endedAtMs: event.atMs,
      });
    case "payout-done":
      return stay({ ...swap, attention: "payout-conflict" });
    case "cancel-requested":
      return refuse("CANCEL_TOO_LATE");
    case "quote-confirmed":
    case "invoice-created":
    case "invoice-refused":
    case "held-assessed":
      return outOfPlace();
    default:
      return stay(swap);
  }
};

/** The payer has the bitcoin back and the merchant may have been credited: the rail decides whose loss. */
export const exposed: Handler<"exposed"> = (swap, event) => {
  switch (event.kind) {
    case "payout-done":
      return lose(swap, event.payout, event.atMs);
    case "payout-refused":
      return goTo(
        {
          ...common(swap),
          kind: "returned",
          attention: null,
          held: swap.held,
          reason: "payout-refused",
          code: event.code,
          endedAtMs: event.atMs,
        },
        [],
        ["query-payout"],
      );
    case "cancel-requested":
      return refuse("CANCEL_TOO_LATE");
    case "recovered":
      return stay(swap, ["query-payout"]);
    case "payout-unknown":
      return stay(swap, ["query-payout"]);
    case "invoice-open":
    case "invoice-held":
    case "invoice-cancelled":
    case "invoice-missing":
    case "payout-not-found":
    case "block-seen":
    case "time-passed":
      return stay(swap);
    default:
      return outOfPlace();
  }
};
