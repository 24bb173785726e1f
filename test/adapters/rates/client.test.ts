import { describe, expect, it } from "vitest";
import { createRates } from "../../../main/adapters/rates/client.ts";
import type { RatesClient, Schedule } from "../../../main/adapters/rates/client.ts";
import type { HttpAnswer, HttpRequest } from "../../../main/adapters/http.ts";
import { SOURCE_NAMES, rateSources } from "../../../main/adapters/rates/sources.ts";
import type { RateSource, SourceName } from "../../../main/adapters/rates/sources.ts";
import type { Log } from "../../../main/ports/log.ts";

const spot = (amount: string): HttpAnswer => ({
  kind: "answer",
  status: 200,
  headers: {},
  body: JSON.stringify({ data: { amount, base: "BTC", currency: "USD" } }),
});
const status = (code: number, headers: Record<string, string> = {}): HttpAnswer => ({
  kind: "answer",
  status: code,
  headers,
  body: "",
});
const timedOut: HttpAnswer = { kind: "failed", code: "HTTP_TIMEOUT", sent: true };

const timing = { everyMs: 1_000, retryMs: 2_000, maxRetryMs: 9_000 };
const coinbase = (): readonly RateSource[] =>
  rateSources({ coinbase: timing }).filter((source) => source.name === "coinbase");

interface Timer {
  readonly delayMs: number;
  readonly run: () => void;
  calledOff: boolean;
}

/** One source whose answers are given one by one, with timers that only the test runs. */
const createBench = (fraction = 0) => {
  const waiting: ((answer: HttpAnswer) => void)[] = [];
  const asked: HttpRequest[] = [];
  const logged: string[] = [];
  const timers: Timer[] = [];
  const time = { nowMs: 5_000 };
  const schedule: Schedule = (delayMs, run) => {
    const timer = { delayMs, run, calledOff: false };
    timers.push(timer);
    return () => {
      timer.calledOff = true;
    };
  };
  const note: Log["info"] = (fields, message) => {
    logged.push(`${message}: ${JSON.stringify(fields)}`);
  };
  const client: RatesClient = createRates({
    sources: coinbase(),
    http: {
      request: (request) => {
        asked.push(request);
        return new Promise((resolve) => waiting.push(resolve));
      },
      close: () => {},
    },
    clock: { nowMs: () => time.nowMs, monotonicMs: () => time.nowMs },
    random: { bytes: (count) => new Uint8Array(count), fraction: () => fraction },
    log: { info: note, warn: note, error: note },
    schedule,
  });
  /** Answers the question under way, and waits until the client has dealt with it. */
  const answer = async (reply: HttpAnswer): Promise<void> => {
    const done = client.refresh();
    waiting.shift()?.(reply);
    await done;
  };
  return { client, answer, asked, timers, logged, time };
};

