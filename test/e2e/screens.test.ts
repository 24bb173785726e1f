import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot, CommandMessage } from "../../main/bridge/contract.ts";
import { CODE_FAULTS, TERMINAL_FAULTS } from "../../renderer/words/fault-codes.ts";
import { REASONS } from "../../renderer/words/words.ts";
import { openScreen, startBrowser } from "./support/browser.ts";
import type { Browser, FakeCore } from "./support/browser.ts";
import { CASHIER_STATES } from "./support/cashier-views.ts";
import { GLASSES, inspectPage } from "./support/inspect.ts";
import { buildScreens, servePages } from "./support/pages.ts";
import type { Pages } from "./support/pages.ts";
import { PAYER_STATES } from "./support/payer-views.ts";
import { dressed } from "./support/seeded.ts";
import { swapIn } from "./support/swap-views.ts";

const SMALL = { width: 800, height: 480 };

let pages: Pages;
let browser: Browser;
let page: Page;
let core: FakeCore;

beforeAll(async () => {
  await buildScreens();
  [pages, browser] = await Promise.all([servePages(), startBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await pages.close();
});

afterEach(async () => {
  await page.close();
});

const stateNamed = (name: string): CashierSnapshot => {
  const state = CASHIER_STATES.find((each) => each.name === name);
  if (state === undefined) throw new Error(`no state ${name}`);
  return state.snapshot;
};

const withView = (view: CashierView): CashierSnapshot => ({ ...stateNamed("idle"), view });

const openCashier = async (): Promise<void> => {
  ({ page, core } = await openScreen(browser.context, pages.origin, "cashier", SMALL));
};

const openPayer = async (): Promise<void> => {
  ({ page, core } = await openScreen(browser.context, pages.origin, "payer", SMALL));
};

const takeCommands = async (): Promise<readonly (readonly [string, unknown])[]> => {
  const commands = await core.commands();
  await core.forget();
  return commands.map(({ name, args }) => [name, args]);
};

/** Shows digits as the core would, for a dollar amount. */
const entry = (digits: string): CashierView => {
  const empty = stateNamed("amount-empty").view;
  if (empty.kind !== "amount") throw new Error("not an amount");
  return { ...empty, digits, amount: digits === "" ? null : `US$${digits}.00` };
};

const SWAP_ID = "P-0123456789abcdef";

const holdUntilCommand = async (press: () => Promise<void>, release: () => Promise<void>) => {
  await press();
  await page.waitForFunction(() => played.commands.length > 0);
  await release();
};

describe("the cashier's screen by touch", () => {
  it("goes from the shop's own code to the receipt", async () => {
    await openCashier();
    await core.show(stateNamed("idle-own-code"));
    await page.locator(".button.forward").tap();
    expect(await takeCommands()).toEqual([["startOwnCode", {}]]);

    await core.show(withView(entry("")));
    await page.getByRole("button", { name: "1", exact: true }).tap();
    await core.show(withView(entry("1")));
    await page.getByRole("button", { name: "2", exact: true }).tap();
    expect(await takeCommands()).toEqual([
      ["setEntry", { digits: "1" }],
      ["setEntry", { digits: "12" }],
    ]);
    await core.show(withView(entry("12")));
    await page.locator(".button.forward").tap();
    expect(await takeCommands()).toEqual([["submitAmount", {}]]);

    await core.show(stateNamed("review"));
    await page.locator(".button.forward").tap();
    expect(await takeCommands()).toEqual([["confirmQuote", { swapId: SWAP_ID }]]);

    await core.show(stateNamed("swap-paid"));
    await page.getByRole("button", { name: "Print again" }).tap();
    await page.locator(".button.forward").tap();
    expect(await takeCommands()).toEqual([
      ["reprint", { swapId: SWAP_ID }],
      ["goIdle", {}],
    ]);
  });

  it("gives up a payment that may be paid only when the button is held", async () => {
    await openCashier();
    await core.show(stateNamed("swap-awaiting-payment"));
    const button = page.locator(".button.back");
    await button.tap();
    expect(await page.locator(".steps .full").count()).toBe(0);
    expect(await takeCommands()).toEqual([]);

    const box = await button.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 20);
    await holdUntilCommand(
      () => page.mouse.down(),
      () => page.mouse.up(),
    );
    expect(await takeCommands()).toEqual([["cancel", {}]]);
  });

  it("does not carry a held finger over to the next situation", async () => {
    await openCashier();
    await core.show(stateNamed("swap-awaiting-payment"));
    const box = await page.locator(".button.back").boundingBox();
    await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 20);
    await page.mouse.down();
    await page.locator(".steps .full").first().waitFor();
    await core.show(stateNamed("swap-held"));
    expect(await page.locator(".steps .full").count()).toBe(0);
    await page.mouse.up();
    expect(await takeCommands()).toEqual([]);
  });

  it("lets prices go on when the button is held, and never at a tap", async () => {
    await openCashier();
    await core.show(stateNamed("idle-price-jumped"));
    const button = page.getByRole("button", { name: "Hold: this price is right" });
    await button.tap();
    expect(await takeCommands()).toEqual([]);
    const box = await button.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 20);
    await holdUntilCommand(
      () => page.mouse.down(),
      () => page.mouse.up(),
    );
    expect(await takeCommands()).toEqual([["rearmPrices", {}]]);
    await core.show(stateNamed("idle-price-jumped-and-apart"));
    expect(await button.count()).toBe(0);
  });

  it("shows one thing that needs care after the other, and what waits", async () => {
    await openCashier();
    await core.show(stateNamed("idle-troubles"));
    await page.getByRole("button", { name: "Needs care: 4" }).tap();
    await core.show(stateNamed("troubles"));
    await page.getByText("1 / 4").waitFor();
    for (const next of ["2 / 4", "3 / 4", "4 / 4", "1 / 4"]) {
      await page.locator(".button.forward").tap();
      await page.getByText(next).waitFor();
    }
    await page.getByRole("button", { name: "Waiting: 100,000" }).tap();
    expect(await takeCommands()).toEqual([
      ["showTroubles", {}],
      ["showQueue", { page: 0 }],
    ]);
  });

  it("opens Lightning from the connections, and shows what narrows it one thing after the other", async () => {
    await openCashier();
    await core.show(stateNamed("idle-node-limited"));
    await page.locator(".links-told").tap();
    expect(await takeCommands()).toEqual([["showNode", {}]]);
    await core.show(stateNamed("node-limited"));
    await page.getByText("in step, 89 min ago").waitFor();
    await page.locator(".button.forward").tap();
    await page.getByText("NODE_INBOUND_LOW").waitFor();
    await page.locator(".button.forward").tap();
    await page.getByText("NODE_GRAPH_BEHIND").waitFor();
    await page.locator(".button.back").tap();
    expect(await takeCommands()).toEqual([["goIdle", {}]]);
  });

  it("marks what is owed as paid back when the button is held", async () => {
    await openCashier();
    await core.show(stateNamed("swap-owed"));
    const box = await page.getByRole("button", { name: "Hold: paid back" }).boundingBox();
    await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 20);
    await holdUntilCommand(
      () => page.mouse.down(),
      () => page.mouse.up(),
    );
    expect(await takeCommands()).toEqual([["markRefunded", { swapId: SWAP_ID }]]);
  });

  it("rules a payout out in two steps, the second of them held", async () => {
    await openCashier();
    await core.show(stateNamed("swap-exposed"));
    await page.getByRole("button", { name: "The bank will never pay" }).tap();
    expect(await takeCommands()).toEqual([["showRuleOut", { swapId: SWAP_ID }]]);
    await core.show(stateNamed("rule-out"));
    const button = page.locator(".button.forward");
    await button.tap();
    expect(await takeCommands()).toEqual([]);
    const box = await button.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 20);
    await holdUntilCommand(
      () => page.mouse.down(),
      () => page.mouse.up(),
    );
    expect(await takeCommands()).toEqual([["ruleOutPayout", { swapId: SWAP_ID }]]);
    await page.locator(".button.back").tap();
    expect(await takeCommands()).toEqual([["showSwap", { swapId: SWAP_ID }]]);
  });

  it("leaves a draft, opens the history, a line of it and what else is open", async () => {
    await openCashier();
    await core.show(stateNamed("review"));
    await page.locator(".button.back").tap();
    await core.show(stateNamed("idle"));
    await page.getByRole("button", { name: "History" }).tap();
    await core.show(stateNamed("history"));
    await page.locator(".line").first().tap();
    await core.show(stateNamed("also-open-one"));
    await page.locator(".also").tap();
    await core.show(stateNamed("also-open-some"));
    await page.locator(".also").tap();
    expect(await takeCommands()).toEqual([
      ["cancel", {}],
      ["showHistory", { page: 0 }],
      ["showSwap", { swapId: "P-0000000000000000" }],
      ["showSwap", { swapId: "P-0000000000000000" }],
      ["showHistory", { page: 0 }],
    ]);
  });

  it("shows every line of a page before it asks for an older one", async () => {
    await openCashier();
    await core.show(stateNamed("history"));
    const seen = new Set<string>();
    while ((await core.commands()).length === 0) {
      for (const text of await page.locator(".line-time").allTextContents()) seen.add(text);
      await page.locator(".button.forward").tap();
    }
    expect(seen.size).toBe(12);
    expect(await takeCommands()).toEqual([["showHistory", { page: 2 }]]);
  });

  it("says in words that a command was refused", async () => {
    await openCashier();
    await core.refuseWith("CANCEL_TOO_LATE");
    await core.show(stateNamed("review"));
    await page.locator(".button.back").tap();
    await page.getByRole("alert").filter({ hasText: "It is too late to give up" }).waitFor();
  });
});

