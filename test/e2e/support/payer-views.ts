/** Every state of the payer's screen. */
import type { PayerView } from "../../../main/bridge/contract-view.ts";
import type { PayerSnapshot } from "../../../main/bridge/contract.ts";
import { encodeLnurl } from "../../../main/domain/destination/lnurl.ts";
import { invoiceQrOf } from "./invoices.ts";
import type { Seeded } from "./seeded.ts";
import { CAPITALS, KHMER, LONGEST_AMOUNT, NOW_MS, USUAL_AMOUNT } from "./swap-views.ts";

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
