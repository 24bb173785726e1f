import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { codeOn, openCounter, reads, sees, tap, type Counter } from "../support/counter.ts";
import type { SampleId } from "../../../sandbox/contract.ts";

let counter: Counter;

beforeAll(async () => {
  counter = await openCounter();
});
afterAll(async () => counter.close());
afterEach(async () => {
  await counter.leave();
  expect(counter.takeFaults()).toEqual([]);
});

/** Up to the code on the payer's screen. */
const openInvoice = async (): Promise<void> => {
  await counter.scan("order-khr");
  await sees(counter.cashier, "Check, then go on");
  await tap(counter.cashier, "Show the code");
  await sees(counter.payer, "Scan to pay");
};

describe("the bank", () => {
  it("refuses: the bitcoin is back in the wallet, and both screens say so", async () => {
    const { cashier, payer, world } = counter;
    const before = world.lnd.wallet();
    await openInvoice();
    await counter.act({ kind: "rail-fault", fault: "refused", mode: "once" });
    await counter.act({ kind: "pay" });
    await sees(cashier, "Sent back");
    await reads(cashier, "No, it did not go through.");
    await reads(cashier, "The bitcoin is in the customer's wallet; the shop is not paid.");
    await sees(payer, "Not paid");
    await reads(payer, "The shop's bank could not take the money.");
    const { balanceMsat, lockedMsat } = world.lnd.wallet();
    expect([balanceMsat, lockedMsat]).toEqual([before.balanceMsat, 0n]);
    expect(world.rail.state().credits).toEqual([]);
    expect(world.printer.papers()).toEqual([]);
  });

  it("pays and its answer is lost: nobody can give up, and the shop is paid once", async () => {
    const { cashier, payer, world } = counter;
    await openInvoice();
    const { hash } = counter.invoice();
    const answerLost = await counter.loseAnswer();
    await counter.act({ kind: "pay" });
    await answerLost();
    await sees(cashier, "The bank does not answer");
    await reads(cashier, "The bank has not said whether it paid the shop.");
    await reads(cashier, "The customer's bitcoin is held, not taken.");
    await reads(cashier, "Wait; do not ask for a second payment.");
    expect(await cashier.getByRole("button", { name: /give up/i }).count()).toBe(0);
    await sees(payer, "Received");
    expect(world.rail.state().credits.length).toBe(1);
    expect(counter.invoice().state).toBe("ACCEPTED");

    await counter.act({ kind: "rail-fault", fault: "none", mode: "sticky" });
    await sees(cashier, "Paid");
    await sees(payer, "Paid");
    await counter.until(() => counter.invoice().state === "SETTLED", "the bitcoin collected");
    expect(counter.invoice().hash).toBe(hash);
    expect(world.rail.state().credits.length).toBe(1);
  });
});

describe("a customer who may still change their mind", () => {
  it("is let go when the cashier holds the button", async () => {
    const { cashier, payer, world } = counter;
    await openInvoice();
    const give = cashier.getByRole("button", { name: "Hold to give up" });
    const box = await give.boundingBox();
    await cashier.mouse.move((box?.x ?? 0) + 30, (box?.y ?? 0) + 30);
    await cashier.mouse.down();
    await sees(cashier, "Given up");
    await cashier.mouse.up();
    await sees(payer, "Not paid");
    await reads(payer, "The cashier gave the payment up.");
    expect([await codeOn(cashier), await codeOn(payer)]).toEqual([null, null]);
    expect(counter.invoice().state).toBe("CANCELED");
    expect((await world.act({ kind: "pay", target: counter.invoice().hash })).ok).toBe(false);
  });
});

describe("a code that is not taken", () => {
  const cases: readonly (readonly [SampleId, string])[] = [
    ["promptpay", "This is a PromptPay (Thailand) code, not a KHQR."],
    ["vietqr", "This is a VietQR (Vietnam) code, not a KHQR."],
    ["wrong-crc", "This code was misread or is damaged."],
    ["expired", "This code is too old."],
  ];
  for (const [sample, words] of cases) {
    it(`says what is wrong: ${sample}`, async () => {
      const { cashier, payer } = counter;
      await counter.scan(sample);
      await sees(cashier, "Not taken");
      await reads(cashier, words);
      await reads(cashier, "No money has moved.");
      await sees(payer, "Pay with bitcoin");
    });
  }

  it("is named as another country's without a line of its own text", async () => {
    const { cashier } = counter;
    await counter.scan("promptpay");
    await sees(cashier, "Not taken");
    expect(await cashier.locator("main").innerText()).not.toContain("A000000677010111");
  });
});
