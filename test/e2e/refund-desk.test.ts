/** The refund desk on the cashier's screen, over a core that the test plays. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RefundText } from "../../main/bridge/contract-refund.ts";
import { LANGUAGES, type CashierSnapshot } from "../../main/bridge/contract.ts";
import { DESTINATION_FAULTS } from "../../renderer/words/destination-words.ts";
import { SCAN_FAULTS } from "../../renderer/words/scan-words.ts";
import { SEND_FAULTS } from "../../renderer/words/send-words.ts";
import { openScreen, startBrowser, type Browser, type FakeCore } from "./support/browser.ts";
import { CASHIER_STATES } from "./support/cashier-views.ts";
import { GLASSES, inspectPage } from "./support/inspect.ts";
import { buildScreens, servePages, type Pages } from "./support/pages.ts";
import { refund } from "./support/refund-views.ts";
import { dressed } from "./support/seeded.ts";
import { NOW_MS, SWAP_ID, swapIn } from "./support/swap-views.ts";

const GALLERY = new URL("../../build/gallery/", import.meta.url).pathname;
/** Why the terminal leaves a refund to a person. */
const BY_HAND = [
  "REFUND_OFF",
  "REFUND_BEFORE_RESTORE",
  "REFUND_CONFLICT",
  "SEND_AMOUNT_TOO_SMALL",
] as const;
const SMALL = { width: 800, height: 480 };

let pages: Pages;
let browser: Browser;
let page: Page;
let core: FakeCore;

beforeAll(async () => {
  await buildScreens();
  await mkdir(GALLERY, { recursive: true });
  [pages, browser] = await Promise.all([servePages(), startBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await pages.close();
});

afterEach(async () => {
  await page.close();
});

const open = async (size: { readonly width: number; readonly height: number } = SMALL) => {
  ({ page, core } = await openScreen(browser.context, pages.origin, "cashier", size));
};

const stateNamed = (name: string): CashierSnapshot => {
  const state = CASHIER_STATES.find((each) => each.name === name);
  if (state === undefined) throw new Error(`no state ${name}`);
  return state.snapshot;
};

const owed = (change: Partial<RefundText>): CashierSnapshot => ({
  ...stateNamed("swap-owed"),
  view: { kind: "swap", swap: swapIn("owed", { refund: refund(change, NOW_MS) }) },
});

const review = (text: string): CashierSnapshot =>
  owed({
    stage: "review",
    task: "confirm",
    destination: { kind: "payee-server", text },
    maxFee: "24 sats",
    canDrop: true,
  });

const takeCommands = async (): Promise<readonly (readonly [string, unknown])[]> => {
  const commands = await core.commands();
  await core.forget();
  return commands.map(({ name, args }) => [name, args]);
};

const press = async (name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).tap();

const type = async (text: string): Promise<void> => {
  for (const key of text) await press(key);
};

/** Put a finger on a button, and leave it there. */
const touch = async (name: string): Promise<void> => {
  const box = await page.getByRole("button", { name }).boundingBox();
  await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 20);
  await page.mouse.down();
};

const hold = async (name: string): Promise<void> => {
  await touch(name);
  await page.waitForFunction(() => played.commands.length > 0);
  await page.mouse.up();
};

describe("the refund desk by touch", () => {
  it("takes a Lightning address that is typed, and sends when the button has been held", async () => {
    await open();
    await core.show(stateNamed("swap-owed"));
    await press("Type the code");
    await type("sokha@wallet.exx");
    await press("Delete the last character");
    await type("ample");
    await press("123");
    await press("2");
    await press("Delete the last character");
    expect(await page.getByRole("textbox").inputValue()).toBe("sokha@wallet.example");
    await press("Next");
    expect(await takeCommands()).toEqual([
      ["readRefundCode", { swapId: SWAP_ID, text: "sokha@wallet.example" }],
    ]);

    await core.show(stateNamed("desk-reading"));
    await page.getByRole("heading", { name: "Asking the wallet" }).waitFor();
    await press("Another way");
    expect(await takeCommands()).toEqual([["dropRefund", { swapId: SWAP_ID }]]);

    await core.show(review("sokha@wallet.example"));
    await press("Hold: send");
    expect(await takeCommands()).toEqual([]);
    await hold("Hold: send");
    expect(await takeCommands()).toEqual([["confirmRefund", { swapId: SWAP_ID }]]);
  });

  it("does not carry a held finger over to another destination", async () => {
    await open();
    await core.show(review("sokha@wallet.example"));
    await touch("Hold: send");
    await page.locator(".steps .full").first().waitFor();
    await core.show(review("somebody@else.example"));
    expect(await page.locator(".steps .full").count()).toBe(0);
    await page.mouse.up();
    expect(await takeCommands()).toEqual([]);
  });

  it("goes back from the review, and tries again when that may be", async () => {
    await open();
    await core.show(review("sokha@wallet.example"));
    await press("Back");
    await core.show(stateNamed("swap-refund-failed"));
    await press("Try again");
    await press("Back");
    expect(await takeCommands()).toEqual([
      ["dropRefund", { swapId: SWAP_ID }],
      ["retryRefund", { swapId: SWAP_ID }],
      ["goIdle", {}],
    ]);
  });

  it("offers nothing that would pay a second time while it is under way", async () => {
    await open();
    for (const name of ["swap-refunding", "swap-refund-unknown", "swap-refund-held"]) {
      await core.show(stateNamed(name));
      expect(await page.locator("button").allInnerTexts(), name).toEqual(["Next customer"]);
    }
    await core.show(stateNamed("desk-failed-and-run-out"));
    expect(await page.locator("button").allInnerTexts()).toEqual(["Next customer"]);
  });

  it("keeps what was typed for another try, and ends typing when a code is scanned", async () => {
    await open();
    await core.show(stateNamed("swap-owed"));
    await press("Type the code");
    await type("sokha@wallet");
    await core.show(owed({ code: "DESTINATION_DAMAGED" }));
    await page.getByRole("heading", { name: "Not taken" }).waitFor();
    await press("Type the code");
    expect(await page.getByRole("textbox").inputValue()).toBe("sokha@wallet");
    await core.show(review("sokha@wallet.example"));
    await page.getByRole("heading", { name: "Check, then send" }).waitFor();
  });
});

describe("the refund desk by keyboard", () => {
  it("takes a code that is pasted", async () => {
    await open();
    await core.show(stateNamed("swap-owed"));
    await page.keyboard.press("Enter");
    const code = `lnbc46100n1${"q".repeat(340)}`;
    await page.keyboard.insertText(` ${code} `);
    await page.keyboard.press("Enter");
    expect(await takeCommands()).toEqual([["readRefundCode", { swapId: SWAP_ID, text: code }]]);
  });

  it("leaves typing by Escape, and reads nothing of an empty field", async () => {
    await open();
    await core.show(stateNamed("swap-owed"));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("textbox").count()).toBe(1);
    await page.keyboard.press("Escape");
    expect(await page.getByRole("textbox").count()).toBe(0);
    expect(await takeCommands()).toEqual([]);
  });
});

