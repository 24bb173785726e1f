// The whole Pay flow with scanner, printer and display behind serial ports, byte by byte: what
// `npm start -- --devices pty` runs. The printer's port has the pace of its 115200 baud, so that a
// receipt is on its way for some eight seconds and can be met in the middle.
import { afterEach, beforeEach, expect, it } from "vitest";
import type { SwapText } from "../../main/bridge/contract-swap.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import { deviceWordOf, receiptWordOf, wordsOf } from "../../renderer/words/say.ts";
import type { WorldAction } from "../../sandbox/contract.ts";
import type { World } from "../../sandbox/world.ts";
import { countMarks } from "../e2e/support/paper.ts";
import { until as within } from "../hardware/support/clock.ts";
import { openTerminals } from "../hardware/support/pty-rig.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

const PATIENCE_MS = 40_000;
const en = wordsOf("en");

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal;
let log: ReturnType<typeof createFakeLog>;

const until = (holds: () => boolean): Promise<void> => within(holds, PATIENCE_MS);

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open({ devices: "pty" });
  log = createFakeLog();
  terminal = await composeTerminal(rig.config(), log);
  await until(() => isScannerUp() && device("display") === "connected");
});
afterEach(async () => {
  await terminal.close();
  await rig.remove();
});

const cashier = (): CashierSnapshot => terminal.core.snapshot("cashier");

/** What the cashier reads behind the name of a device. */
const device = (name: "printer" | "scanner" | "display"): string | null => {
  const told = cashier().devices[name];
  return told === null ? null : deviceWordOf(en, told);
};

/** At both ends: a code that is shown before that is lost, as on a desk. */
const isScannerUp = (): boolean =>
  device("scanner") === "connected" && world.scanner.state().connections === 1;

/** Both rows of the glass, as it lit its cells. */
const glass = (): string =>
  world.display
    .state()
    .rows.map((row) => row.trim())
    .join(" / ");

const act = async (action: WorldAction): Promise<void> => {
  expect(await world.act(action)).toMatchObject({ ok: true });
};

const shown = (): SwapText => {
  const { view } = cashier();
  if (view.kind !== "swap") throw new Error(`the screen shows ${view.kind}`);
  return view.swap;
};

/** What the cashier reads of the receipt on screen. */
const receipt = (): string | null => receiptWordOf(en, shown());

/** From the code before the scanner to the invoice. */
const offer = async (amount: string): Promise<void> => {
  await act({ kind: "scan-sample", sample: "order-khr", amount });
  await until(() => cashier().view.kind === "review");
  const { view } = cashier();
  if (view.kind !== "review") throw new Error("no quote");
  terminal.core.call("cashier", "confirmQuote", { swapId: view.swapId });
  await until(() => cashier().view.kind === "swap" && shown().situation === "awaiting-payment");
};

/** From the invoice to "paid"; gives the swap's number. */
const pay = async (): Promise<string> => {
  await act({ kind: "pay" });
  await until(() => shown().situation === "paid");
  return shown().swapId;
};

/** How often a paper says that it is a copy. */
const copyMarks = async (paper: number): Promise<number> => {
  const { png } = world.printer.papers()[paper] ?? { png: Buffer.of() };
  return countMarks(png, "ច្បាប់ចម្លង / COPY");
};

/** The steps of the printer's jobs, as the log has them. */
const jobs = (): readonly string[] =>
  log.lines
    .filter(({ message }) => message === "print job")
    .map(({ fields }) => [fields["state"], fields["code"]].filter(Boolean).join(" "));

it("pays over three serial ports: code, amount, state, and a receipt that is proven", async () => {
  const { devices } = rig.config();
  const transports = [devices.scanner, devices.printer, devices.display].map(
    (one) => one?.transport.kind,
  );
  expect(transports).toEqual(["serial", "serial", "serial"]);
  expect(openTerminals()).toBeGreaterThanOrEqual(2);
  await until(() => glass().endsWith("PAY BY BITCOIN"));
  await offer("12000");
  await until(() => /^PAY +12,000 KHR \/ SANDBOX +[\d,]+ sats$/.test(glass()));
  await pay();
  await until(() => /^PAID +12,000 KHR \/ TEST +PAID, THANK YOU$/.test(glass()));
  expect(receipt()).toBe("is printing");
  await until(() => receipt() === "printed");
  expect(jobs()).toEqual(["sending", "fenced", "printed"]);
  const papers = world.printer.papers();
  expect(papers).toHaveLength(1);
  expect(world.printer.state().unknownCommands).toEqual([]);
  expect(world.display.state().unknown).toEqual([]);
}, 60_000);

it("a payment whose printer dies after its payout completes; nothing is printed twice unasked, and a reprint says COPY", async () => {
  await offer("12000");
  const first = await pay();
  await until(() => world.printer.state().receivedBytes > 30_000);
  expect(receipt()).toBe("is printing");
  await act({ kind: "printer-plug", isPlugged: false });
  await until(() => receipt() === "cable came out: look at the paper");
  expect(device("printer")).toBe("not connected");
  expect(shown()).toMatchObject({ situation: "paid", canReprint: true });

  await act({ kind: "scanner-plug", isPlugged: false });
  await until(() => device("scanner") === "not connected");
  await act({ kind: "scanner-plug", isPlugged: true });
  await until(isScannerUp);

  // The next customer waits for nothing.
  terminal.core.call("cashier", "goIdle", {});
  await offer("8000");
  await pay();
  await until(() => receipt() === "not printed: not connected");

  await act({ kind: "printer-plug", isPlugged: true });
  await until(() => receipt() === "printed");
  expect(device("printer")).toBe("connected");
  // The half of the first is cut off; the one receipt that came out by itself is the one of which
  // nothing had been printed.
  expect(world.printer.papers()).toHaveLength(2);
  expect(await copyMarks(0)).toBe(0);
  expect(await copyMarks(1)).toBe(0);

  terminal.core.call("cashier", "showSwap", { swapId: first });
  expect(receipt()).toBe("cable came out: look at the paper");
  terminal.core.call("cashier", "reprint", { swapId: first });
  await until(() => receipt() === "printed");
  expect(world.printer.papers()).toHaveLength(3);
  // At its head and at its foot.
  expect(await copyMarks(2)).toBe(2);
  expect(world.printer.state().unknownCommands).toEqual([]);
  expect(jobs().filter((step) => /^(?:printed|unknown)/.test(step))).toEqual([
    "unknown PRINTER_LINK_LOST",
    "printed",
    "printed",
  ]);
}, 90_000);
