import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { codeOn, openCounter, sees, tap, type Counter } from "../support/counter.ts";

let counter: Counter;

beforeAll(async () => {
  counter = await openCounter();
});
afterAll(async () => counter.close());
afterEach(() => {
  expect(counter.takeFaults()).toEqual([]);
});

/** What a person reads on a screen, without what changes from second to second. */
interface Face {
  readonly word: string;
  readonly sentences: readonly string[];
  readonly buttons: readonly string[];
  readonly code: string | null;
}

const TIMES = ".times, .clock, .links-told, .small";

const faceOf = async (page: Page): Promise<Face> => {
  const texts = async (selector: string): Promise<readonly string[]> =>
    (await page.locator(selector).allInnerTexts()).map((text) => text.trim());
  const paragraphs = await page
    .locator("p, dd")
    .evaluateAll(
      (elements, times) =>
        elements
          .filter((element) => element.closest(times) === null)
          .map((element) => element.textContent ?? ""),
      TIMES,
    );
  return {
    word: (await texts("h1")).join(),
    sentences: paragraphs,
    buttons: await texts("button"),
    code: await codeOn(page),
  };
};

/** Both screens, named so, then loaded again: each must read as before. */
const sameAfterReload = async (cashierWord: string, payerWord: string): Promise<void> => {
  const pages = [
    [counter.cashier, cashierWord],
    [counter.payer, payerWord],
  ] as const;
  for (const [page, word] of pages) {
    await sees(page, word);
    const before = await faceOf(page);
    await page.reload();
    await sees(page, word);
    expect(await faceOf(page)).toEqual(before);
  }
};

it("both screens show the same after a reload, in every state of a payment", async () => {
  const { cashier, payer } = counter;
  await counter.scan("shop-khr");
  await sees(cashier, "How much?");
  for (const key of ["4", "000"]) await tap(cashier, key);
  await cashier.getByRole("button", { name: "Next", exact: true }).waitFor();
  await sameAfterReload("How much?", "Pay with bitcoin");

  await tap(cashier, "Next");
  await sameAfterReload("Check, then go on", "One moment");

  await tap(cashier, "Show the code");
  await sameAfterReload("Waiting for the customer", "Scan to pay");
  expect(await codeOn(payer)).toBe(`LIGHTNING:${counter.invoice().request.toUpperCase()}`);

  await counter.act({ kind: "node-sync", isSynced: false });
  await counter.act({ kind: "pay" });
  await sameAfterReload("Bitcoin received", "Received");

  const answerLost = await counter.loseAnswer();
  await counter.act({ kind: "node-sync", isSynced: true });
  await answerLost();
  await sameAfterReload("The bank does not answer", "Received");

  await counter.act({ kind: "rail-fault", fault: "none", mode: "sticky" });
  await sees(cashier, "Paid");
  await cashier.getByText("printed", { exact: true }).waitFor();
  await sameAfterReload("Paid", "Paid");

  await tap(cashier, "New payment");
  await counter.ready();
  await sameAfterReload("Ready", "Pay with bitcoin");

  await tap(cashier, "History");
  await cashier.locator(".line").waitFor();
  await sameAfterReload("History", "Pay with bitcoin");
  await tap(cashier, "Back");

  await counter.scan("vietqr");
  await sameAfterReload("Not taken", "Pay with bitcoin");
});
