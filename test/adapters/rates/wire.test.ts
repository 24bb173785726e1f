import { describe, expect, it } from "vitest";
import { dayStartMs } from "../../../main/adapters/rates/calendar.ts";
import { readBitstamp } from "../../../main/adapters/rates/wire-bitstamp.ts";
import { readCoinbase } from "../../../main/adapters/rates/wire-coinbase.ts";
import { readKraken } from "../../../main/adapters/rates/wire-kraken.ts";
import { readMef } from "../../../main/adapters/rates/wire-mef.ts";
import { readNbc } from "../../../main/adapters/rates/wire-nbc.ts";
import type { RateReading } from "../../../main/domain/rate.ts";

const NOW = 1_800_000_000_000;
const DAY_20_AUG_2026 = Date.parse("2026-08-20T00:00:00+07:00");

type Read = (body: string, atMs: number) => RateReading;
const refuses = (read: Read, rows: readonly (readonly [string, string, string])[]): void => {
  it.each(rows)("refuses %s: %s", (_name, code, body) => {
    expect(() => read(body, NOW)).toThrow(expect.objectContaining({ code }));
  });
  it.each([
    ["nothing", ""],
    ["a page", "<html><body><h1>Maintenance</h1>"],
    ["half an answer", '{"data":{"amount":"640'],
    ["null", "null"],
    ["a number", "64000"],
    ["an empty list", "[]"],
    ["an empty object", "{}"],
  ])("refuses %s", (_name, body) => {
    expect(() => read(body, NOW)).toThrow(expect.objectContaining({ code: "RATE_WIRE_INVALID" }));
  });
};

describe("kraken", () => {
  const ticker = (bid: string, ask: string, override: object = {}, name = "XXBTZUSD"): string =>
    JSON.stringify({
      error: [],
      result: { [name]: { a: [ask, "1", "1.000"], b: [bid, "1", "1.000"], c: ["1", "1"], t: [1] } },
      ...override,
    });

  it("takes the middle of bid and ask, in cents", () => {
    expect(readKraken(ticker("64123.40000", "64123.50000"), NOW)).toEqual({
      source: "kraken",
      pair: "BTC/USD",
      rate: { num: 6_412_345n, den: 1n },
      atMs: NOW,
    });
  });

  it("takes a result that comes with a warning", () => {
    const body = ticker("1", "1", { error: ["WGeneral:Deprecated"] });
    expect(readKraken(body, NOW).rate).toEqual({ num: 100n, den: 1n });
  });

  refuses(readKraken, [
    ["crossed prices", "RATE_CROSSED", ticker("64123.6", "64123.5")],
    ["a zero bid", "RATE_INVALID", ticker("0.00000", "64123.5")],
    ["a price that is no number", "RATE_INVALID", ticker("NaN", "64123.5")],
    ["an error", "RATE_REMOTE_ERROR", '{"error":["EQuery:Unknown asset pair"]}'],
    [
      "an error beside a result",
      "RATE_REMOTE_ERROR",
      ticker("1", "1", { error: ["EService:Busy"] }),
    ],
    ["another pair", "RATE_WIRE_INVALID", ticker("1", "1", {}, "XXBTZEUR")],
    [
      "numbers for strings",
      "RATE_WIRE_INVALID",
      '{"error":[],"result":{"XXBTZUSD":{"a":[1],"b":[1]}}}',
    ],
    ["no levels", "RATE_WIRE_INVALID", '{"error":[],"result":{"XXBTZUSD":{"a":[],"b":[]}}}'],
  ]);
});

describe("coinbase", () => {
  const spot = (amount: unknown, base = "BTC", currency = "USD"): string =>
    JSON.stringify({ data: { amount, base, currency } });

  it("takes the amount, in cents", () => {
    expect(readCoinbase(spot("64123.505"), NOW)).toEqual({
      source: "coinbase",
      pair: "BTC/USD",
      rate: { num: 12_824_701n, den: 2n },
      atMs: NOW,
    });
  });

  refuses(readCoinbase, [
    ["another coin", "RATE_WIRE_INVALID", spot("64123.5", "BCH")],
    ["another currency", "RATE_WIRE_INVALID", spot("64123.5", "BTC", "EUR")],
    ["a number", "RATE_WIRE_INVALID", spot(64_123.5)],
    ["zero", "RATE_INVALID", spot("0.00")],
    ["a negative price", "RATE_INVALID", spot("-64123.5")],
    ["an exponent", "RATE_INVALID", spot("6.4e4")],
  ]);
});

describe("bitstamp", () => {
  const ticker = (override: object = {}): string =>
    JSON.stringify({ timestamp: "1799999990", bid: "64000", ask: "64001", last: "1", ...override });

  it("takes the middle, as of its own time", () => {
    const expected = {
      source: "bitstamp",
      pair: "BTC/USD",
      rate: { num: 6_400_050n, den: 1n },
      atMs: NOW,
      asOfMs: NOW - 10_000,
    };
    expect(readBitstamp(ticker(), NOW)).toEqual(expected);
    expect(readBitstamp(ticker({ timestamp: 1_799_999_990 }), NOW)).toEqual(expected);
  });

  refuses(readBitstamp, [
    ["crossed prices", "RATE_CROSSED", ticker({ bid: "64002" })],
    ["a zero ask", "RATE_INVALID", ticker({ ask: "0" })],
    ["no time", "RATE_WIRE_INVALID", ticker({ timestamp: undefined })],
    ["a time in words", "RATE_WIRE_INVALID", ticker({ timestamp: "now" })],
    ["an error", "RATE_WIRE_INVALID", '{"status":"error","reason":"busy"}'],
  ]);
});

