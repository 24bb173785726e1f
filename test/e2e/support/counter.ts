/** A whole counter: the sandbox in this process, the terminal in its own, both screens in Chromium. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BrowserContext, Locator, Page } from "playwright-core";
import type { SampleId, WorldAction } from "../../../sandbox/contract.ts";
import type { Invoice } from "../../../sandbox/lnd/invoice.ts";
import { createWorld, type World } from "../../../sandbox/world.ts";
import { startBrowser, type Browser } from "./browser.ts";
import { startKiosk, type Kiosk } from "./kiosk.ts";
import { watchMoments } from "./moments.ts";
import { buildScreens } from "./pages.ts";
import { decodeQr } from "./qr.ts";

/** The cashier's touch screen of 10.1", and a customer's display. */
export const CASHIER_GLASS = { width: 1280, height: 800 };
export const PAYER_GLASS = { width: 1024, height: 600 };

/** How long anything may take before the test says that it did not happen. */
const PATIENCE_MS = 30_000;

type Settings = Readonly<Record<string, unknown>>;

/** Settings of the terminal that a test changes, section by section. */
export type Changes = Readonly<Record<string, Settings>>;

export interface Counter {
  readonly world: World;
  readonly cashier: Page;
  readonly payer: Page;
  /** Do something in the sandbox; throws an `Error` when it cannot be done. */
  act(action: WorldAction): Promise<void>;
  /** Hold a code before the scanner. */
  scan(sample: SampleId, amount?: string): Promise<void>;
  /** Wait for something in the sandbox. */
  until(passes: () => boolean, what: string): Promise<void>;
  /** The newest invoice of the terminal. */
  invoice(): Invoice;
  /** Wait until the scanner is plugged in and the cashier's screen is ready. */
  ready(): Promise<void>;
  /** Put the sandbox in order and leave what is on the cashier's screen. */
  leave(): Promise<void>;
  /** The bank will pay the next order and not answer; wait for it with the returned function, and the bank is gone. */
  loseAnswer(): Promise<() => Promise<void>>;
  /** The run of the terminal that the screens belong to. */
  kiosk(): Kiosk;
  /** Start the terminal anew over the same files; `port`: where its screens are served. */
  restart(port: number): Promise<Kiosk>;
  /** Everything that no page may do: errors, violations of its policy, requests to anybody else. Empties the list. */
  takeFaults(): readonly string[];
  close(): Promise<void>;
}

const readPlain = (path: string): Changes => JSON.parse(readFileSync(path, "utf8")) as Changes;

const withChanges = (plain: Changes, changes: Changes): Changes => ({
  ...plain,
  ...Object.fromEntries(
    Object.entries(changes).map(([section, change]) => [section, { ...plain[section], ...change }]),
  ),
});

const writeConfig = (world: World, changes: Changes): string => {
  const path = join(dirname(world.terminalConfigPath), "counter.json");
  writeFileSync(path, JSON.stringify(withChanges(readPlain(world.terminalConfigPath), changes)));
  return path;
};

const untilWorld = (world: World, passes: () => boolean, what: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
    };
    const look = (): void => {
      if (!passes()) return;
      end();
      resolve();
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`waited too long for the sandbox: ${what}`));
    }, PATIENCE_MS);
    const stop = world.onChange(look);
    look();
  });

