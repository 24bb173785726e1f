import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { codeOn, openCounter, reads, sees, tap, type Counter } from "../support/counter.ts";
import { countMarks } from "../support/paper.ts";
import { composePicture } from "../support/picture.ts";
import { decodeQr } from "../support/qr.ts";

const GALLERY = fileURLToPath(new URL("../../../build/gallery/", import.meta.url));
/** The picture of the docs; made anew only when asked for, so that a run changes nothing. */
const DOCS_PICTURE = fileURLToPath(new URL("../../../docs/gallery/terminal.png", import.meta.url));
const UPDATE_PICTURE = process.env["UPDATE_PICTURE"] === "1";
const MOST_PICTURE_BYTES = 400_000;

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
  await cashier.screenshot({ path: join(GALLERY, `flow-cashier-${name}.png`) });
  await payer.screenshot({ path: join(GALLERY, `flow-payer-${name}.png`) });
};

const paper = (number: number): Buffer => {
  const slip = counter.world.printer.papers()[number - 1];
  if (slip === undefined) throw new Error(`there is no paper ${number}`);
  return slip.png;
};

const untilPapers = async (count: number): Promise<void> =>
  counter.until(() => counter.world.printer.papers().length >= count, `paper ${count}`);

describe("a payment", () => {
  it("goes from the scan to the receipt, and both screens tell it", async () => {
    const { cashier, payer, world } = counter;
    await picture("idle");
    await counter.scan("order-khr");
    await sees(cashier, "Check, then go on");
    await sees(payer, "One moment");
    await reads(payer, "The cashier is checking the price.");
    await picture("review");

    const review = await cashier.locator("main").innerText();
    expect(review).toContain("24,000 ៛");
    expect(review).toContain("Phsar Thmei Coffee");
    expect(review).toMatch(/1 BTC = 2[56]\d,\d{3},\d{3} ៛/);
    expect(review).toMatch(/Fee\s+\d+ sats \(1\.00 %\)/);
    const sats = await cashier.locator(".sats").innerText();
    expect(sats).toMatch(/^9,\d{3} sats$/);

    await tap(cashier, "Show the code");
    await sees(payer, "Scan to pay");
    await sees(cashier, "Waiting for the customer");
    const { hash, request, valueMsat } = counter.invoice();
    expect(await codeOn(payer)).toBe(`LIGHTNING:${request.toUpperCase()}`);
    expect(await codeOn(cashier)).toBe(`LIGHTNING:${request.toUpperCase()}`);
    expect(await payer.locator("main").innerText()).toContain(sats);
    expect(valueMsat).toBe(BigInt(sats.replace(/\D/g, "")) * 1_000n);
    await picture("waiting");

    const before = world.lnd.wallet().balanceMsat;
    await counter.act({ kind: "pay" });
    await sees(cashier, "Paid");
    await sees(payer, "Paid");
    expect(await codeOn(payer)).toBeNull();
    expect(await codeOn(cashier)).toBeNull();
    expect(world.lnd.wallet().balanceMsat).toBe(before - valueMsat);
    expect(world.rail.state().credits.map(({ amount }) => amount)).toEqual(["24000"]);

    await untilPapers(1);
    await reads(cashier, "printed");
    await picture("paid");
    expect(await decodeQr(paper(1))).toBe(`satriel:${hash}`);
    expect(await countMarks(paper(1), "សាកល្បង / SANDBOX")).toBe(2);

    const whole = await composePicture({
      cashier: readFileSync(join(GALLERY, "flow-cashier-review.png")),
      payer: readFileSync(join(GALLERY, "flow-payer-waiting.png")),
      paper: paper(1),
    });
    expect(whole.length).toBeLessThan(MOST_PICTURE_BYTES);
    writeFileSync(UPDATE_PICTURE ? DOCS_PICTURE : join(GALLERY, "terminal.png"), whole);
  });

  it("is in the history as having gone through, and is printed again as a copy", async () => {
    const { cashier } = counter;
    await tap(cashier, "New payment");
    await counter.ready();
    await tap(cashier, "History");
    await sees(cashier, "History");
    const line = cashier.locator(".line").first();
    expect(await line.innerText()).toMatch(/24,000 ៛[^]*Phsar Thmei Coffee[^]*Paid/);
    await picture("history");
    await line.tap();
    await sees(cashier, "Paid");
    await reads(cashier, "Yes, it went through.");

    const papers = counter.world.printer.papers().length;
    await tap(cashier, "Print again");
    await untilPapers(papers + 1);
    const mark = "ច្បាប់ចម្លង / COPY";
    expect(await countMarks(paper(papers), mark)).toBe(0);
    expect(await countMarks(paper(papers + 1), mark)).toBe(2);
    expect(await decodeQr(paper(papers + 1))).toBe(await decodeQr(paper(papers)));
    await tap(cashier, "New payment");
    await counter.ready();
  });
});

describe("a code without an amount", () => {
  beforeEach(async () => counter.leave());

  it("is paid by touch alone", async () => {
    const { cashier, payer, world } = counter;
    await counter.scan("shop-usd");
    await sees(cashier, "How much?");
    for (const key of ["1", "2", ".", "6", "Delete the last digit", "5", "0"]) {
      await tap(cashier, key);
    }
    await reads(cashier, "US$12.50");
    await picture("amount");
    await tap(cashier, "Next");
    await sees(cashier, "Check, then go on");
    expect(await cashier.locator(".amount").innerText()).toBe("US$12.50");
    await tap(cashier, "Show the code");
    await sees(payer, "Scan to pay");
    await counter.act({ kind: "pay" });
    await sees(payer, "Paid");
    await sees(cashier, "Paid");
    await tap(cashier, "New payment");
    await counter.ready();
    await sees(payer, "Pay with bitcoin");
    expect(world.rail.state().credits[0]).toMatchObject({ currency: "USD", amount: "12.50" });
  });

  it("is paid by keyboard alone, scanner and fingers left aside", async () => {
    const { cashier, payer, world } = counter;
    const sticker = world.state().samples.find(({ id }) => id === "shop-khr");
    const { keyboard } = cashier;
    await cashier.bringToFront();
    await keyboard.press("Tab");
    await keyboard.insertText(sticker?.payload ?? "");
    await keyboard.press("Enter");
    await sees(cashier, "How much?");
    await keyboard.type("8000");
    await keyboard.press("Backspace");
    await keyboard.press("Backspace");
    await keyboard.type("00");
    await reads(cashier, "8,000 ៛");
    await cashier.getByRole("button", { name: "Next", exact: true }).waitFor();
    await keyboard.press("Enter");
    await sees(cashier, "Check, then go on");
    await keyboard.press("Enter");
    await sees(payer, "Scan to pay");
    await counter.act({ kind: "pay" });
    await sees(cashier, "Paid");
    await sees(payer, "Paid");
    await keyboard.press("Enter");
    await counter.ready();
    expect(world.rail.state().credits[0]).toMatchObject({ currency: "KHR", amount: "8000" });
  });
});
