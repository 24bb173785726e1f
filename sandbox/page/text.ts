import {
  fiat,
  formatFiat,
  formatSats,
  msat,
  MSAT_PER_BTC,
  parseFiat,
  type Currency,
} from "../../main/domain/money.ts";

/** `2,000,000 sats` of a decimal string of millisatoshi. */
export const sats = (amountMsat: string): string => formatSats(msat(BigInt(amountMsat)));

/** `24,000 ៛`, `US$7.50` of a decimal on the bank's wire. */
export const money = (currency: Currency, amount: string): string =>
  formatFiat(parseFiat(currency, amount));

/** About how much that is in dollars, by the market's price with two decimals. */
export const inDollars = (amountMsat: string, usdPerBtc: string): string => {
  const centsPerBtc = parseFiat("USD", usdPerBtc).minor;
  return formatFiat(fiat("USD", (BigInt(amountMsat) * centsPerBtc) / MSAT_PER_BTC));
};

const TIME = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "Asia/Phnom_Penh" });

/** `14:03:09`, in Phnom Penh. */
export const time = (atMs: number): string => TIME.format(atMs);

/** `0:43`; `0:00` when it is over. */
export const remaining = (ms: number): string => {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};
