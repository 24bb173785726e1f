import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { wordsOf } from "../../../renderer/words/say.ts";
import { codeOn, openCounter, sees, tap, type Counter } from "../support/counter.ts";

const km = wordsOf("km");
const en = wordsOf("en");

let counter: Counter;

beforeAll(async () => {
  counter = await openCounter();
});
afterAll(async () => counter.close());
afterEach(() => {
  expect(counter.takeFaults()).toEqual([]);
});

const KHMER_BREAK = "\u200b";

/** Wait until a screen names this state, whatever marks its line breaks. */
const names = async (page: Page, word: string): Promise<void> => {
  await page.waitForFunction(
    ([wanted, mark]) =>
      document.querySelector("h1")?.textContent.replaceAll(mark ?? "", "") === wanted,
    [word, KHMER_BREAK],
  );
};

const languageOf = (page: Page): Promise<string> =>
  page.evaluate(() => document.documentElement.lang);

const paperOf = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

it("each screen changes its language while a payment runs, and only its own", async () => {
  const { cashier, payer } = counter;
  await tap(cashier, "ខ្មែរ");
  await names(cashier, km.screen.ready);
  expect([await languageOf(cashier), await languageOf(payer)]).toEqual(["km", "en"]);

  await counter.scan("order-khr");
  await names(cashier, km.screen.review);
  await cashier.locator(".button.forward").tap();
  await names(cashier, km.situations["awaiting-payment"].word);
  await sees(payer, en.payer.pay);
  const code = await codeOn(payer);

  await tap(payer, "ខ្មែរ");
  await names(payer, km.payer.pay);
  expect(await codeOn(payer)).toBe(code);
  await tap(payer, "English");
  await names(payer, en.payer.pay);
  await tap(payer, "ខ្មែរ");

  await counter.act({ kind: "pay" });
  await names(cashier, km.situations.paid.word);
  await names(payer, km.payer.paid);

  await cashier.locator(".button.forward").tap();
  await names(cashier, km.screen.ready);
  await tap(cashier, "English");
  await names(cashier, en.screen.ready);
  await names(payer, km.payer.welcome);
  await tap(payer, "English");
});

it("the cashier's screen turns dark and light, and stays so over a reload", async () => {
  const { cashier, payer } = counter;
  await counter.ready();
  const [light, payerLight] = [await paperOf(cashier), await paperOf(payer)];
  await tap(cashier, "Dark");
  await cashier.getByRole("button", { name: "Light", exact: true }).waitFor();
  const dark = await paperOf(cashier);
  expect(dark).not.toBe(light);
  expect(await paperOf(payer)).toBe(payerLight);
  await cashier.reload();
  await counter.ready();
  expect(await paperOf(cashier)).toBe(dark);

  await counter.scan("order-usd");
  await sees(cashier, "Check, then go on");
  await tap(cashier, "Show the code");
  await sees(payer, "Scan to pay");
  // Dark on white whatever the theme: it must still be read.
  expect(await codeOn(cashier)).toBe(`LIGHTNING:${counter.invoice().request.toUpperCase()}`);
  await counter.act({ kind: "pay" });
  await sees(cashier, "Paid");
  await tap(cashier, "New payment");
  await counter.ready();
  await tap(cashier, "Light");
  await cashier.getByRole("button", { name: "Dark", exact: true }).waitFor();
  expect(await paperOf(cashier)).toBe(light);
});
