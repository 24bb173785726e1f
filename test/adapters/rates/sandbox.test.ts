import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHttp } from "../../../main/adapters/http.ts";
import { createRates } from "../../../main/adapters/rates/client.ts";
import { SOURCE_NAMES, rateSources } from "../../../main/adapters/rates/sources.ts";
import type { SourceName, SourceOverride } from "../../../main/adapters/rates/sources.ts";
import { MARKET_POLICY, chooseMarket } from "../../../main/domain/market.ts";
import type { MarketChoice } from "../../../main/domain/market.ts";
import { NO_HISTORY } from "../../../main/domain/rate-guard.ts";
import type { PriceHistory } from "../../../main/domain/rate-guard.ts";
import { formatRate } from "../../../main/domain/rate.ts";
import { FEED_NAMES } from "../../../sandbox/rates/formats.ts";
import { RATE_FAULTS } from "../../../sandbox/rates/market.ts";
import { createRatesServer } from "../../../sandbox/rates/server.ts";
import type { RatesServer, RatesServerOptions } from "../../../sandbox/rates/server.ts";

const START = Date.parse("2026-08-20T10:00:00+07:00");
/** Long for loopback, short for a test that has to sit it out. */
const DEADLINE_MS = 250;

const time = { nowMs: START };
let server: RatesServer;
let http: ReturnType<typeof createHttp>;
const opened: RatesServer[] = [];

const open = async (options: Partial<RatesServerOptions> = {}): Promise<RatesServer> => {
  const opening = await createRatesServer({ seed: 7, nowMs: () => time.nowMs, ...options });
  opened.push(opening);
  return opening;
};

const connect = (to: RatesServer, deadlineMs = DEADLINE_MS) => {
  const overrides: Partial<Record<SourceName, SourceOverride>> = {};
  for (const name of SOURCE_NAMES) overrides[name] = { baseUrl: to.baseUrl(name), deadlineMs };
  const silent = (): void => {};
  const client = createRates({
    sources: rateSources(overrides),
    http,
    clock: { nowMs: () => time.nowMs, monotonicMs: () => 0 },
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 0 },
    log: { info: silent, warn: silent, error: silent },
  });
  let history: PriceHistory = NO_HISTORY;
  return {
    client,
    /** Ask all sources, and judge. */
    judge: async (): Promise<MarketChoice> => {
      await client.refresh();
      const choice = chooseMarket(client.readings(), MARKET_POLICY, time.nowMs, history);
      history = choice.history;
      return choice;
    },
    codeOf: (name: SourceName): string | null | undefined =>
      client.health().find((health) => health.source === name)?.lastErrorCode,
  };
};

const said = (choice: MarketChoice): string => (choice.kind === "market" ? "market" : choice.code);

