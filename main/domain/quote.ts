import type { Fiat, Msat } from "./money.ts";
import type { Rate } from "./rate.ts";

/** A price locked for a time: what the payer pays for the fiat the merchant gets. */
export interface Quote {
  /** What the merchant is credited, exactly. */
  readonly fiat: Fiat;
  /** The market price it was made from: fiat smallest units per bitcoin. */
  readonly rate: Rate;
  /** `fiat` at the market price, rounded up. */
  readonly baseMsat: Msat;
  /** The terminal's fee (spread) on `baseMsat`, rounded up. */
  readonly feeMsat: Msat;
  /** What was added so that the invoice is a whole number of satoshi; below 1,000. */
  readonly roundingMsat: Msat;
  /** What the invoice asks for: `baseMsat + feeMsat + roundingMsat`. */
  readonly invoiceMsat: Msat;
  readonly lockedAtMs: number;
  /** A payment accepted by the node after this instant (plus a small grace) is returned. */
  readonly expiresAtMs: number;
  /** Names of the sources whose prices made `rate`, sorted. */
  readonly sources: readonly string[];
  /** Age of the oldest price used, when the quote was locked. */
  readonly rateAgeMs: number;
}
