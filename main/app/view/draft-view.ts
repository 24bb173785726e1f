/** The screens between a scan and a quote. */
import type { PayeeText } from "../../bridge/contract-swap.ts";
import type { CashierView } from "../../bridge/contract-view.ts";
import type { Khqr } from "../../domain/emv/khqr.ts";
import type { AmountLimits } from "../../domain/limits.ts";
import { type Currency, fiat, formatFiat, parseFiat } from "../../domain/money.ts";
import type { AccountHolder } from "../../ports/payout-rail.ts";
import type { Draft } from "../checkout/checkout.ts";
import { memberOf, toPayee } from "../checkout/new-swap.ts";
import { dayLimitText, maskAccount, payeeText } from "./texts.ts";

const unchecked = (code: Khqr): PayeeText => ({
  codeName: code.merchantName,
  holderName: null,
  namesDiffer: false,
  city: code.merchantCity,
  account: maskAccount(code.accountId, memberOf(code)),
});

const checked = (code: Khqr, holder: AccountHolder): PayeeText => payeeText(toPayee(code, holder));

/** `100 ៛ – 2,000,000 ៛`. */
const limitsText = (currency: Currency, limits: AmountLimits): string => {
  const { min, max } = limits[currency];
  return `${formatFiat(fiat(currency, min))} – ${formatFiat(fiat(currency, max))}`;
};

/** What has been typed, as it will read; null while it is not an amount yet. */
const typed = (currency: Currency, digits: string): string | null => {
  if (!/^\d+(\.\d{0,2})?$/.test(digits)) return null;
  return formatFiat(parseFiat(currency, digits));
};

/** Null when there is no draft: the idle screen or a swap is shown instead. */
export const draftView = (draft: Draft, limits: AmountLimits): CashierView | null => {
  switch (draft.kind) {
    case "none":
      return null;
    case "checking":
      return { kind: "checking", payee: unchecked(draft.code), sinceMs: draft.sinceMs };
    case "amount": {
      const { currency } = draft.code;
      return {
        kind: "amount",
        payee: checked(draft.code, draft.holder),
        currency,
        digits: draft.digits,
        amount: typed(currency, draft.digits),
        refusal: draft.refusal?.code ?? null,
        dayLimit: dayLimitText(draft.refusal?.dayLimit ?? null),
        limits: limitsText(currency, limits),
      };
    }
    case "quoting":
      return {
        kind: "quoting",
        payee: checked(draft.code, draft.holder),
        amount: { fiat: formatFiat(draft.amount), sats: null },
        sinceMs: draft.sinceMs,
      };
    case "refused":
      return {
        kind: "refused",
        code: draft.code,
        detail: draft.detail,
        dayLimit: dayLimitText(draft.dayLimit),
      };
  }
};
