import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { newSwap, payoutKeyOf, toPayee } from "../../../main/app/checkout/new-swap.ts";
import { mintKhqr } from "../../../main/domain/emv/mint.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { createSeededRandom } from "../../support/seeded-random.ts";
import { sha256Hex } from "../../support/sha256.ts";
import { NOW_MS, PAYEE, QUOTE } from "../../support/swaps.ts";

const HOLDER = { name: "JOHN SMITH", bank: "Dev Bank", currencies: ["KHR"] } as const;

describe("a new swap", () => {
  const options = {
    random: createSeededRandom(),
    clock: createManualClock().clock,
    sha256Hex,
  };

  it("is named by the hash of a preimage that is nowhere in it", () => {
    const { swap, preimage } = newSwap(options, PAYEE, QUOTE);
    expect(preimage).toHaveLength(32);
    expect(swap.paymentHash).toBe(createHash("sha256").update(preimage).digest("hex"));
    expect(swap.id).toBe(`P-${swap.paymentHash.slice(0, 16)}`);
    expect(swap).toMatchObject({ kind: "quoted", createdAtMs: NOW_MS, attention: null });
    const text = JSON.stringify(swap, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(text).not.toContain(Buffer.from(preimage).toString("hex"));
  });

  it("never has another's preimage, hash or key", () => {
    const swaps = Array.from({ length: 50 }, () => newSwap(options, PAYEE, QUOTE).swap);
    expect(new Set(swaps.map(({ paymentHash }) => paymentHash)).size).toBe(50);
    expect(new Set(swaps.map(({ payoutKey }) => payoutKey)).size).toBe(50);
  });
});

describe("the payout key", () => {
  it("follows from the payment hash alone, and never changes", () => {
    const hash = "aa".repeat(32) as PaymentHash;
    expect(payoutKeyOf(hash, sha256Hex)).toBe(
      createHash("sha256").update(`payout|${hash}|1`).digest("hex"),
    );
    expect(payoutKeyOf(hash, sha256Hex)).not.toBe(
      payoutKeyOf("ab".repeat(32) as PaymentHash, sha256Hex),
    );
  });
});

describe("the payee", () => {
  it.each([
    [{ kind: "individual", id: "john_smith@devb" }, null],
    [{ kind: "remittance", id: "khqr@devb", accountInformation: "85512345678" }, "85512345678"],
    [
      { kind: "corporate", id: "khqr@devb", merchantId: "012345678", acquiringBank: "Dev Bank" },
      "012345678",
    ],
  ] as const)(
    "is the code's account and member, and the rail's holder: %#",
    (account, memberId) => {
      const code = mintKhqr({
        kind: "static",
        currency: "KHR",
        account,
        merchantName: "Smith Coffee",
        billNumber: "INV-0007",
      });
      expect(toPayee(code, HOLDER)).toEqual({
        khqr: code.payload,
        accountId: account.id,
        memberId,
        codeName: "Smith Coffee",
        holderName: "JOHN SMITH",
        city: "Phnom Penh",
        billNumber: "INV-0007",
      });
    },
  );
});