/** Watch a page for everything that it may not do. `origin` is asked at each request. */
const guard = (page: Page, name: string, origin: () => string, faults: string[]): void => {
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${name}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${name}: ${error.message}`));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin()) {
      faults.push(`${name} asks for ${new URL(request.url()).origin}`);
    }
  });
  page.on("websocket", (socket) => {
    const { host } = new URL(socket.url());
    if (host !== new URL(origin()).host) faults.push(`${name} connects to ${host}`);
  });
};

/** A window of its own: a tab behind another draws nothing and answers touches after seconds. */
const openWindow = async (context: BrowserContext): Promise<Page> => {
  const opener = context.pages()[0] ?? (await context.newPage());
  const browser = await context.newCDPSession(opener);
  const [page] = await Promise.all([
    context.waitForEvent("page"),
    browser.send("Target.createTarget", { url: "about:blank", newWindow: true }),
  ]);
  await browser.detach();
  return page;
};

const openPages = async (
  { context }: Browser,
  kiosk: () => Kiosk,
  faults: string[],
): Promise<{ readonly cashier: Page; readonly payer: Page }> => {
  const open = async (name: "cashier" | "payer", size: typeof PAYER_GLASS): Promise<Page> => {
    const page = await openWindow(context);
    await page.setViewportSize(size);
    await watchMoments(page);
    guard(page, name, () => new URL(kiosk()[`${name}Url`]).origin, faults);
    await page.goto(kiosk()[`${name}Url`]);
    return page;
  };
  return {
    cashier: await open("cashier", CASHIER_GLASS),
    payer: await open("payer", PAYER_GLASS),
  };
};

/** Waits of a bank that answers soon, so that its silence is seen soon. */
const SHORT_WAITS: Changes = {
  rail: {
    deadlines: { lookUpMs: 1_000, submitMs: 1_000, queryMs: 1_000, floatMs: 1_000 },
    consistencyMs: 10_000,
  },
};

type Closers = (() => Promise<unknown>)[];

const closeAll = async (closers: Closers): Promise<void> => {
  for (const close of closers.splice(0).toReversed()) await close();
};

const putTogether = async (changes: Changes, closers: Closers): Promise<Counter> => {
  const dir = mkdtempSync(join(tmpdir(), "satriel-counter-"));
  closers.push(async () => rm(dir, { recursive: true, force: true }));
  const world = await createWorld({ dir, seed: 7, nowMs: () => Date.now() });
  closers.push(async () => world.close());
  let running = await startKiosk(writeConfig(world, changes));
  closers.push(async () => running.end());
  const browser = await startBrowser();
  closers.push(async () => browser.close());
  const faults: string[] = [];
  const { cashier, payer } = await openPages(browser, () => running, faults);

  const act = async (action: WorldAction): Promise<void> => {
    const result = await world.act(action);
    if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  };
  const ready = async (): Promise<void> => {
    await untilWorld(
      world,
      () => world.state().scanner.connections > 0,
      "a terminal at the other end of the scanner",
    );
    await sees(cashier, "Ready");
  };
  return {
    world,
    cashier,
    payer,
    act,
    scan: async (sample, amount) =>
      act({ kind: "scan-sample", sample, ...(amount === undefined ? {} : { amount }) }),
    until: async (passes, what) => untilWorld(world, passes, what),
    invoice: () => {
      const invoice = world.lnd.invoices().at(-1);
      if (invoice === undefined) throw new Error("the terminal has made no invoice");
      return invoice;
    },
    ready,
    leave: async () => {
      await act({ kind: "repair" });
      const way = cashier.getByRole("button", { name: /^(?:New payment|Next customer|Back)$/ });
      if ((await way.count()) > 0) await way.first().tap();
      await ready();
    },
    loseAnswer: async () => {
      await act({ kind: "rail-fault", fault: "timeout-but-happens", mode: "once" });
      const { length } = world.rail.credits();
      return async () => {
        await untilWorld(world, () => world.rail.credits().length > length, "the shop credited");
        await act({ kind: "rail-fault", fault: "down", mode: "sticky" });
      };
    },
    kiosk: () => running,
    restart: async (port) => {
      running = await startKiosk(writeConfig(world, { ...changes, kiosk: { port } }));
      return running;
    },
    takeFaults: () => faults.splice(0),
    close: async () => closeAll(closers),
  };
};

/** Open a counter and wait until a code may be scanned. */
export const openCounter = async (changes: Changes = {}): Promise<Counter> => {
  await buildScreens();
  const closers: Closers = [];
  try {
    const counter = await putTogether({ ...SHORT_WAITS, ...changes }, closers);
    await counter.ready();
    return counter;
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
};

/** Wait; when it takes too long, say what the screen shows instead. */
const waitFor = async (page: Page, wanted: Locator, what: string): Promise<void> => {
  try {
    await wanted.waitFor();
  } catch {
    const shown = await page.locator("body").innerText();
    throw new Error(`the screen does not say "${what}" but:\n${shown}`);
  }
};

/** Wait until a screen names this state. */
export const sees = async (page: Page, word: string): Promise<void> =>
  waitFor(page, page.getByRole("heading", { level: 1, name: word, exact: true }), word);

/** Wait until a screen says this sentence. */
export const reads = async (page: Page, sentence: string): Promise<void> =>
  waitFor(page, page.getByText(sentence).first(), sentence);

/** Press a button with a finger. */
export const tap = async (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).tap();

/** What the code on a screen says to a wallet; null when there is none. */
export const codeOn = async (page: Page): Promise<string | null> => {
  const code = page.locator("svg.qr");
  return (await code.count()) === 0 ? null : decodeQr(await code.screenshot());
};