describe("the client", () => {
  it("keeps the last good reading, with when it arrived", async () => {
    const { client, answer, time } = createBench();
    expect(client.readings()).toEqual([]);
    expect(client.health()).toEqual([
      { source: "coinbase", lastOkAtMs: null, lastErrorCode: null },
    ]);
    await answer(spot("64000.00"));
    time.nowMs = 9_000;
    await answer(timedOut);
    expect(client.readings()).toMatchObject([{ source: "coinbase", atMs: 5_000 }]);
    expect(client.health()).toEqual([
      { source: "coinbase", lastOkAtMs: 5_000, lastErrorCode: "HTTP_TIMEOUT" },
    ]);
    await answer(spot("64001.00"));
    expect(client.readings()).toMatchObject([{ rate: { num: 6_400_100n, den: 1n }, atMs: 9_000 }]);
    expect(client.health()).toEqual([
      { source: "coinbase", lastOkAtMs: 9_000, lastErrorCode: null },
    ]);
  });

  it.each<[string, HttpAnswer, string]>([
    ["no answer in time", timedOut, "HTTP_TIMEOUT"],
    ["no connection", { kind: "failed", code: "HTTP_CONNECTION", sent: false }, "HTTP_CONNECTION"],
    ["status 500", status(500), "RATE_HTTP_STATUS"],
    ["status 304", status(304), "RATE_HTTP_STATUS"],
    ["status 429", status(429), "RATE_LIMITED"],
    ["a page for an answer", { ...status(200), body: "<html>" } as HttpAnswer, "RATE_WIRE_INVALID"],
    ["a zero price", spot("0"), "RATE_INVALID"],
  ])("reports %s", async (_name, reply, code) => {
    const { client, answer } = createBench();
    await answer(reply);
    expect(client.readings()).toEqual([]);
    expect(client.health()).toEqual([
      { source: "coinbase", lastOkAtMs: null, lastErrorCode: code },
    ]);
  });

  it("asks one question at a time, whoever wants it", async () => {
    const { client, answer, asked } = createBench();
    client.start();
    const both = Promise.all([client.refresh(), client.refresh()]);
    expect(asked).toHaveLength(1);
    await answer(spot("64000"));
    await both;
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: "GET", deadlineMs: 3_000, maxBytes: 262_144 });
  });

  it("asks again at its pace, backs off from a source that fails, and comes back", async () => {
    const { client, answer, asked, timers } = createBench();
    client.start();
    const replies = [spot("1"), timedOut, timedOut, timedOut, timedOut, spot("1"), timedOut];
    for (const [count, reply] of replies.entries()) {
      expect(asked).toHaveLength(count + 1);
      await answer(reply);
      timers.at(-1)?.run();
    }
    expect(timers.map((timer) => timer.delayMs)).toEqual([
      1_000, 2_000, 4_000, 8_000, 9_000, 1_000, 2_000,
    ]);
  });

  it("waits as long as it is told to, within its limit", async () => {
    const { client, answer, timers } = createBench();
    client.start();
    await answer(status(429, { "retry-after": "5" }));
    await answer(status(503, { "retry-after": "3600" }));
    await answer(spot("1"));
    await answer(status(429, { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }));
    expect(timers.map((timer) => timer.delayMs)).toEqual([5_000, 9_000, 1_000, 2_000]);
  });

  it("spreads its questions by up to a tenth", async () => {
    const { client, answer, timers } = createBench(0.999);
    client.start();
    await answer(spot("1"));
    expect(timers[0]?.delayMs).toBe(1_100);
  });

  it("has one timer at most, and none once it is stopped", async () => {
    const { client, answer, asked, timers } = createBench();
    client.start();
    await answer(spot("1"));
    await answer(spot("1"));
    expect(timers.map((timer) => timer.calledOff)).toEqual([true, false]);
    client.stop();
    expect(timers.map((timer) => timer.calledOff)).toEqual([true, true]);
    await answer(spot("1"));
    expect(timers).toHaveLength(2);
    expect(asked).toHaveLength(3);
  });

  it("logs a change once, and nothing of the answer", async () => {
    const { answer, logged } = createBench();
    await answer(spot("64000"));
    await answer(timedOut);
    await answer(timedOut);
    await answer({ ...status(200), body: "secret" } as HttpAnswer);
    await answer(spot("64000"));
    expect(logged).toEqual([
      'rate source failed: {"source":"coinbase","code":"HTTP_TIMEOUT"}',
      'rate source failed: {"source":"coinbase","code":"RATE_WIRE_INVALID"}',
      'rate source answers again: {"source":"coinbase"}',
    ]);
  });
});

describe("rateSources", () => {
  const urlOf = (name: SourceName): string | undefined =>
    rateSources().find((source) => source.name === name)?.url;

  it.each<[SourceName, string]>([
    ["kraken", "https://api.kraken.com/0/public/Ticker?pair=XBTUSD"],
    ["coinbase", "https://api.coinbase.com/v2/prices/BTC-USD/spot"],
    ["bitstamp", "https://www.bitstamp.net/api/v2/ticker/btcusd/"],
    ["nbc", "https://www.nbc.gov.kh/api/exRate.php"],
    ["mef", "https://data.mef.gov.kh/api/v1/realtime-api/exchange-rate?currency_id=USD"],
  ])("asks %s at %s", (name, url) => {
    expect(urlOf(name)).toBe(url);
  });

  it("can be pointed elsewhere and paced, one by one", () => {
    const sources = rateSources({
      kraken: { baseUrl: "http://127.0.0.1:1/kraken" },
      nbc: { everyMs: 5 },
    });
    expect(sources.map((source) => source.name)).toEqual([...SOURCE_NAMES]);
    expect(sources[0]).toMatchObject({
      url: "http://127.0.0.1:1/kraken/0/public/Ticker?pair=XBTUSD",
      everyMs: 2_500,
    });
    expect(sources[3]).toMatchObject({ url: urlOf("nbc"), everyMs: 5, deadlineMs: 10_000 });
  });
});
