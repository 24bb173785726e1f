import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { codeOn, openCounter, reads, sees, tap, type Counter } from "../support/counter.ts";
import { momentsOf } from "../support/moments.ts";

const TTL_MS = 10_000;
/** A screen that is drawn again once a second, and what a loaded machine adds. */
const AT_ONCE_MS = 2_500;

let counter: Counter;

beforeAll(async () => {
  counter = await openCounter({ quote: { ttlMs: TTL_MS, expiryGraceMs: 5_000 } });
});
afterAll(async () => counter.close());
afterEach(() => {
  expect(counter.takeFaults()).toEqual([]);
});

it("nobody pays: the code goes from both screens when its time is over", async () => {
  const { cashier, payer, world } = counter;
  const before = world.lnd.wallet().balanceMsat;
  await counter.scan("order-khr");
  await sees(cashier, "Check, then go on");
  await tap(cashier, "Show the code");
  await sees(payer, "Scan to pay");
  expect(await codeOn(cashier)).toBe(await codeOn(payer));

  await Promise.all([
    cashier.locator("svg.qr").waitFor({ state: "detached" }),
    payer.locator("svg.qr").waitFor({ state: "detached" }),
  ]);
  await sees(cashier, "Time ran out");
  await reads(cashier, "Nothing was taken.");
  await sees(payer, "Not paid");
  await reads(payer, "The time for this price ran out.");

  // The price is locked before the review is shown, so its end is no later than this.
  const review = (await momentsOf(cashier)).find(({ word }) => word === "Check, then go on");
  const endsAtMs = (review?.atMs ?? 0) + TTL_MS;
  for (const page of [cashier, payer]) {
    const moments = await momentsOf(page);
    const shown = moments.findLastIndex(({ hasCode }) => hasCode);
    const gone = moments[shown + 1];
    const lateMs = (gone?.atMs ?? Infinity) - endsAtMs;
    expect(lateMs).toBeLessThan(AT_ONCE_MS);
    expect(lateMs).toBeGreaterThan(-AT_ONCE_MS);
  }
  const { state, hash } = counter.invoice();
  expect(state).toBe("CANCELED");
  expect((await world.act({ kind: "pay", target: hash })).ok).toBe(false);
  expect(world.lnd.wallet()).toMatchObject({ balanceMsat: before, lockedMsat: 0n });
});
