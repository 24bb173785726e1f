/** One moment of the market, as all feeds see it. */
export interface Moment {
  /** US cents per bitcoin. */
  readonly centsPerBtc: number;
  /** Hundredths of riel per US dollar. */
  readonly hundredthsPerUsd: number;
  readonly atMs: number;
}

/** What goes over the wire. */
export interface FeedAnswer {
  readonly contentType: string;
  readonly body: string;
}

/** One feed: the path it answers under, and its real format. */
export interface FeedFormat {
  /** Under the server's address, with the source's name before the source's own path. */
  readonly path: string;
  readonly write: (moment: Moment, query: URLSearchParams) => FeedAnswer;
}

const hundredths = (value: number, places = 2): string =>
  `${Math.trunc(value / 100)}.${(value % 100).toString().padStart(2, "0").padEnd(places, "0")}`;

const json = (value: unknown): FeedAnswer => ({
  contentType: "application/json",
  body: JSON.stringify(value),
});

/** Each exchange stands a little beside the others, as they do. In parts per 10,000. */
const beside = (cents: number, basisPoints: number): number =>
  Math.round(cents * (1 + basisPoints / 10_000));

const kraken = ({ centsPerBtc }: Moment): FeedAnswer => {
  const price = (cents: number): string => hundredths(cents, 5);
  const [bid, ask] = [centsPerBtc - 5, centsPerBtc + 5];
  return json({
    error: [],
    result: {
      XXBTZUSD: {
        a: [price(ask), "1", "1.000"],
        b: [price(bid), "3", "3.000"],
        c: [price(bid), "0.00210000"],
        v: ["812.40211083", "1702.11840211"],
        p: [price(centsPerBtc), price(centsPerBtc)],
        t: [21_044, 45_210],
        l: [price(beside(centsPerBtc, -90)), price(beside(centsPerBtc, -120))],
        h: [price(beside(centsPerBtc, 80)), price(beside(centsPerBtc, 110))],
        o: price(beside(centsPerBtc, 20)),
      },
    },
  });
};

const coinbase = ({ centsPerBtc }: Moment): FeedAnswer =>
  json({
    data: { amount: hundredths(beside(centsPerBtc, 3)), base: "BTC", currency: "USD" },
  });

const bitstamp = ({ centsPerBtc, atMs }: Moment): FeedAnswer => {
  const middle = beside(centsPerBtc, -2);
  return json({
    timestamp: Math.floor(atMs / 1_000).toString(),
    open: hundredths(beside(middle, 20)),
    high: hundredths(beside(middle, 80)),
    low: hundredths(beside(middle, -90)),
    last: hundredths(middle),
    volume: "1204.40129022",
    vwap: hundredths(middle),
    bid: hundredths(middle - 100),
    ask: hundredths(middle + 100),
    side: "0",
    open_24: hundredths(beside(middle, 30)),
    percent_change_24: "-0.30",
  });
};

const PHNOM_PENH_MS = 7 * 3_600_000;
/** `2026-08-20`: the day in Phnom Penh. */
const isoDay = (atMs: number): string =>
  new Date(atMs + PHNOM_PENH_MS).toISOString().slice(0, "2026-08-20".length);

const nbc = ({ hundredthsPerUsd, atMs }: Moment): FeedAnswer => {
  const [year = "", month = "", day = ""] = isoDay(atMs).split("-");
  const date = `${month}/${day}/${year}`;
  const rate = hundredths(hundredthsPerUsd);
  const row = (key: string, unit: string, price: string): string =>
    `<ex>\n<date>${date}</date>\n<key>${key}</key>\n<unit>${unit}</unit>\n<bid>${price}</bid>\n` +
    `<ask>${price}</ask>\n<average>${price}</average>\n</ex>`;
  return {
    contentType: "text/xml; charset=utf-8",
    body:
      `<?xml version="1.0" encoding="utf-8"?>\n<ExchangeRate ExternalSystemName="NOW">\n` +
      `${row("VND/KHR", "1000", "155.00")}\n${row("USD/KHR", "1", rate)}\n` +
      `${row("THB/KHR", "1", "124.50")}\n</ExchangeRate>\n`,
  };
};

/** One currency when the question names it, else a list of all. */
const mef = ({ hundredthsPerUsd, atMs }: Moment, query: URLSearchParams): FeedAnswer => {
  const row = (id: string, currency: string, unit: number, price: string): object => ({
    currency_id: id,
    currency,
    symbol: `${id}/KHR`,
    unit,
    bid: price,
    ask: price,
    average: price,
    valid_date: isoDay(atMs),
  });
  const rate = hundredths(hundredthsPerUsd).replace(/\B(?=(\d{3})+\.)/g, ",");
  const dollar = row("USD", "United States Dollar", 1, rate);
  if (query.get("currency_id") === "USD") return json({ data: dollar });
  return json({ data: [row("VND", "Vietnamese Dong", 1_000, "155.00"), dollar] });
};

/** The feeds, by the name of their source. */
export const FEEDS = {
  kraken: { path: "/kraken/0/public/Ticker", write: kraken },
  coinbase: { path: "/coinbase/v2/prices/BTC-USD/spot", write: coinbase },
  bitstamp: { path: "/bitstamp/api/v2/ticker/btcusd/", write: bitstamp },
  nbc: { path: "/nbc/api/exRate.php", write: nbc },
  mef: { path: "/mef/api/v1/realtime-api/exchange-rate", write: mef },
} as const satisfies Readonly<Record<string, FeedFormat>>;

/** Name of one feed. */
export type FeedName = keyof typeof FEEDS;

/** All of them. */
export const FEED_NAMES = Object.keys(FEEDS) as readonly FeedName[];

/** Feeds whose format carries a time of its own, so that a reader can see them stand still. */
export const DATED_FEEDS: readonly FeedName[] = ["bitstamp", "nbc", "mef"];

/** Feeds of the official riel rate, which has a date and no time of day. */
export const OFFICIAL_FEEDS: readonly FeedName[] = ["nbc", "mef"];