describe("the keys", () => {
  it("fit every glass in every language and theme", async () => {
    const faults: string[] = [];
    for (const glass of GLASSES) {
      await open(glass);
      for (const language of LANGUAGES) {
        for (const theme of ["light", "dark"] as const) {
          await core.show(stateNamed("idle"));
          await core.show(dressed(stateNamed("swap-owed"), language, theme));
          await page.locator(".button.forward").tap();
          await page.locator(".key").first().waitFor();
          const name = `cashier-desk-typing-${language}-${glass.width}x${glass.height}-${theme}`;
          const look = async (what: string): Promise<void> => {
            await page.screenshot({ path: join(GALLERY, `${name}-${what}.png`) });
            const found = (await inspectPage(page, glass)).faults;
            faults.push(...found.map((fault) => `${name}, ${what}: ${fault}`));
          };
          await look("empty");
          await page.getByRole("textbox").fill("so@w.example");
          await look("letters");
          await page.locator(".foot .key").first().tap();
          await look("figures");
        }
      }
      if (glass !== GLASSES.at(-1)) await page.close();
    }
    expect(faults).toEqual([]);
  });
});

describe("the words of the desk", () => {
  it("fit the smallest glass, whatever the code", async () => {
    await open();
    const [glass] = GLASSES;
    if (glass === undefined) throw new Error("no glass");
    const faults: string[] = [];
    const look = async (name: string, snapshot: CashierSnapshot): Promise<void> => {
      for (const language of LANGUAGES) {
        await core.show(dressed(snapshot, language, "light"));
        const found = (await inspectPage(page, glass)).faults;
        faults.push(...found.map((fault) => `${language} ${name}: ${fault}`));
      }
    };
    for (const code of BY_HAND) await look(`${code} by hand`, owed({ task: "by-hand", code }));
    for (const code of [...SEND_FAULTS, ...DESTINATION_FAULTS, ...SCAN_FAULTS]) {
      await look(code, owed({ code }));
      await look(`${code} failed`, {
        ...stateNamed("swap-owed"),
        view: {
          kind: "swap",
          swap: swapIn("refund-failed", {
            refund: refund({ stage: "failed", task: "wait", code }, NOW_MS),
          }),
        },
      });
    }
    expect(faults).toEqual([]);
  });
});
