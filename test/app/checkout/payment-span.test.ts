import { expect, it } from "vitest";
import { paymentSpan } from "../../../main/app/checkout/payment-span.ts";
import { AMOUNT_LIMITS } from "../../../main/domain/limits.ts";
import type { Market } from "../../../main/domain/market.ts";
import { NOW_MS } from "../../support/swaps.ts";

// 100,000 dollars and 400,000,000 riel for a bitcoin.
const MARKET: Market = {
  rates: { USD: { num: 10_000_000n, den: 1n }, KHR: { num: 400_000_000n, den: 1n } },
  sources: { USD: [], KHR: [] },
  btcUsd: { num: 10_000_000n, den: 1n },
  usdKhr: { num: 40n, den: 1n },
  oldestAgeMs: 0,
  atMs: NOW_MS,
  usableUntilMs: NOW_MS + 60_000,
};

it("spans from the smallest payment of either currency to the largest, fee included", () => {
  const span = paymentSpan(MARKET, { limits: AMOUNT_LIMITS, spreadPpm: 10_000n });
  // 1 cent is 10 sats, 100 riel are 25; 500 dollars are 500,000 sats, 2,000,000 riel are as much.
  expect(span).toEqual({ leastMsat: 11_000n, mostMsat: 505_000_000n });
});

it("is not known where no price can be made", () => {
  expect(paymentSpan(MARKET, { limits: AMOUNT_LIMITS, spreadPpm: 900_000n })).toBeNull();
});
