import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { codeOn, openCounter, reads, sees, tap, type Counter } from "../support/counter.ts";

let counter: Counter;

beforeAll(async () => {
  counter = await openCounter();
});
afterAll(async () => counter.close());

/** What the browser itself says of a terminal that is away or refuses; all else is a fault. */
const OF_THE_BROWSER = /WebSocket connection to|Failed to load resource/;

const ownFaults = (): readonly string[] =>
  counter.takeFaults().filter((fault) => !OF_THE_BROWSER.test(fault));

const reconnecting = async (page: Page, sentence: string): Promise<void> => {
  await reads(page, sentence);
  expect(await codeOn(page)).toBeNull();
};

it("the terminal is killed: the screens say so, and are there again once it is", async () => {
  const { cashier, payer, world } = counter;
  await counter.scan("order-usd");
  await sees(cashier, "Check, then go on");
  await tap(cashier, "Show the code");
  await sees(payer, "Scan to pay");
  const { port } = new URL(counter.kiosk().cashierUrl);

  await counter.kiosk().kill();
  await sees(cashier, "Reconnecting");
  await reconnecting(cashier, "Open payments go on by themselves; nothing is sent twice.");
  await reconnecting(payer, "Whatever you paid is safe.");

  // Paid while nobody watches: the bitcoin is held until the terminal is back.
  await counter.act({ kind: "pay" });
  const { cashierUrl, payerUrl } = await counter.restart(Number(port));
  expect(new URL(cashierUrl).port).toBe(port);

  // Every start has secrets of its own: the screens are told to be opened again, not left waiting.
  await sees(cashier, "Open this screen again");
  await reads(cashier, "Open it with the address that the terminal gave at its start.");
  await reads(payer, "This screen must be opened again.");
  await reads(payer, "Please ask the cashier, and do not pay twice.");

  await cashier.goto(cashierUrl);
  await sees(cashier, "Paid");
  await reads(cashier, "US$7.50");
  await payer.goto(payerUrl);
  await sees(payer, "Paid");
  expect(world.rail.credits().length).toBe(1);
  expect(ownFaults()).toEqual([]);
});

it("a screen that was turned away comes back when its browser is let in anew", async () => {
  const { cashier, payer } = counter;
  const { port } = new URL(counter.kiosk().cashierUrl);
  await tap(cashier, "New payment");
  await counter.ready();
  await counter.kiosk().kill();
  await sees(cashier, "Reconnecting");
  const { cashierUrl } = await counter.restart(Number(port));
  await sees(cashier, "Open this screen again");

  const other = await cashier.context().newPage();
  await other.goto(cashierUrl);
  await other.close();
  await sees(cashier, "Ready");
  await reads(payer, "This screen must be opened again.");
  expect(ownFaults()).toEqual([]);
});
