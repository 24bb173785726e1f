import type { Situation } from "../../main/bridge/contract-swap.ts";
import type { Tone } from "../parts/frame.tsx";
import type { ShapeName } from "../parts/shape.tsx";

/** Colour and shape of a situation. */
export interface Look {
  readonly tone: Tone;
  readonly shape: ShapeName;
}

/** How each situation of a swap looks. */
export const LOOKS: Readonly<Record<Situation, Look>> = {
  preparing: { tone: "wait", shape: "hourglass" },
  "awaiting-payment": { tone: "wait", shape: "hourglass" },
  "awaiting-but-node-silent": { tone: "warn", shape: "plug" },
  held: { tone: "work", shape: "lock" },
  claiming: { tone: "work", shape: "lock" },
  "credit-pending": { tone: "warn", shape: "hourglass" },
  "paying-out": { tone: "work", shape: "arrow" },
  "payout-unknown": { tone: "warn", shape: "hourglass" },
  settling: { tone: "good", shape: "arrow" },
  "settling-but-node-silent": { tone: "warn", shape: "plug" },
  suspending: { tone: "warn", shape: "lock" },
  suspense: { tone: "warn", shape: "alert" },
  owed: { tone: "warn", shape: "return" },
  "refund-asking": { tone: "wait", shape: "hourglass" },
  refunding: { tone: "work", shape: "return" },
  "refund-unknown": { tone: "warn", shape: "hourglass" },
  "refund-held": { tone: "wait", shape: "hourglass" },
  "refund-failed": { tone: "warn", shape: "alert" },
  "refund-out": { tone: "work", shape: "return" },
  exposed: { tone: "warn", shape: "alert" },
  cancelling: { tone: "ended", shape: "hourglass" },
  "cancelling-but-node-silent": { tone: "warn", shape: "plug" },
  paid: { tone: "good", shape: "check" },
  expired: { tone: "ended", shape: "hourglass" },
  cancelled: { tone: "ended", shape: "stop" },
  returned: { tone: "ended", shape: "return" },
  refunded: { tone: "ended", shape: "return" },
  lost: { tone: "warn", shape: "alert" },
};

/** Situations that end only when a person acts or that have ended: no wait is shown. */
const STILL: ReadonlySet<Situation> = new Set([
  "owed",
  "paid",
  "expired",
  "cancelled",
  "returned",
  "refunded",
  "lost",
]);

/** True while something outside is awaited. */
export const isWait = (situation: Situation): boolean => !STILL.has(situation);

/** True when a payment may already be on its way: giving up is then held, not tapped. */
export const mayHoldMoney = (situation: Situation): boolean => situation !== "preparing";