describe("the cashier's screen by keyboard", () => {
  it("goes from a typed code to the receipt", async () => {
    await openCashier();
    await core.show(stateNamed("idle"));
    await page.keyboard.press("F1");
    expect(await takeCommands()).toEqual([["showNode", {}]]);
    await page.keyboard.press("Tab");
    await page.keyboard.type(" 00020101 ");
    await page.keyboard.press("Enter");
    expect(await takeCommands()).toEqual([["scan", { text: "00020101" }]]);

    await core.show(withView(entry("")));
    await page.keyboard.press("7");
    await core.show(withView(entry("7")));
    await page.keyboard.press("Backspace");
    await core.show(withView(entry("7")));
    await page.keyboard.press("Enter");
    expect(await takeCommands()).toEqual([
      ["setEntry", { digits: "7" }],
      ["setEntry", { digits: "" }],
      ["submitAmount", {}],
    ]);

    await core.show(stateNamed("review"));
    await page.keyboard.press("Enter");
    await core.show(stateNamed("swap-paid"));
    await page.keyboard.press("Enter");
    await core.show(stateNamed("history"));
    await page.keyboard.press("Escape");
    expect(await takeCommands()).toEqual([
      ["confirmQuote", { swapId: SWAP_ID }],
      ["goIdle", {}],
      ["goIdle", {}],
    ]);
  });

  it("holds Escape to give up, and shows where the focus is", async () => {
    await openCashier();
    await core.show(stateNamed("swap-held"));
    await page.keyboard.press("Escape");
    expect(await takeCommands()).toEqual([]);
    await holdUntilCommand(
      () => page.keyboard.down("Escape"),
      () => page.keyboard.up("Escape"),
    );
    expect(await takeCommands()).toEqual([["cancel", {}]]);
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body).outlineWidth,
    );
    expect(outline).toBe("4px");
  });
});

