/** What is owed goes back to the payer: over the sandbox, the real terminal and both screens in Chromium. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RequestView } from "../../../sandbox/contract.ts";
import { openCounter, reads, sees, tap, type Counter } from "../support/counter.ts";

const GALLERY = fileURLToPath(new URL("../../../build/gallery/", import.meta.url));

let counter: Counter;

beforeAll(async () => {
  mkdirSync(GALLERY, { recursive: true });
  counter = await openCounter();
});
afterAll(async () => counter.close());
afterEach(() => {
  expect(counter.takeFaults()).toEqual([]);
});

const picture = async (name: string): Promise<void> => {
  const { cashier, payer } = counter;
  await cashier.screenshot({ path: join(GALLERY, `flow-cashier-refund-${name}.png`) });
  await payer.screenshot({ path: join(GALLERY, `flow-payer-refund-${name}.png`) });
};

/** Hold the way forward until the screen says something else. */
const holdForward = async (): Promise<void> => {
  const { cashier } = counter;
  const box = await cashier.locator(".button.forward").boundingBox();
  await cashier.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 20);
  await cashier.mouse.down();
  await cashier.getByRole("heading", { level: 1, name: "Check, then send" }).waitFor({
    state: "detached",
  });
  await cashier.mouse.up();
};

/** The bank is away, the bitcoin is taken; then the bank is back and refuses. Answers what is owed. */
const owe = async (): Promise<bigint> => {
  const { cashier } = counter;
  await counter.act({ kind: "rail-fault", fault: "down", mode: "sticky" });
  await counter.scan("order-khr");
  await sees(cashier, "Check, then go on");
  await tap(cashier, "Show the code");
  await sees(cashier, "Waiting for the customer");
  await counter.act({ kind: "pay" });
  await sees(cashier, "Credit pending");
  await counter.act({ kind: "rail-fault", fault: "refused", mode: "sticky" });
  await sees(cashier, "Pay the customer back");
  await counter.act({ kind: "rail-fault", fault: "none", mode: "sticky" });
  return counter.invoice().valueMsat;
};

/** The customer's wallet makes a code for this amount. */
const request = async (amountMsat: bigint, manner?: RequestView["manner"]): Promise<string> => {
  await counter.act({
    kind: "request",
    amountMsat: amountMsat.toString(),
    ...(manner === undefined ? {} : { manner }),
  });
  const made = counter.world.state().wallet.requests.at(0);
  if (made === undefined) throw new Error("the wallet has made no code");
  return made.request;
};

describe("a payment that is owed", () => {
  it("goes back to a code that is scanned or typed, and both screens tell it", async () => {
    const { cashier, payer, world } = counter;
    const owedMsat = await owe();
    const sats = `${(owedMsat / 1_000n).toLocaleString("en")} sats`;
    await sees(payer, "Your money back");
    expect(await payer.locator(".amount").innerText()).toBe(sats);
    expect(await cashier.locator(".amount").innerText()).toBe(sats);
    await reads(cashier, "is here and is owed back");
    await picture("owed");

    await counter.act({ kind: "scan", text: await request(owedMsat + 1_000n) });
    await sees(cashier, "Not taken");
    await reads(cashier, "asks for more than is owed");
    await sees(payer, "Your money back");
    await picture("not-taken");

    await counter.act({ kind: "way-out", way: "none" });
    await counter.act({ kind: "scan", text: `lightning:${await request(owedMsat)}` });
    await sees(cashier, "Check, then send");
    await sees(payer, "One moment");
    await picture("review");
    expect(world.lnd.payments()).toEqual([]);
    await holdForward();
    await sees(cashier, "Not sent");
    await reads(cashier, "Lightning found no way to the customer's wallet.");
    await reads(cashier, "Nothing was sent.");
    await picture("not-sent");

    await counter.act({ kind: "way-out", way: "open" });
    const second = await request(owedMsat, "holds");
    await tap(cashier, "Type the code");
    await sees(cashier, "Type the code");
    await cashier.bringToFront();
    await cashier.keyboard.insertText(second);
    await picture("typed");
    await tap(cashier, "Next");
    await sees(cashier, "Check, then send");
    await holdForward();
    await sees(cashier, "Paying back");
    await sees(payer, "On its way");
    await reads(cashier, "The bitcoin is being sent to the customer.");
    await reads(cashier, "Do not pay the customer by hand.");
    expect(await cashier.getByRole("button", { name: "Hold: paid back" }).count()).toBe(0);
    await picture("sending");

    const papers = world.printer.papers().length;
    await counter.act({ kind: "decide-request", decision: "settle" });
    await sees(cashier, "Paid back");
    await sees(payer, "Paid back");
    await counter.until(() => world.printer.papers().length > papers, "the receipt of the refund");
    await reads(cashier, "printed");
    await picture("paid-back");
    const paid = world.lnd.payments().filter(({ status }) => status === "SUCCEEDED");
    expect(paid.map(({ valueMsat }) => valueMsat)).toEqual([owedMsat]);
    await tap(cashier, "Print again");
    await counter.until(() => world.printer.papers().length > papers + 1, "its copy");
  });

  it("is in the history as having been paid back", async () => {
    const { cashier, payer } = counter;
    await tap(cashier, "New payment");
    await counter.ready();
    await sees(payer, "Pay with bitcoin");
    await tap(cashier, "History");
    await sees(cashier, "History");
    const line = cashier.locator(".line").first();
    expect(await line.innerText()).toMatch(/24,000 ៛[^]*Paid back/);
  });
});