beforeEach(async () => {
  time.nowMs = START;
  http = createHttp({ clock: { nowMs: () => time.nowMs, monotonicMs: () => 0 } });
  server = await open();
});
afterEach(async () => {
  http.close();
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

describe("five feeds over HTTP", () => {
  it("make a market", async () => {
    const { client, judge } = connect(server, 5_000);
    const choice = await judge();
    expect(client.health().map((health) => health.lastErrorCode)).toEqual(Array(5).fill(null));
    if (choice.kind !== "market") throw new Error(choice.code);
    const { market } = choice;
    expect(market.sources.KHR).toEqual(["bitstamp", "coinbase", "kraken", "nbc"]);
    expect(formatRate(market.rates.USD, "USD")).toBe("1 BTC = US$64,000.00");
    expect(formatRate(market.rates.KHR, "KHR")).toBe("1 BTC = 259,840,000 ៛");
    const asOf = client.readings().map((reading) => reading.asOfMs);
    const today = Date.parse("2026-08-20T00:00:00+07:00");
    expect(asOf).toEqual([undefined, undefined, START, today, today]);
  });

  it("follow what is set", async () => {
    const { judge } = connect(server, 5_000);
    server.setPrice(65_432.1);
    server.setRielPerUsd(4_100.5);
    const choice = await judge();
    if (choice.kind !== "market") throw new Error(choice.code);
    expect(choice.market.btcUsd).toEqual({ num: 6_543_210n, den: 1n });
    expect(choice.market.usdKhr).toEqual({ num: 8_201n, den: 200n });
  });

  it("wander gently, and the same for the same seed", async () => {
    const [same, other] = [await open(), await open({ seed: 8 })];
    const pricesOf = (of: RatesServer): number => Number(of.state().usdPerBtc);
    const path: number[] = [];
    for (let minute = 0; minute < 240; minute += 1) {
      time.nowMs += 60_000;
      expect(pricesOf(same)).toBe(pricesOf(server));
      path.push(pricesOf(server));
    }
    expect(new Set(path).size).toBeGreaterThan(200);
    expect(Math.max(...path)).toBeLessThan(64_000 * 1.01);
    expect(Math.min(...path)).toBeGreaterThan(64_000 * 0.99);
    expect(pricesOf(other)).not.toBe(pricesOf(server));
  });
});

describe("faults", () => {
  it.each(["kraken", "coinbase", "bitstamp"] as const)(
    "%s tenfold is left aside (F53)",
    async (name) => {
      const { judge } = connect(server, 5_000);
      expect(said(await judge())).toBe("market");
      server.setFault(name, "tenfold");
      time.nowMs += 3_000;
      const choice = await judge();
      if (choice.kind !== "market") throw new Error(choice.code);
      expect(choice.market.sources.USD).not.toContain(name);
      expect(Number(choice.market.btcUsd.num / choice.market.btcUsd.den)).toBeLessThan(6_500_000);
    },
  );

  it("two tenfold stop all quotes, until re-armed (F53)", async () => {
    const { judge } = connect(server, 5_000);
    expect(said(await judge())).toBe("market");
    server.setFault("kraken", "tenfold");
    server.setFault("coinbase", "tenfold");
    expect(said(await judge())).toBe("RATE_JUMPED");
    server.setFault("kraken", "none");
    server.setFault("coinbase", "none");
    expect(said(await judge())).toBe("RATE_JUMPED");
  });

  it("two tenfold make no market at a start", async () => {
    server.setFault("kraken", "tenfold");
    server.setFault("coinbase", "tenfold");
    expect(said(await connect(server, 5_000).judge())).toBe("RATE_DIVERGENT");
  });

  it.each(["nbc", "mef"] as const)("%s tenfold stops all quotes", async (name) => {
    server.setFault(name, "tenfold");
    expect(said(await connect(server, 5_000).judge())).toBe("FX_IMPLAUSIBLE");
  });

  it.each(SOURCE_NAMES)("%s down keeps its last reading", async (name) => {
    const { client, judge, codeOf } = connect(server, 5_000);
    await judge();
    server.setFault(name, "down");
    time.nowMs += 5_000;
    await judge();
    expect(codeOf(name)).toBe("HTTP_CONNECTION");
    const ages = client.readings().map((reading) => time.nowMs - reading.atMs);
    expect(ages).toEqual(SOURCE_NAMES.map((each) => (each === name ? 5_000 : 0)));
    server.setFault(name, "none");
    await judge();
    expect(codeOf(name)).toBeNull();
  });

  it.each(SOURCE_NAMES)("%s garbage is never a price", async (name) => {
    const { client, codeOf } = connect(server, 5_000);
    server.setFault(name, "garbage");
    for (let count = 0; count < 12; count += 1) {
      await client.refresh();
      expect(codeOf(name)).toBe("RATE_WIRE_INVALID");
    }
    expect(client.readings()).toHaveLength(4);
  });

  it.each(SOURCE_NAMES)("%s slow runs out of time", async (name) => {
    const { client, codeOf } = connect(server);
    server.setFault(name, "slow");
    await client.refresh();
    expect(codeOf(name)).toBe("HTTP_TIMEOUT");
  });

  it("slow within the deadline is only slow", async () => {
    const { judge } = connect(await open({ slowMs: 1 }), 5_000);
    for (const name of FEED_NAMES) server.setFault(name, "slow");
    expect(said(await judge())).toBe("market");
  });

  it.each(["kraken", "coinbase"] as const)("%s stale goes silent and ages", async (name) => {
    const { judge, codeOf } = connect(server);
    await judge();
    server.setFault(name, "stale");
    time.nowMs += 10_000;
    expect(said(await judge())).toBe("market");
    expect(codeOf(name)).toBe("HTTP_TIMEOUT");
    time.nowMs += 1;
    expect(said(await judge())).toBe("RATE_STALE");
  });

  it("bitstamp stale answers, and its own time gives it away", async () => {
    const { client, judge, codeOf } = connect(server, 5_000);
    await judge();
    server.setFault("bitstamp", "stale");
    server.setPrice(64_100);
    time.nowMs += 30_000;
    expect(said(await judge())).toBe("market");
    time.nowMs += 1;
    expect(said(await judge())).toBe("RATE_STALE");
    expect(codeOf("bitstamp")).toBeNull();
    expect(client.readings()[2]).toMatchObject({ atMs: time.nowMs, asOfMs: START });
    expect(client.readings()[2]?.rate).toEqual({ num: 6_398_720n, den: 1n });
  });

  it("one stale official rate is stood in for, two stop all quotes", async () => {
    const { judge } = connect(server, 5_000);
    server.setFault("nbc", "stale");
    const choice = await judge();
    if (choice.kind !== "market") throw new Error(choice.code);
    expect(choice.market.sources.KHR).toContain("mef");
    server.setFault("mef", "stale");
    expect(said(await judge())).toBe("FX_STALE");
  });

  it("all silent stops all quotes (F54)", async () => {
    const { judge } = connect(server, 5_000);
    await judge();
    for (const name of FEED_NAMES) server.setFault(name, "down");
    time.nowMs += 10_001;
    expect(said(await judge())).toBe("RATE_STALE");
  });
});

describe("the control page's view", () => {
  it("says what is set, and hears of each change until it stops listening", async () => {
    let heard = 0;
    const stop = server.onChange(() => {
      heard += 1;
    });
    server.setFault("kraken", "tenfold");
    server.setPrice(70_000);
    server.setRielPerUsd(4_000);
    await connect(server, 5_000).client.refresh();
    const state = server.state();
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(state).toMatchObject({
      usdPerBtc: "70000.00",
      rielPerUsd: "4000.00",
      feeds: {
        kraken: { fault: "tenfold", asked: 1, url: `${server.url}/kraken` },
        mef: { fault: "none", asked: 1 },
      },
    });
    stop();
    for (const fault of RATE_FAULTS) server.setFault("kraken", fault);
    expect(heard).toBe(3);
  });

  it.each([0, -1, 0.004, Number.NaN, Number.POSITIVE_INFINITY])("refuses a price of %d", (usd) => {
    expect(() => {
      server.setPrice(usd);
    }).toThrow(RangeError);
    expect(() => {
      server.setRielPerUsd(usd);
    }).toThrow(RangeError);
  });

  it.each([
    ["/kraken", "GET"],
    ["/", "GET"],
    ["/coinbase/v2/prices/BTC-USD/spot", "POST"],
  ])("has nothing else to say at %s by %s", async (path, method) => {
    expect((await fetch(`${server.url}${path}`, { method })).status).toBe(404);
  });

  it("lists all currencies where the ministry does", async () => {
    const answer = await fetch(`${server.baseUrl("mef")}/api/v1/realtime-api/exchange-rate`);
    expect(await answer.json()).toMatchObject({
      data: [
        { symbol: "VND/KHR", unit: 1_000 },
        { symbol: "USD/KHR", average: "4,060.00" },
      ],
    });
  });
});