describe("typing ahead of the core", () => {
  it("keeps what was typed when the core is slow to answer", async () => {
    await openCashier();
    await core.stall(true);
    await core.show(withView(entry("")));
    await page.keyboard.press("1");
    await page.keyboard.press("2");
    await core.show(withView(entry("1")));
    await page.keyboard.press("5");
    expect(await takeCommands()).toEqual([
      ["setEntry", { digits: "1" }],
      ["setEntry", { digits: "12" }],
      ["setEntry", { digits: "125" }],
    ]);
    expect(await page.locator(".amount").textContent()).toBe("US$125");
  });

  it("loses no key between the core's answer and the view that follows it", async () => {
    await openCashier();
    await core.show(withView(entry("")));
    await page.keyboard.press("8");
    await page.keyboard.press("0");
    expect(await takeCommands()).toEqual([
      ["setEntry", { digits: "8" }],
      ["setEntry", { digits: "80" }],
    ]);
    await core.show(withView(entry("80")));
    await core.refuseWith("AMOUNT_INVALID");
    await page.keyboard.press("5");
    await page.getByRole("alert").waitFor();
    expect(await page.locator(".amount").textContent()).toBe("US$80.00");
  });
});

describe("the payer's screen", () => {
  const pay = PAYER_STATES.find(({ name }) => name === "pay-usual")?.snapshot;
  if (pay === undefined) throw new Error("no state pay-usual");

  it("takes the code away the moment it may not be paid", async () => {
    await openPayer();
    await core.show(pay);
    const drawn = async (): Promise<readonly string[]> =>
      page.locator("svg.qr").evaluateAll((codes) => codes.map((code) => code.innerHTML));
    const [invoice] = await drawn();
    expect(invoice).toBeDefined();
    for (const { name, snapshot } of PAYER_STATES.filter(
      (state) => !state.name.startsWith("pay"),
    )) {
      await core.show(snapshot);
      // A code to take a refund with is shown as well: another one.
      expect(await drawn(), name).not.toContain(invoice);
      const { view } = snapshot;
      const hasOther = view.kind === "refund" && view.withdrawQr !== null;
      expect((await drawn()).length, name).toBe(hasOther ? 1 : 0);
    }
    await core.show(pay);
    await core.drop();
    await page.locator("svg.qr").waitFor({ state: "detached" });
  });

  it("takes the code away by itself when its time is over", async () => {
    await openPayer();
    if (pay.view.kind !== "pay") throw new Error("not a code");
    await core.show({ ...pay, view: { ...pay.view, untilMs: pay.nowMs + 1500 } });
    expect(await page.locator("svg.qr").count()).toBe(1);
    await page.locator("svg.qr").waitFor({ state: "detached" });
  });

  it("switches its own language and nothing else", async () => {
    await openPayer();
    await core.show(pay);
    await page.getByRole("button", { name: "ខ្មែរ" }).tap();
    expect(await takeCommands()).toEqual([["setLanguage", { role: "payer", language: "km" }]]);
    expect(await page.locator("button").count()).toBe(1);
  });
});

