import type { QueueLine } from "../../../main/bridge/contract-queue.ts";
import type { HistoryLine } from "../../../main/bridge/contract-swap.ts";
import type { CashierView, PayerView } from "../../../main/bridge/contract-view.ts";
import type {
  CashierSnapshot,
  Language,
  PayerSnapshot,
  Theme,
} from "../../../main/bridge/contract.ts";
import { encodeLnurl } from "../../../main/domain/destination/lnurl.ts";
import { careViews } from "./care-views.ts";
import { dayCloseViews } from "./day-close-views.ts";
import { dayLimitViews } from "./day-limit-views.ts";
import { invoiceQrOf } from "./invoices.ts";
import { nodeViews } from "./node-views.ts";
import { DESK, refund } from "./refund-views.ts";
import {
  NOW_MS,
  CAPITALS,
  KHMER,
  LONGEST_AMOUNT,
  USUAL_AMOUNT,
  payee,
  quote,
  SWAP_ID,
  swapIn,
  SITUATIONS,
} from "./swap-views.ts";

const line = (index: number): HistoryLine => ({
  swapId: `P-${index.toString().padStart(16, "0")}`,
  situation: SITUATIONS[(index * 7 + 14) % SITUATIONS.length] ?? "paid",
  amount: index % 3 === 0 ? LONGEST_AMOUNT : { fiat: `${index + 4},500 ៛`, sats: "1,042 sats" },
  payeeName: index % 2 === 0 ? CAPITALS : KHMER,
  createdAtMs: NOW_MS - index * 3_600_000,
  needsAttention: index === 2,
});

const lines = (count: number): readonly HistoryLine[] =>
  Array.from({ length: count }, (_, index) => line(index));

/** One seeded state of a screen. */
export interface Seeded<S> {
  readonly name: string;
  readonly snapshot: S;
}

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

const idle = {
  kind: "idle",
  ownCodeName: null,
  blocked: null,
  abilities: [],
  queued: 0,
  troubles: 0,
  priceJump: null,
  node: "good",
} as const;

const QUEUE: readonly QueueLine[] = [
  {
    id: "record:1/41",
    what: "record",
    swapId: SWAP_ID,
    amount: LONGEST_AMOUNT.fiat,
    payeeName: CAPITALS,
    count: 1,
    sinceMs: NOW_MS - 86_400_000,
    why: "KIND_UNKNOWN",
    isParked: true,
    canRetry: true,
  },
  {
    id: "records",
    what: "records",
    swapId: null,
    amount: null,
    payeeName: null,
    count: 100_000,
    sinceMs: NOW_MS - 7_200_000,
    why: "SINK_UNAUTHORISED",
    isParked: true,
    canRetry: true,
  },
  {
    id: "effect:7",
    what: "query-payout",
    swapId: SWAP_ID,
    amount: LONGEST_AMOUNT.fiat,
    payeeName: KHMER,
    count: 1,
    sinceMs: NOW_MS - 47_000,
    why: "RAIL_UNREACHABLE",
    isParked: false,
    canRetry: false,
  },
  {
    id: "effect:8",
    what: "print-receipt",
    swapId: SWAP_ID,
    amount: USUAL_AMOUNT.fiat,
    payeeName: CAPITALS,
    count: 1,
    sinceMs: NOW_MS - 3_000,
    why: null,
    isParked: false,
    canRetry: false,
  },
];

