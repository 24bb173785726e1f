/** Every state of the cashier's screen. */
import type { CashierView } from "../../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../../main/bridge/contract.ts";
import { DRAFTS, idle } from "./draft-views.ts";
import { lines } from "./queue-views.ts";
import { DESK, refund } from "./refund-views.ts";
import type { Seeded } from "./seeded.ts";
import { CAPITALS, KHMER, NOW_MS, SITUATIONS, swapIn, USUAL_AMOUNT } from "./swap-views.ts";

const cashier = (view: CashierView, change: Partial<CashierSnapshot> = {}): CashierSnapshot => ({
  version: 1,
  role: "cashier",
  mode: "sandbox",
  language: "en",
  theme: "light",
  soundVolume: 0,
  terminalName: "Psar Thmei 3",
  nowMs: NOW_MS,
  links: {
    lightning: "up",
    payoutRail: "up",
    rates: "slow",
    clock: "up",
    backOffice: "slow",
  },
  devices: {
    printer: { health: "down", code: "PRINTER_COVER_OPEN" },
    scanner: { health: "up", code: null },
    display: { health: "up", code: null },
  },
  view,
  openElsewhere: [],
  ...change,
});

const PRINTED = { receipt: "printed", receiptCode: null } as const;
const ALL_WELL = { lightning: "up", payoutRail: "up", rates: "up", clock: "up" } as const;

/** Every state of the cashier's screen. */
export const CASHIER_STATES: readonly Seeded<CashierSnapshot>[] = [
  ...DRAFTS.map(([name, view]) => ({ name, snapshot: cashier(view) })),
  ...SITUATIONS.map((situation) => ({
    name: `swap-${situation}`,
    snapshot: cashier({ kind: "swap", swap: swapIn(situation) }),
  })),
  {
    name: "rule-out",
    snapshot: cashier({
      kind: "rule-out",
      swap: swapIn("exposed", { supportCode: "PAYOUT_NOT_FOUND" }),
    }),
  },
  {
    name: "swap-credit-pending-usual",
    snapshot: cashier({
      kind: "swap",
      swap: swapIn("credit-pending", {
        amount: USUAL_AMOUNT,
        reason: null,
        canReprint: true,
        ...PRINTED,
      }),
    }),
  },
  {
    name: "swap-owed-before-restore",
    snapshot: cashier({
      kind: "swap",
      swap: swapIn("owed", {
        reason: "owed-before-restore",
        refund: refund({ task: "by-hand", code: "REFUND_BEFORE_RESTORE" }, NOW_MS),
      }),
    }),
  },
  ...DESK.map(([name, situation, change]) => ({
    name: `desk-${name}`,
    snapshot: cashier({
      kind: "swap",
      swap: swapIn(situation, { refund: refund(change, NOW_MS) }),
    }),
  })),
  {
    name: "swap-paid-usual",
    snapshot: cashier(
      { kind: "swap", swap: swapIn("paid", { amount: USUAL_AMOUNT, ...PRINTED }) },
      {
        mode: "live",
        links: {
          lightning: "up",
          payoutRail: "up",
          rates: "up",
          clock: "up",
          backOffice: null,
        },
        devices: { printer: { health: "up", code: null }, scanner: null, display: null },
      },
    ),
  },
  {
    name: "idle-devices-in-trouble",
    snapshot: cashier(
      { ...idle, ownCodeName: KHMER, queued: 3 },
      {
        links: { ...ALL_WELL, backOffice: null },
        devices: {
          printer: { health: "slow", code: "PRINTER_PAPER_NEAR_END" },
          scanner: { health: "down", code: "TRANSPORT_DENIED" },
          display: { health: "down", code: "TRANSPORT_BUSY" },
        },
      },
    ),
  },
  {
    name: "idle-everything-in-trouble",
    snapshot: cashier(
      { ...idle, ownCodeName: CAPITALS, queued: 100_000 },
      {
        links: {
          lightning: "down",
          payoutRail: "slow",
          rates: "unknown",
          clock: "down",
          backOffice: "down",
        },
        devices: {
          printer: { health: "down", code: "PRINTER_PAPER_OUT" },
          scanner: { health: "down", code: "TRANSPORT_UNSTEADY" },
          display: { health: "down", code: "DISPLAY_NO_ANSWER" },
        },
      },
    ),
  },
  {
    name: "also-open-one",
    snapshot: cashier(
      { kind: "swap", swap: swapIn("awaiting-payment", { amount: USUAL_AMOUNT }) },
      { openElsewhere: lines(1) },
    ),
  },
  {
    name: "also-open-some",
    snapshot: cashier(
      { ...idle, ownCodeName: CAPITALS },
      { openElsewhere: lines(3), terminalName: CAPITALS },
    ),
  },
];