describe("when the terminal is away", () => {
  it("says so and comes back with the next snapshot", async () => {
    await openCashier();
    await core.show(stateNamed("swap-held"));
    await core.drop();
    await page.getByRole("heading", { name: "Reconnecting" }).waitFor();
    await core.show(stateNamed("swap-held"));
    await page.getByRole("heading", { name: "Bitcoin received" }).waitFor();
  });

  it("loads again over a terminal of another version", async () => {
    await openCashier();
    const other = { ...stateNamed("idle"), version: 2 } as unknown as CashierSnapshot;
    await core.show(other);
    await page.getByRole("heading", { name: "New version" }).waitFor();
    await Promise.all([page.waitForEvent("load"), page.locator(".button.forward").tap()]);
  });

  it("shows a fault of its own instead of nothing", async () => {
    await openCashier();
    await core.show(withView({ kind: "swap", swap: undefined } as unknown as CashierView));
    await page.getByRole("heading", { name: "Screen fault" }).waitFor();
  });
});

describe("the socket", () => {
  it("brings commands and snapshots, and comes back after a cut", async () => {
    const sockets: WebSocket[] = [];
    const received: CommandMessage[] = [];
    const bridge = new WebSocketServer({ server: pages.server, path: "/bridge" });
    bridge.on("connection", (socket, request) => {
      expect(request.url).toBe("/bridge?role=cashier");
      sockets.push(socket);
      socket.send(JSON.stringify({ type: "snapshot", snapshot: stateNamed("review") }));
      socket.on("message", (data: Buffer) => {
        const message = JSON.parse(data.toString()) as CommandMessage;
        received.push(message);
        const ack = { ok: false, code: "QUOTE_EXPIRED" };
        socket.send(JSON.stringify({ type: "ack", id: message.id, ack }));
      });
    });
    page = await browser.context.newPage();
    await page.goto(`${pages.origin}/cashier.html`);
    await page.locator(".button.forward").tap();
    await page.getByRole("alert").waitFor();
    expect(received).toEqual([
      { type: "command", id: 1, name: "confirmQuote", args: { swapId: SWAP_ID } },
    ]);
    sockets[0]?.terminate();
    await page.getByRole("heading", { name: "Reconnecting" }).waitFor();
    await page.getByRole("heading", { name: "Check, then go on" }).waitFor();
    expect(sockets.length).toBe(2);
    bridge.close();
    for (const socket of sockets) socket.terminate();
  });
});

describe("words", () => {
  it("fit the smallest glass, whatever the code or the reason", async () => {
    await openCashier();
    const [glass] = GLASSES;
    if (glass === undefined) throw new Error("no glass");
    const codes = [...CODE_FAULTS, ...TERMINAL_FAULTS.map((code) => code.replace("*", "NEW"))];
    const views: readonly (readonly [string, CashierView])[] = [
      ...codes.map(
        (code) => [code, { kind: "refused", code, detail: null, dayLimit: null }] as const,
      ),
      ...codes.map(
        (code) =>
          [
            `blocked ${code}`,
            {
              kind: "idle",
              ownCodeName: null,
              blocked: code,
              abilities: [],
              queued: 0,
              troubles: 0,
              priceJump: null,
              node: "good",
            },
          ] as const,
      ),
      ...REASONS.map(
        (reason) => [reason, { kind: "swap", swap: swapIn("returned", { reason }) }] as const,
      ),
    ];
    const faults: string[] = [];
    for (const [name, view] of views) {
      for (const language of ["en", "km"] as const) {
        await core.show(dressed(withView(view), language, "light"));
        const found = (await inspectPage(page, glass)).faults;
        faults.push(...found.map((fault) => `${language} ${name}: ${fault}`));
      }
    }
    expect(faults).toEqual([]);
  });
});
