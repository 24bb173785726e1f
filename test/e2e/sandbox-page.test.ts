import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import jsQr from "jsqr";
import type { Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PrintDocument } from "../../hardware/printer/document.ts";
import { createEncoder } from "../../hardware/printer/encode.ts";
import { loadProfile } from "../../hardware/printer/profiles.ts";
import { createHttp } from "../../main/adapters/http.ts";
import { createPayoutRail } from "../../main/adapters/rail/client.ts";
import { parseFiat, type Currency } from "../../main/domain/money.ts";
import type { PayoutKey } from "../../main/domain/swap.ts";
import { tcpPortOf } from "../../sandbox/devices/tcp-plug.ts";
import { createControlServer, type ControlServer } from "../../sandbox/control-server.ts";
import type { World } from "../../sandbox/world.ts";
import { englishReceipt, khmerReceipt } from "../hardware/printer/sample-receipts.ts";
import {
  createWorldRig,
  order,
  plugInto,
  secretOf,
  settle,
  until,
  type WorldRig,
} from "../sandbox/support.ts";
import { startBrowser, type Browser } from "./support/browser.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const GALLERY = join(ROOT, "build/gallery");
const DESK = { width: 1280, height: 800 };

let browser: Browser;
let rig: WorldRig;
let world: World;
let control: ControlServer;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  mkdirSync(GALLERY, { recursive: true });
  await build({ configFile: join(ROOT, "sandbox/page/vite.config.ts"), logLevel: "error" });
  browser = await startBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
  control = await createControlServer({ world });
  page = await browser.context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(control.url)) faults.push(`asks for ${request.url()}`);
  });
  await page.setViewportSize(DESK);
  await page.goto(control.url);
  await page.getByText("Tourist’s wallet").waitFor();
});
afterEach(async () => {
  await page.close();
  await control.close();
  await rig.remove();
  expect(faults.splice(0)).toEqual([]);
});

const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** Pay the shop as the terminal does. */
const payOut = async (currency: Currency, amount: string, digit: string): Promise<void> => {
  const { rail } = rig.config();
  const http = createHttp({ clock, ca: readFileSync(rail.caFile ?? "", "utf8") });
  const khqr = world.state().samples.find(({ id }) => id === `shop-${currency.toLowerCase()}`);
  await createPayoutRail({
    ...rail,
    http,
    log: silent,
    readToken: () => readFileSync(rail.tokenFile, "utf8"),
    environment: "sandbox",
  }).submitPayout({
    key: digit.repeat(64) as PayoutKey,
    khqr: khqr?.payload ?? "",
    amount: parseFiat(currency, amount),
    reference: `P-00000000000012${digit}`,
  });
  http.close();
};

/** Print as the terminal does. */
const print = async (document: PrintDocument): Promise<void> => {
  const { slips } = world.printer.state();
  const job = await createEncoder(loadProfile("generic-80")).encode(document);
  const cable = await plugInto(world, tcpPortOf(world.printer.state().address));
  cable.resume().write(Buffer.concat(job.parts));
  await until(world, () => world.printer.state().slips > slips);
  cable.destroy();
};

describe("the tourist's phone", () => {
  it("pays the invoice on show at the touch of a button, and shows what is left", async () => {
    const balance = page.locator("#wallet-balance");
    expect(await balance.textContent()).toBe("2,000,000 sats");
    await order(rig, "Iced coffee", 5_210);
    await page.locator(".invoice .sum", { hasText: "5,210 sats" }).waitFor();
    await page.getByRole("button", { name: "Pay", exact: true }).first().click();
    await page.locator(".entry.held", { hasText: "Iced coffee" }).waitFor();
    await settle(rig, "Iced coffee");
    await page.locator(".entry.paid", { hasText: "5,210 sats" }).waitFor();
    expect(await balance.textContent()).toBe("1,994,790 sats");
  });

  it.each([
    ["Too much", "1,050 sats", "held"],
    ["Late", "1,000 sats", "held"],
    ["In part", "400 sats", "waiting"],
  ])("pays otherwise: %s", async (button, amount, state) => {
    await order(rig, "tea");
    await page.getByRole("button", { name: button }).click();
    await page.locator(`.entry.${state}`, { hasText: amount }).waitFor();
  });

  it("pays what is pasted, and says what is wrong with it otherwise", async () => {
    const request = await order(rig, "tea");
    const field = page.getByLabel("Paste an invoice");
    await field.fill("nonsense");
    await field.press("Enter");
    await page.getByRole("status").getByText("INVOICE_NOT_FOUND").waitFor();
    await field.fill(request);
    await field.press("Enter");
    await page.locator(".entry.held", { hasText: "tea" }).waitFor();
    expect(world.lnd.wallet().payments.map(({ hash }) => hash)).toEqual([secretOf("tea").id]);
  });
});

describe("what the tourist asks for", () => {
  it("is made in the wallet, held before the scanner, and decided on when it arrives", async () => {
    await page.getByText("Ask for bitcoin").click();
    await page.getByRole("button", { name: "Holds it" }).click();
    const field = page.getByLabel("Sats to ask for");
    await field.fill("some");
    await field.press("Enter");
    await page.getByRole("status").getByText("ACTION_INVALID").waitFor();
    // The browser's own word for the refusal.
    expect(faults.splice(0)).toEqual([expect.stringContaining("400")]);
    await field.fill("12,345");
    await field.press("Enter");
    await page.locator(".request.open", { hasText: "12,345 sats" }).waitFor();
    const cable = await plugInto(world, world.scanner.state().port);
    const line = new Promise<string>((resolve) => {
      cable.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8")));
    });
    await page.getByRole("button", { name: "Scan it" }).click();
    const [request] = world.state().wallet.requests;
    expect(await line).toBe(`${request?.request}\r`);
    await field.fill("any");
    await field.press("Enter");
    await page.locator(".request.open", { hasText: "any amount" }).waitFor();
    await page.getByRole("button", { name: "Show", exact: true }).first().click();
    await page.locator(".request .qr").waitFor();
    cable.destroy();
  });
});