const DRAFTS: readonly (readonly [string, CashierView])[] = [
  ["starting", { kind: "starting" }],
  ["idle", { ...idle, ownCodeName: null }],
  ["idle-own-code", { ...idle, ownCodeName: KHMER, queued: 100_000 }],
  ["idle-blocked", { ...idle, ownCodeName: CAPITALS, blocked: "OPEN_LIMIT_REACHED" }],
  ["checking", { kind: "checking", payee: { ...payee, holderName: null }, sinceMs: NOW_MS - 2000 }],
  [
    "amount-empty",
    {
      kind: "amount",
      payee,
      currency: "USD",
      digits: "",
      amount: null,
      refusal: null,
      dayLimit: null,
      limits: "US$0.10 – US$100.00",
    },
  ],
  [
    "amount-typed",
    {
      kind: "amount",
      payee: { ...payee, codeName: KHMER },
      currency: "KHR",
      digits: "9999999999",
      amount: "9,999,999,999 ៛",
      refusal: null,
      dayLimit: null,
      limits: "400 ៛ – 9,999,999,999 ៛",
    },
  ],
  [
    "amount-refused",
    {
      kind: "amount",
      payee,
      currency: "KHR",
      digits: "9999999999",
      amount: "9,999,999,999 ៛",
      refusal: "AMOUNT_TOO_LARGE",
      dayLimit: null,
      limits: "400 ៛ – 400,000 ៛",
    },
  ],
  [
    "quoting",
    { kind: "quoting", payee, amount: { ...LONGEST_AMOUNT, sats: null }, sinceMs: NOW_MS },
  ],
  [
    "review",
    { kind: "review", swapId: SWAP_ID, payee, amount: LONGEST_AMOUNT, quote, standIn: false },
  ],
  [
    "review-stand-in",
    { kind: "review", swapId: SWAP_ID, payee, amount: USUAL_AMOUNT, quote, standIn: true },
  ],
  [
    "review-stand-in-names-differ",
    {
      kind: "review",
      swapId: SWAP_ID,
      payee: { ...payee, namesDiffer: true },
      amount: USUAL_AMOUNT,
      quote,
      standIn: true,
    },
  ],
  [
    "review-names-differ",
    {
      kind: "review",
      swapId: SWAP_ID,
      payee: { ...payee, namesDiffer: true },
      amount: USUAL_AMOUNT,
      quote: { ...quote, rate: "1 BTC = US$104,000.00", fee: "119 sats (1.00 %)" },
      standIn: false,
    },
  ],
  [
    "refused-foreign",
    { kind: "refused", code: "NOT_KHQR", detail: "promptpay-credit", dayLimit: null },
  ],
  [
    "refused-duplicate",
    { kind: "refused", code: "DUPLICATE_TAG", detail: "62.01", dayLimit: null },
  ],
  [
    "refused-unknown",
    { kind: "refused", code: "SOMETHING_NEW_IN_THE_BANK", detail: null, dayLimit: null },
  ],
  [
    "idle-nothing-answers",
    {
      ...idle,
      blocked: "NOTHING_ANSWERS",
      abilities: ["finish-held-when-bank", "receipts", "history", "records-kept"],
      queued: 12,
    },
  ],
  [
    "idle-clock-untrusted",
    { ...idle, blocked: "CLOCK_UNTRUSTED", abilities: ["finish-held", "receipts", "history"] },
  ],
  ...careViews(NOW_MS, idle),
  ...nodeViews(NOW_MS, idle),
  ...dayLimitViews(NOW_MS, payee),
  ["queue-empty", { kind: "queue", lines: [], page: 0, hasMore: false }],
  ["queue", { kind: "queue", lines: QUEUE, page: 1, hasMore: true }],
  ...dayCloseViews(NOW_MS),
  ["history-empty", { kind: "history", lines: [], page: 0, hasOlder: false }],
  ["history", { kind: "history", lines: lines(12), page: 1, hasOlder: true }],
];

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

const payer = (view: PayerView): PayerSnapshot => ({
  version: 1,
  role: "payer",
  mode: "sandbox",
  language: "en",
  theme: "light",
  nowMs: NOW_MS,
  view,
});

const shop = { shopName: CAPITALS, amount: LONGEST_AMOUNT };
const khmerShop = { shopName: KHMER, amount: USUAL_AMOUNT };
const pay = { kind: "pay", sinceMs: NOW_MS - 18_000, untilMs: NOW_MS + 102_000 } as const;

const K1 = "9f2c41d07be35a86".repeat(4);
const WITHDRAW_QR = `LIGHTNING:${encodeLnurl(`https://refund.shop.example/w?k1=${K1}`)}`;

const PAYER_VIEWS: readonly (readonly [string, PayerView])[] = [
  ["starting", { kind: "starting" }],
  ["welcome", { kind: "welcome", shopName: KHMER }],
  ["review", { kind: "review", ...shop }],
  ["preparing", { kind: "preparing", ...khmerShop }],
  ["pay", { ...pay, ...shop, invoiceQr: invoiceQrOf(385) }],
  ["pay-usual", { ...pay, ...khmerShop, invoiceQr: invoiceQrOf(330) }],
  ["pay-longest-code", { ...pay, ...shop, invoiceQr: invoiceQrOf(560) }],
  ["received", { kind: "received", ...shop, reason: null }],
  ["paid", { kind: "paid", ...khmerShop, reason: null }],
  ["paid-pending", { kind: "paid", ...khmerShop, reason: "credit-pending" }],
  ["ended", { kind: "ended", ...shop, reason: "quote-expired" }],
  ["help", { kind: "help", ...shop, reason: null }],
  [
    "refund-show-code",
    { kind: "refund", ...shop, progress: "show-code", sats: "4,610 sats", withdrawQr: null },
  ],
  [
    "refund-show-code-longest",
    {
      kind: "refund",
      ...shop,
      progress: "show-code",
      sats: "2,314,814,815 sats",
      withdrawQr: null,
    },
  ],
  [
    "refund-withdraw",
    {
      kind: "refund",
      ...shop,
      progress: "show-code",
      sats: "2,314,814,815 sats",
      withdrawQr: WITHDRAW_QR,
    },
  ],
  [
    "refund-checking",
    { kind: "refund", ...shop, progress: "checking", sats: "4,610 sats", withdrawQr: null },
  ],
  [
    "refund-sending",
    { kind: "refund", ...khmerShop, progress: "sending", sats: "4,610 sats", withdrawQr: null },
  ],
  [
    "refund-sent",
    { kind: "refund", ...khmerShop, progress: "sent", sats: "4,610 sats", withdrawQr: null },
  ],
];

/** Every state of the payer's screen. */
export const PAYER_STATES: readonly Seeded<PayerSnapshot>[] = PAYER_VIEWS.map(([name, view]) => ({
  name,
  snapshot: payer(view),
}));

/** The same state in another language or theme. */
export const dressed = <S extends CashierSnapshot | PayerSnapshot>(
  snapshot: S,
  language: Language,
  theme: Theme,
): S => ({ ...snapshot, language, theme });
