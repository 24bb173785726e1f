import { describe, expect, it } from "vitest";
import { POSTING_TEMPLATES } from "../../main/domain/ledger.ts";
import { settlementRecordFor, settlementStreamOf } from "../../main/domain/settlement-record.ts";
import type { PayState } from "../../main/domain/swap.ts";
import { SWAPS } from "../support/swaps.ts";

const TOLD = { receiptNumber: 7, atMs: 1_800_000_000_000 };

/** Every move of the machine, as the ledger's templates have them. */
const MOVES = Object.keys(POSTING_TEMPLATES).map((move) => move.split(">") as [PayState, PayState]);

const KINDS: Readonly<Partial<Record<PayState, string>>> = {
  settling: "payout-confirmed",
  suspense: "bitcoin-claimed",
  "credit-pending": "bitcoin-claimed",
  returned: "bitcoin-returned",
  owed: "owed-to-payer",
  refunded: "paid-back",
  lost: "loss",
};

describe("what the back office is owed", () => {
  it.each(MOVES)("of a move from %s to %s", (before, after) => {
    const expected =
      after === "paid"
        ? before === "suspense" || before === "credit-pending"
          ? "payout-confirmed"
          : "bitcoin-claimed"
        : before === "refunding" && after === "owed"
          ? null
          : (KINDS[after] ?? null);
    expect(settlementRecordFor(SWAPS[before], SWAPS[after], TOLD)?.kind ?? null).toBe(expected);
  });

  it("is the whole of what happened, and nobody's name or account", () => {
    const record = settlementRecordFor(SWAPS["paying-out"], SWAPS.settling, TOLD);
    expect(record).toEqual({
      kind: "payout-confirmed",
      swap: SWAPS.settling.id,
      receiptNumber: 7,
      atMs: TOLD.atMs,
      currency: "KHR",
      amount: "12000",
      invoiceMsat: "4610000",
      receivedMsat: "4610000",
      paymentHash: SWAPS.settling.paymentHash,
      payoutKey: SWAPS.settling.payoutKey,
      payoutReference: "FT26102600001",
      code: null,
    });
    const text = JSON.stringify(record);
    const { payee } = SWAPS.settling;
    for (const secret of [payee.accountId, payee.holderName, payee.codeName, payee.khqr]) {
      expect(text).not.toContain(secret);
    }
  });

  it("is nothing when a swap stays where it is, and one stream for each swap", () => {
    expect(settlementRecordFor(SWAPS.paid, SWAPS.paid, TOLD)).toBeNull();
    expect(settlementStreamOf(SWAPS.paid)).toBe(`settlement:${SWAPS.paid.id}`);
  });
});
