/** Parts of a swap in the words of a screen or a receipt: one place for each format. */
import type { DayLimitText } from "../../bridge/contract-day.ts";
import type { AmountText, PayeeText, QuoteText } from "../../bridge/contract-swap.ts";
import type { CashierView } from "../../bridge/contract-view.ts";
import type { DayRefusal } from "../../domain/day-limits.ts";
import { divide, formatFiat, formatSats, msat, msatToSat, satToMsat } from "../../domain/money.ts";
import type { Quote } from "../../domain/quote.ts";
import { formatRate } from "../../domain/rate.ts";
import type { Payee } from "../../domain/swap.ts";
import type { PriceJump } from "../watch/market-watch.ts";

/** What stands for the hidden part: dots on a screen; paper has stars. */
type Hidden = "••••" | "****";

const mask = (text: string, head: number, tail: number, hidden: Hidden): string =>
  text.length <= head + tail ? text : `${text.slice(0, head)}${hidden}${text.slice(-tail)}`;

/**
 * The account with its middle hidden, for screens and paper: `joh••••th@devb`, and behind it the
 * end of the member id where the code has one.
 */
export const maskAccount = (
  accountId: string,
  memberId: string | null,
  hidden: Hidden = "••••",
): string => {
  const at = accountId.indexOf("@");
  const account = `${mask(accountId.slice(0, at), 3, 2, hidden)}${accountId.slice(at)}`;
  return memberId === null ? account : `${account} / ${mask(memberId, 0, 4, hidden)}`;
};

/** Accents of Latin letters, as NFKD splits them off. */
const ACCENTS = /[\u0300-\u036f]/g;

/** Words of letters and digits alone. The vowel signs of Khmer are marks to Unicode, and part of the word. */
const wordsOf = (name: string): readonly string[] =>
  name
    .normalize("NFKD")
    .toUpperCase()
    .replace(ACCENTS, "")
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== "");

/** True when the words of one name stand in the other, whole, together and in their order. */
const standsIn = (part: readonly string[], whole: readonly string[]): boolean =>
  whole.some((_, start) => part.every((word, index) => whole[start + index] === word));

/**
 * True when the name in the code and the holder's name are not plainly the same. One may have more
 * words than the other, such as a company's; Khmer writes the same words with spaces or without.
 */
export const namesDiffer = (codeName: string, holderName: string): boolean => {
  const [one, other] = [wordsOf(codeName), wordsOf(holderName)];
  if (one.length === 0 || other.length === 0) return true;
  return !(one.join("") === other.join("") || standsIn(one, other) || standsIn(other, one));
};

/** The payee of a swap. */
export const payeeText = (payee: Payee): PayeeText => ({
  codeName: payee.codeName,
  holderName: payee.holderName,
  namesDiffer: namesDiffer(payee.codeName, payee.holderName),
  city: payee.city,
  account: maskAccount(payee.accountId, payee.memberId),
});

/** How far a limit of the day reaches; null when it was none. */
export const dayLimitText = (refusal: DayRefusal | null): DayLimitText | null => {
  if (refusal === null) return null;
  const { limit, left, freeAtMs } = refusal;
  return {
    limit: formatFiat(limit),
    left: left.minor === 0n ? null : formatFiat(left),
    freeAtMs,
  };
};

type PriceJumpText = Extract<CashierView, { kind: "idle" }>["priceJump"];

/** What an operator compares after a jump; null when there was none. */
export const priceJumpText = (jump: PriceJump | null): PriceJumpText =>
  jump === null
    ? null
    : {
        before: formatRate(jump.before, "USD"),
        now: jump.now === null ? null : formatRate(jump.now, "USD"),
      };

/** Fiat first, sats second. */
export const amountText = (quote: Quote): AmountText => ({
  fiat: formatFiat(quote.fiat),
  sats: formatSats(quote.invoiceMsat),
});

const PERCENT_STEPS = 10_000n;

/** The fee's share of the base price: `1.00 %`. */
const percent = (quote: Quote): string => {
  const hundredths = divide(quote.feeMsat * PERCENT_STEPS, quote.baseMsat, "half-even").quotient;
  const digits = hundredths.toString().padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)} %`;
};

/** In whole sats, rounded up: nobody is told less than what the fee is. */
const wholeSats = (amount: bigint): string => formatSats(satToMsat(msatToSat(msat(amount), "up")));

/** Price, fee, and where the price comes from. */
export const quoteText = (quote: Quote): QuoteText => ({
  rate: formatRate(quote.rate, quote.fiat.currency),
  fee: `${wholeSats(quote.feeMsat + quote.roundingMsat)} (${percent(quote)})`,
  sources: quote.sources.join(", "),
  rateAgeSeconds: Math.round(quote.rateAgeMs / 1000),
  expiresAtMs: quote.expiresAtMs,
});
