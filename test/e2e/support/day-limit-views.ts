import type { PayeeText } from "../../../main/bridge/contract-swap.ts";
import type { CashierView } from "../../../main/bridge/contract-view.ts";

/** An amount that a limit of the day does not allow, with the longest text that it may hold. */
export const dayLimitViews = (
  nowMs: number,
  payee: PayeeText,
): readonly (readonly [string, CashierView])[] => {
  const dayLimit = {
    limit: "9,999,999,999 ៛",
    left: "9,999,999,998 ៛",
    freeAtMs: nowMs + 80_000_000,
  };
  const refused = { kind: "refused", code: "DAY_LIMIT_TERMINAL", detail: null, dayLimit } as const;
  return [
    ["refused-day-limit", refused],
    [
      "refused-day-limit-nothing-left",
      {
        ...refused,
        code: "DAY_LIMIT_ACCOUNT",
        dayLimit: { ...dayLimit, left: null, freeAtMs: nowMs + 3_600_000 },
      },
    ],
    [
      "refused-day-limit-clock-in-doubt",
      { ...refused, dayLimit: { limit: "US$10,000.00", left: "US$12.50", freeAtMs: null } },
    ],
    [
      "amount-day-limit",
      {
        kind: "amount",
        payee,
        currency: "KHR",
        digits: "9999999999",
        amount: "9,999,999,999 ៛",
        refusal: "DAY_LIMIT_ACCOUNT",
        dayLimit,
        limits: "400 ៛ – 9,999,999,999 ៛",
      },
    ],
  ];
};
