/** What the cashier sees while no payment is on screen. */
import type { CashierView } from "../../../main/bridge/contract-view.ts";
import { careViews } from "./care-views.ts";
import { dayCloseViews } from "./day-close-views.ts";
import { dayLimitViews } from "./day-limit-views.ts";
import { nodeViews } from "./node-views.ts";
import { lines, QUEUE } from "./queue-views.ts";
import {
  CAPITALS,
  KHMER,
  LONGEST_AMOUNT,
  NOW_MS,
  payee,
  quote,
  SWAP_ID,
  USUAL_AMOUNT,
} from "./swap-views.ts";

/** A terminal that waits for a payment, and nothing is wrong. */
export const idle = {
  kind: "idle",
  ownCodeName: null,
  blocked: null,
  abilities: [],
  queued: 0,
  troubles: 0,
  priceJump: null,
  node: "good",
} as const;

/** Every such view by its name. */
export const DRAFTS: readonly (readonly [string, CashierView])[] = [
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