describe("nbc", () => {
  const row = (override: Record<string, string> = {}): string =>
    Object.entries({
      date: "08/20/2026",
      key: "USD/KHR",
      unit: "1",
      bid: "4,058",
      ask: "4062",
      average: "4060.50",
      ...override,
    })
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join("\n");
  const feed = (...rows: readonly string[]): string =>
    `<?xml version="1.0" encoding="utf-8"?>\n<ExchangeRate ExternalSystemName="NOW">\n${rows
      .map((each) => `<ex>\n${each}\n</ex>`)
      .join("\n")}\n</ExchangeRate>\n`;
  const dong = row({ key: "VND/KHR", unit: "1000" });

  it.each([
    ["alone", feed(row())],
    ["among others", feed(dong, row(), row({ key: "THB/KHR" }))],
    ["in lower case", feed(row({ key: "usd/khr" }))],
    [
      "for 100 dollars",
      feed(row({ unit: "100", bid: "405800", ask: "406200", average: "406,050" })),
    ],
    ["beside a row that is odd", feed("<nothing/>", row())],
  ])("takes the average, in riel per cent, %s", (_name, body) => {
    expect(readNbc(body, NOW)).toEqual({
      source: "nbc",
      pair: "USD/KHR",
      rate: { num: 8_121n, den: 200n },
      atMs: NOW,
      asOfMs: DAY_20_AUG_2026,
    });
  });

  refuses(readNbc, [
    ["no dollar", "RATE_WIRE_INVALID", feed(dong)],
    ["no rows", "RATE_WIRE_INVALID", "<ExchangeRate></ExchangeRate>"],
    ["an average above the ask", "RATE_CROSSED", feed(row({ average: "4062.01" }))],
    ["an average below the bid", "RATE_CROSSED", feed(row({ average: "4057.99" }))],
    ["a zero average", "RATE_INVALID", feed(row({ average: "0" }))],
    ["no date", "RATE_WIRE_INVALID", feed(row({ date: "" }))],
    ["a unit of zero", "RATE_WIRE_INVALID", feed(row({ unit: "0" }))],
    [
      "a text that breaks off in the price",
      "RATE_WIRE_INVALID",
      feed(row()).split("0.50")[0] ?? "",
    ],
    [
      "an entity for a number",
      "RATE_INVALID",
      `<!DOCTYPE a [<!ENTITY x "4060">]>${feed(row({ average: "&x;" })).replace(/^<\?.*\?>/, "")}`,
    ],
  ]);
});

describe("mef", () => {
  const row = (override: object = {}): object => ({
    currency_id: "USD",
    currency: "United States Dollar",
    symbol: "USD/KHR",
    unit: 1,
    bid: 4_058,
    ask: "4,062",
    average: "4,060.5",
    valid_date: "2026-08-20",
    ...override,
  });
  const feed = (data: unknown): string => JSON.stringify({ data });
  const dong = row({ symbol: "VND/KHR", unit: 1_000 });

  it.each([
    ["one row", feed(row())],
    ["a list", feed([dong, row()])],
    ["a list of one", feed([row()])],
    ["a list with an odd row", feed([{ note: 1 }, row()])],
    ["numbers", feed(row({ bid: 4_060, ask: 4_061, average: 4_060.5, unit: "1" }))],
    ["for 100 dollars", feed(row({ unit: 100, bid: "405,800", ask: "406,200", average: 406_050 }))],
    ["a time after the date", feed(row({ valid_date: "2026-08-20T00:00:00" }))],
  ])("takes the average, in riel per cent, from %s", (_name, body) => {
    expect(readMef(body, NOW)).toEqual({
      source: "mef",
      pair: "USD/KHR",
      rate: { num: 8_121n, den: 200n },
      atMs: NOW,
      asOfMs: DAY_20_AUG_2026,
    });
  });

  refuses(readMef, [
    ["no dollar", "RATE_WIRE_INVALID", feed([dong])],
    ["an empty list", "RATE_WIRE_INVALID", feed([])],
    ["an average above the ask", "RATE_CROSSED", feed(row({ average: "4,062.01" }))],
    ["commas in odd places", "RATE_INVALID", feed(row({ average: "40,60.5" }))],
    ["no average", "RATE_WIRE_INVALID", feed(row({ average: null }))],
    ["half a unit", "RATE_WIRE_INVALID", feed(row({ unit: 0.5 }))],
    ["a date that is not", "RATE_WIRE_INVALID", feed(row({ valid_date: "2026-02-30" }))],
  ]);
});

describe("dayStartMs", () => {
  it("agrees with the calendar on every day of 130 years, in both ways of writing", () => {
    const first = Date.UTC(1970, 0, 1);
    const wrong: string[] = [];
    for (let day = 0; day < 47_482; day += 1) {
      const atMs = first + day * 86_400_000;
      const iso = new Date(atMs).toISOString().slice(0, 10);
      const [year = "", month = "", date = ""] = iso.split("-");
      const expected = atMs - 7 * 3_600_000;
      if (dayStartMs(iso) !== expected) wrong.push(iso);
      if (dayStartMs(`${month}/${date}/${year}`) !== expected) wrong.push(iso);
    }
    expect(wrong).toEqual([]);
  });

  it.each(["2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "20/08/2026", "2026-8-20", "1"])(
    "refuses %s",
    (text) => {
      expect(() => dayStartMs(text)).toThrow(
        expect.objectContaining({ code: "RATE_WIRE_INVALID" }),
      );
    },
  );
});
