import type { RateReading } from "../../domain/rate.ts";
import { readBitstamp } from "./wire-bitstamp.ts";
import { readCoinbase } from "./wire-coinbase.ts";
import { readKraken } from "./wire-kraken.ts";
import { readMef } from "./wire-mef.ts";
import { readNbc } from "./wire-nbc.ts";

/** Stable names of the sources, as shown on receipts. */
export const SOURCE_NAMES = ["kraken", "coinbase", "bitstamp", "nbc", "mef"] as const;
/** Name of one source. */
export type SourceName = (typeof SOURCE_NAMES)[number];

/** When one source is asked. */
export interface SourceTiming {
  /** From one good answer to the next question. */
  readonly everyMs: number;
  /** From a first failure to the next question; doubled for each further one, up to `maxRetryMs`. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** For one whole question and answer. */
  readonly deadlineMs: number;
}

/** One source: where to ask, how to read, when to ask again. */
export interface RateSource extends SourceTiming {
  readonly name: SourceName;
  readonly url: string;
  readonly maxBytes: number;
  /** Throws a `Failure` when the body is not a usable answer. */
  readonly read: (body: string, atMs: number) => RateReading;
}

/**
 * Often enough that a price which must not be older than 10 s survives one question without an
 * answer, and well inside what the exchanges allow to strangers.
 */
const EXCHANGE: SourceTiming = {
  everyMs: 2_500,
  retryMs: 2_500,
  maxRetryMs: 30_000,
  deadlineMs: 3_000,
};
/** Official rates change once a day. */
const OFFICIAL: SourceTiming = {
  everyMs: 1_800_000,
  retryMs: 15_000,
  maxRetryMs: 1_800_000,
  deadlineMs: 10_000,
};

interface SourceKind {
  readonly baseUrl: string;
  readonly path: string;
  readonly timing: SourceTiming;
  readonly read: RateSource["read"];
}

const KINDS: Readonly<Record<SourceName, SourceKind>> = {
  kraken: {
    baseUrl: "https://api.kraken.com",
    path: "/0/public/Ticker?pair=XBTUSD",
    timing: EXCHANGE,
    read: readKraken,
  },
  coinbase: {
    baseUrl: "https://api.coinbase.com",
    path: "/v2/prices/BTC-USD/spot",
    timing: EXCHANGE,
    read: readCoinbase,
  },
  bitstamp: {
    baseUrl: "https://www.bitstamp.net",
    path: "/api/v2/ticker/btcusd/",
    timing: EXCHANGE,
    read: readBitstamp,
  },
  nbc: {
    baseUrl: "https://www.nbc.gov.kh",
    path: "/api/exRate.php",
    timing: OFFICIAL,
    read: readNbc,
  },
  mef: {
    baseUrl: "https://data.mef.gov.kh",
    path: "/api/v1/realtime-api/exchange-rate?currency_id=USD",
    timing: OFFICIAL,
    read: readMef,
  },
};

/** What may be set otherwise for one source. */
export interface SourceOverride extends Partial<SourceTiming> {
  /** Scheme, host and what comes before the source's own path; no slash at the end. */
  readonly baseUrl?: string;
}

const MAX_BYTES = 256 * 1_024;

/** All five sources at their public addresses, apart from what `overrides` says. */
export const rateSources = (
  overrides: Partial<Readonly<Record<SourceName, SourceOverride>>> = {},
): readonly RateSource[] =>
  SOURCE_NAMES.map((name) => {
    const kind = KINDS[name];
    const { baseUrl = kind.baseUrl, ...timing } = overrides[name] ?? {};
    return {
      ...kind.timing,
      ...timing,
      name,
      url: `${baseUrl}${kind.path}`,
      maxBytes: MAX_BYTES,
      read: kind.read,
    };
  });