describe("the counter", () => {
  it("holds a code before the scanner with one click", async () => {
    const cable = await plugInto(world, world.scanner.state().port);
    const line = new Promise<string>((resolve) => {
      cable.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8")));
    });
    await page.locator('[data-sample="khmer"]').click();
    const khmer = world.state().samples.find(({ id }) => id === "khmer");
    expect(await line).toBe(`${khmer?.payload}\r`);
    cable.destroy();
  });

  it("shows codes that a real scanner reads", async () => {
    await page.getByRole("button", { name: "Larger" }).click();
    for (const { id, payload } of world.state().samples) {
      const picture = await page.locator(`[data-sample="${id}"] .qr`).screenshot();
      const image = await loadImage(picture);
      const margin = 16;
      const canvas = createCanvas(image.width + 2 * margin, image.height + 2 * margin);
      const context = canvas.getContext("2d");
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, margin, margin);
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
      expect([id, jsQr.default(data, width, height)?.data]).toEqual([id, payload]);
    }
  });

  it("shows the paper as it was printed, and the printer's switches", async () => {
    await print(englishReceipt);
    const paper = page.locator(".paper img").first();
    await paper.waitFor();
    expect(await paper.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(576);
    await page.getByRole("button", { name: "Paper out" }).click();
    await page.getByText("out of paper").waitFor();
    expect(world.printer.state().switches.paperOut).toBe(true);
    await page.getByRole("button", { name: "New roll" }).click();
    await until(world, () => !world.printer.state().switches.paperOut);
  });
});

describe("the bank and the gremlin", () => {
  it("shows money as it comes in", async () => {
    await payOut("KHR", "24000", "a");
    await page.locator("#bank-balance", { hasText: "24,000 ៛" }).waitFor();
    await page.locator(".bank .entry.paid", { hasText: "+24,000 ៛" }).waitFor();
  });

  it("moves the bank's switch, and puts everything in order again", async () => {
    await page.getByRole("button", { name: "Refused, always", exact: true }).click();
    await until(world, () => world.rail.state().faults.sticky === "refused");
    await payOut("USD", "7.50", "b");
    await page.locator(".bank .entry.failed", { hasText: "BANK_REFUSED" }).waitFor();
    await page.getByRole("button", { name: "Gone" }).click();
    await until(world, () => !world.lnd.isRunning());
    await page.getByRole("button", { name: "Repair everything" }).click();
    await page.getByRole("status").getByText("everything is in order").waitFor();
    expect(world.lnd.isRunning()).toBe(true);
    expect(world.rail.state().faults).toEqual({ sticky: "none", queue: [] });
  });

  it("mines", async () => {
    await page.getByRole("button", { name: "50", exact: true }).click();
    await page.locator("#height", { hasText: "850,050" }).waitFor();
  });
});

interface Axe {
  readonly run: () => Promise<{
    readonly violations: readonly { readonly id: string; readonly help: string }[];
  }>;
}

describe("the desk", () => {
  const live = async (): Promise<void> => {
    for (const [name, amount] of [
      ["Phsar Thmei Coffee R-000121", 9_235],
      ["Phsar Thmei Coffee R-000122", 11_718],
      ["Phsar Thmei Coffee R-000123", 3_087],
    ] as const) {
      await order(rig, name, amount);
      await world.act({ kind: "pay" });
    }
    await settle(rig, "Phsar Thmei Coffee R-000121");
    await settle(rig, "Phsar Thmei Coffee R-000122");
    await payOut("KHR", "24000", "a");
    await payOut("USD", "7.50", "b");
    await world.act({ kind: "rail-fault", fault: "refused", mode: "once" });
    await payOut("KHR", "1200000", "c");
    await print(khmerReceipt);
    await print(englishReceipt);
    await order(rig, "Phsar Thmei Coffee R-000124", 15_624);
    await world.act({ kind: "request", amountMsat: "9235000" });
    await world.act({ kind: "rail-fault", fault: "timeout-but-happens", mode: "once" });
    await world.act({ kind: "rate-fault", feed: "kraken", fault: "tenfold" });
    await world.act({ kind: "node-sync", isSynced: false });
    await page.locator(".invoice .sum", { hasText: "15,624 sats" }).waitFor();
    await page.locator(".paper").nth(1).waitFor();
  };

  it("looks like this", async () => {
    const cable = await plugInto(world, world.scanner.state().port);
    await live();
    const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
    await page.evaluate(readFileSync(axe, "utf8"));
    for (const width of [1920, 1280, 800]) {
      await page.setViewportSize({ width, height: DESK.height });
      const path = join(GALLERY, `sandbox-${width}.png`);
      await page.screenshot({ path, fullPage: true });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect([width, overflow]).toEqual([width, 0]);
      const found = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
        return violations.map(({ id, help }) => `${id}: ${help}`);
      });
      expect([width, found]).toEqual([width, []]);
    }
    cable.destroy();
  });
});
