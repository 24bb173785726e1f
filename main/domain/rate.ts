/**
 * A price as an exact fraction: `num / den` units of the quote currency for one unit of the base.
 * Never a float, never inverted by division.
 */
export interface Rate {
  readonly num: bigint;
  readonly den: bigint;
}

/** What a rate source said, and when. */
export interface RateReading {
  /** Stable name shown on receipts: `kraken`, `coinbase`, `bitstamp`, `nbc`, `mef`. */
  readonly source: string;
  /** US cents per bitcoin for `BTC/USD`; riel per US cent for `USD/KHR`. */
  readonly pair: "BTC/USD" | "USD/KHR";
  readonly rate: Rate;
  /** When the source's answer arrived here, by the terminal's clock. */
  readonly atMs: number;
}
