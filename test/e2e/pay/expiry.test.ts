import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { codeOn, openCounter, reads, sees, tap, type Counter } from "../support/counter.ts";
import { momentsOf } from "../support/moments.ts";

const TTL_MS = 10_000;
/** A screen that is drawn again once a second, and what a loaded machine adds. */
const AT_ONCE_MS = 2_500;

let counter: Counter;

const openInvoice = async (): Promise<void> => {
  const { cashier, payer } = counter;
  await counter.scan("order-khr");
  await sees(cashier, "Check, then go on");
  await tap(cashier, "Show the code");
  await sees(payer, "Scan to pay");
  expect(await codeOn(cashier)).toBe(await codeOn(payer));
};

/** The code goes from both screens within moments of its end. */
const codesGoInTime = async (): Promise<void> => {
  const { cashier, payer } = counter;
  const pages = [cashier, payer];
  await Promise.all(pages.map((page) => page.locator("svg.qr").waitFor({ state: "detached" })));
  // The price is locked before the review is shown, so its end is no later than this.
  const review = (await momentsOf(cashier)).findLast(({ word }) => word === "Check, then go on");
  const endsAtMs = (review?.atMs ?? 0) + TTL_MS;
  for (const page of pages) {
    const moments = await momentsOf(page);
    const gone = moments[moments.findLastIndex(({ hasCode }) => hasCode) + 1];
    const lateMs = (gone?.atMs ?? Infinity) - endsAtMs;
    expect(lateMs).toBeLessThan(AT_ONCE_MS);
    expect(lateMs).toBeGreaterThan(-AT_ONCE_MS);
  }
};

/** Whoever kept a picture of the code cannot pay it any more. */
const isDead = async (): Promise<void> => {
  const { state, hash } = counter.invoice();
  expect(state).toBe("CANCELED");
  expect((await counter.world.act({ kind: "pay", target: hash })).ok).toBe(false);
};

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
  await openInvoice();
  await codesGoInTime();
  await sees(cashier, "Time ran out");
  await reads(cashier, "Nothing was taken.");
  await sees(payer, "Not paid");
  await reads(payer, "The time for this price ran out.");
  await isDead();
  expect(world.lnd.wallet()).toMatchObject({ balanceMsat: before, lockedMsat: 0n });
  await counter.leave();
});

it("the node is away when the time is over: the code goes all the same", async () => {
  const { cashier, payer } = counter;
  await openInvoice();
  await counter.act({ kind: "node-power", isOn: false });
  await codesGoInTime();
  await reads(cashier, "Wait; do not ask for a second payment.");
  await reads(cashier, "Ends by itself when there is an answer.");
  await reads(payer, "The time for this code is over.");

  await counter.act({ kind: "node-power", isOn: true });
  await reads(cashier, "Nothing was taken.");
  await sees(cashier, "Time ran out");
  await sees(payer, "Not paid");
  await isDead();
});
