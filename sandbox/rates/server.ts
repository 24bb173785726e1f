import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { DATED_FEEDS, FEEDS, FEED_NAMES } from "./formats.ts";
import type { FeedName, Moment } from "./formats.ts";
import { createMarket } from "./market.ts";
import type { MarketOptions, RateFault, SandboxMarket } from "./market.ts";

/** What the control page shows of the feeds. */
export interface RatesState {
  /** US dollars per bitcoin, two decimals. */
  readonly usdPerBtc: string;
  /** Riel per US dollar, two decimals. */
  readonly rielPerUsd: string;
  readonly feeds: Readonly<
    Record<FeedName, { readonly fault: RateFault; readonly asked: number; readonly url: string }>
  >;
}

/** The five feeds on one loopback address. */
export interface RatesServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** What stands before the source's own path: `http://127.0.0.1:port/kraken`. */
  baseUrl(feed: FeedName): string;
  setFault(feed: FeedName, fault: RateFault): void;
  /** Move the bitcoin price there at once. Throws a `RangeError` unless above zero. */
  setPrice(usd: number): void;
  /** Set the official riel rate. Throws a `RangeError` unless above zero. */
  setRielPerUsd(riel: number): void;
  state(): RatesState;
  /** Hear of each fault and price that is set; the returned function ends it. */
  onChange(listener: () => void): () => void;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

/** What the server is made with. */
export interface RatesServerOptions extends MarketOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  /** How long a `slow` feed takes: longer than any reader waits, unless set. */
  readonly slowMs?: number;
}

const tenfold = (moment: Moment): Moment => ({
  ...moment,
  centsPerBtc: moment.centsPerBtc * 10,
  hundredthsPerUsd: moment.hundredthsPerUsd * 10,
});

const send = (response: ServerResponse, contentType: string, body: string): void => {
  response.writeHead(200, { "content-type": contentType, "cache-control": "no-store" });
  response.end(body);
};

interface Question {
  readonly name: FeedName;
  readonly query: URLSearchParams;
}

const questionOf = (request: IncomingMessage): Question | null => {
  const [path, query] = (request.url ?? "").split("?");
  const name = FEED_NAMES.find((feed) => FEEDS[feed].path === path);
  if (request.method !== "GET" || name === undefined) return null;
  return { name, query: new URLSearchParams(query) };
};

const sendMoment = (response: ServerResponse, question: Question, moment: Moment): void => {
  const { contentType, body } = FEEDS[question.name].write(moment, question.query);
  send(response, contentType, body);
};

/** Answers one question as the feed's fault has it. */
const answer = (
  market: SandboxMarket,
  question: Question,
  response: ServerResponse,
  slowMs: number,
): void => {
  const { name } = question;
  const feed = market.feedOf(name);
  feed.asked += 1;
  switch (feed.fault) {
    case "none":
      sendMoment(response, question, market.moment());
      break;
    case "tenfold":
      sendMoment(response, question, tenfold(market.moment()));
      break;
    case "stale":
      if (DATED_FEEDS.includes(name))
        sendMoment(response, question, feed.frozen ?? market.moment());
      break;
    case "down":
      response.destroy();
      break;
    case "garbage":
      send(response, "text/html", market.garbage());
      break;
    case "slow": {
      const timer = setTimeout(() => {
        sendMoment(response, question, market.moment());
      }, slowMs);
      response.once("close", () => {
        clearTimeout(timer);
      });
      break;
    }
    default:
      throw new RangeError(`no such fault: ${String(feed.fault satisfies never)}`);
  }
};

const text = (value: number): string => (value / 100).toFixed(2);

const listen = async (server: Server, port: number, host: string): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return `http://${host}:${(server.address() as AddressInfo).port.toString()}`;
};

const close = async (server: Server): Promise<void> => {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeAllConnections();
  await closed;
};

const describe = (market: SandboxMarket, baseUrl: (feed: FeedName) => string): RatesState => {
  const { centsPerBtc, hundredthsPerUsd } = market.moment();
  const feed = (name: FeedName) => {
    const { fault, asked } = market.feedOf(name);
    return { fault, asked, url: baseUrl(name) };
  };
  return {
    usdPerBtc: text(centsPerBtc),
    rielPerUsd: text(hundredthsPerUsd),
    feeds: {
      kraken: feed("kraken"),
      coinbase: feed("coinbase"),
      bitstamp: feed("bitstamp"),
      nbc: feed("nbc"),
      mef: feed("mef"),
    },
  };
};

/** Serve the five feeds, each in its real format and under its real path after the source's name. */
export const createRatesServer = async (options: RatesServerOptions): Promise<RatesServer> => {
  const { port = 0, host = "127.0.0.1", slowMs = 60_000 } = options;
  const market = createMarket(options);
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const server = createServer((request, response) => {
    response.setHeader("date", new Date(options.nowMs()).toUTCString());
    const question = questionOf(request);
    if (question === null) response.writeHead(404).end();
    else answer(market, question, response, slowMs);
  });
  const url = await listen(server, port, host);
  const baseUrl = (feed: FeedName): string => `${url}/${feed}`;
  return {
    url,
    baseUrl,
    setFault: (feed, fault) => {
      market.setFault(feed, fault);
      changed();
    },
    setPrice: (usd) => {
      market.setPrice(usd);
      changed();
    },
    setRielPerUsd: (riel) => {
      market.setRielPerUsd(riel);
      changed();
    },
    state: () => describe(market, baseUrl),
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close: () => close(server),
  };
};
