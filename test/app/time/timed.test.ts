import { describe, expect, it } from "vitest";
import { isTimed } from "../../../main/app/time/timed.ts";
import { SWAPS } from "../../support/swaps.ts";

/** What wall time decides there; a state that is not named lets a clock that is set be followed. */
const HOLDING = {
  quoted: "the price runs out",
  invoicing: "the price runs out",
  "awaiting-payment": "the price runs out",
  held: "the price's grace is over",
  "paying-out": "the rail's window has passed",
  "payout-unknown": "the rail's window has passed",
  refunding: "the invoice ran out, so that another may be paid",
} as const;

describe("the clock is held still", () => {
  it.each(Object.values(SWAPS).map((swap) => [swap.kind, swap] as const))(
    "by what waits on it, and by nothing else: %s",
    (kind, swap) => {
      expect(isTimed(swap)).toBe(kind in HOLDING);
    },
  );
});
