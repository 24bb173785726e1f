import { describe, expect, it } from "vitest";
import { CHARSETS } from "../../../hardware/display/charset.ts";
import { layOut } from "../../../hardware/display/layout.ts";
import { displayFace } from "../../../main/app/view/display-view.ts";
import { payerView } from "../../../main/app/view/payer-view.ts";
import type { PayerView } from "../../../main/bridge/contract-view.ts";
import { divide, fiat, formatFiat, formatSats, msat } from "../../../main/domain/money.ts";
import type { PayState } from "../../../main/domain/swap.ts";
import { NOW_MS } from "../../support/swaps.ts";
import { lead, PATHS, STAND_IN_STATES } from "../support/paths.ts";
import { createScreensRig } from "../support/screens-rig.ts";

const amount = { fiat: "12,000 ៛", sats: "5,210 sats" };
const shop = { shopName: "Psar Thmei Coffee", amount };
const pay = { kind: "pay", ...shop, sinceMs: 0, untilMs: 1 } as const;

const LIVE: readonly (readonly [PayerView, string, string])[] = [
  [{ kind: "starting" }, "     ONE MOMENT     ", "                    "],
  [{ kind: "welcome", shopName: "Café Şehir" }, "     Cafe Sehir     ", "   PAY BY BITCOIN   "],
  [{ kind: "welcome", shopName: "ហាងកាហ្វេ" }, "      WELCOME       ", "   PAY BY BITCOIN   "],
  [{ kind: "review", ...shop }, "TOTAL     12,000 KHR", "     ONE MOMENT     "],
  [{ kind: "preparing", ...shop }, "TOTAL     12,000 KHR", "     ONE MOMENT     "],
  [{ ...pay, invoiceQr: "LIGHTNING:X" }, "PAY       12,000 KHR", "          5,210 sats"],
  [{ ...pay, invoiceQr: null }, "PAY       12,000 KHR", "        TIME RAN OUT"],
  [{ kind: "received", ...shop, reason: null }, "TOTAL     12,000 KHR", "      RECEIVED      "],
  [{ kind: "paid", ...shop, reason: null }, "PAID      12,000 KHR", "  PAID, THANK YOU   "],
  [
    { kind: "paid", ...shop, reason: "credit-pending" },
    "PAID      12,000 KHR",
    "  PAID, THANK YOU   ",
  ],
  [
    { kind: "ended", ...shop, reason: "quote-expired" },
    "      NOT PAID      ",
    "    TIME RAN OUT    ",
  ],
  [{ kind: "ended", ...shop, reason: "overpaid" }, "      NOT PAID      ", "  ASK THE CASHIER   "],
  [{ kind: "help", ...shop, reason: null }, "  ASK THE CASHIER   ", "  DON'T PAY AGAIN   "],
  [
    { kind: "refund", ...shop, progress: "show-code", sats: "5,210 sats", withdrawQr: null },
    "REFUND    5,210 sats",
    "   SHOW YOUR CODE   ",
  ],
  [
    { kind: "refund", ...shop, progress: "sending", sats: "2,314,814,815 sats", withdrawQr: null },
    "  2,314,814,815 sats",
    "     BEING SENT     ",
  ],
  [
    { kind: "refund", ...shop, progress: "sent", sats: "5,210 sats", withdrawQr: null },
    "REFUND    5,210 sats",
    "     PAID BACK      ",
  ],
];

const cells = (
  view: PayerView,
  mode: "sandbox" | "live" = "live",
  idleText: string | null = null,
) => layOut(displayFace(view, { mode, idleText }), "ascii");

describe("the customer display", () => {
  it.each(LIVE)("says of %j: %j, %j", (view, upper, lower) => {
    expect(cells(view)).toEqual({ upper, lower });
  });

  it.each(LIVE.map(([view]) => [view] as const))("bears the mark of the sandbox in %j", (view) => {
    expect(cells(view, "sandbox").lower).toMatch(/^(?:SANDBOX|TEST) /);
  });

  it("says what the operator wants while nobody pays", () => {
    const { upper } = cells({ kind: "welcome", shopName: "x" }, "live", "Bitcoin ok here");
    expect(upper).toBe("  Bitcoin ok here   ");
  });

  it("shows every amount whole, up to 9,999,999,999 riel, and the mark as long as it can", () => {
    for (let digits = 1; digits <= 10; digits += 1) {
      const minor = 10n ** BigInt(digits) - 1n;
      // At a bitcoin of 1,000 dollars there are many sats to an amount.
      const sats = formatSats(msat(divide(minor * 25_000n, 1_000n, "up").quotient * 1_000n));
      for (const sum of [fiat("KHR", minor), fiat("USD", minor)]) {
        const fiatText = formatFiat(sum);
        const view: PayerView = { ...pay, invoiceQr: "X", amount: { fiat: fiatText, sats } };
        const { upper, lower } = cells(view, "sandbox");
        expect(upper.replaceAll(/\D/g, "")).toBe(fiatText.replaceAll(/\D/g, ""));
        expect(lower.replaceAll(/\D/g, "")).toBe(sats.replaceAll(/\D/g, ""));
        if (digits <= 6) expect(lower).toMatch(/^(?:SANDBOX|TEST) /);
      }
    }
  });

  it.each(Object.keys(PATHS) as PayState[])(
    "of a payment in %s says that it is paid only when the payer's part is done",
    (state) => {
      const rig = createScreensRig({}, { unstarted: true });
      const { swap } = rig.open({}, STAND_IN_STATES.includes(state));
      lead(rig.engine().loop, rig.journal(), swap.id, state);
      const led = rig.journal().swap(swap.id)?.swap;
      if (led === undefined) throw new Error("no swap");
      const glass = cells(payerView(led, "Shop", NOW_MS, null));
      const isPaid = ["credit-pending", "settling", "paid", "lost"].includes(state);
      expect(glass.lower.includes("PAID, THANK YOU")).toBe(isPaid);
      expect(glass.upper.trim()).not.toBe("");
      for (const charset of CHARSETS) {
        const view = payerView(led, "Shop", NOW_MS, null);
        expect(layOut(displayFace(view, { mode: "live", idleText: null }), charset)).toEqual(glass);
      }
    },
  );
});
