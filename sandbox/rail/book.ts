import { createHash } from "node:crypto";

import { fiat, fiatToDecimal, parseFiat } from "../../main/domain/money.ts";
import type { Currency } from "../../main/domain/money.ts";
import type { CodeAccount } from "./account-code.ts";

/** An order as it stands on the wire. */
export interface Order {
  readonly khqr: string;
  readonly currency: Currency;
  readonly amount: string;
  readonly reference: string;
}

/** An account at the sandbox's banks. */
export interface Account {
  readonly id: string;
  readonly holderName: string;
  readonly bank: string;
  readonly currencies: readonly Currency[];
  readonly status: "open" | "closed" | "not-found";
}

/** What can be changed about an account. */
export type AccountChange = Partial<Pick<Account, "holderName" | "currencies" | "status">>;

/** How a payout stands; `decision` is what a pending one will become, and when. */
export type PayoutFate =
  | {
      readonly status: "pending";
      readonly decision: "paid" | "failed";
      readonly decidesAtMs: number;
    }
  | { readonly status: "paid"; readonly railReference: string; readonly paidAtMs: number }
  | { readonly status: "failed"; readonly code: string; readonly failedAtMs: number };

/** One key, for ever. */
export interface Payout {
  readonly key: string;
  readonly order: Order;
  readonly accountId: string;
  /** What is credited and told; differs from the order's only when the rail misbehaves. */
  readonly amount: string;
  readonly createdAtMs: number;
  /** Until then a query does not find it. */
  readonly hiddenUntilMs: number;
  readonly fate: PayoutFate;
}

/** One line in the merchant's bank app. */
export interface Credit {
  readonly key: string;
  readonly accountId: string;
  readonly currency: Currency;
  readonly amount: string;
  readonly reference: string;
  readonly railReference: string;
  readonly atMs: number;
}

/** Everything that outlives a restart; plain JSON. */
export interface BookData {
  readonly accounts: Readonly<Record<string, Account>>;
  readonly payouts: Readonly<Record<string, Payout>>;
  readonly credits: readonly Credit[];
  /** What the operator has paid in so far. */
  readonly funded: Readonly<Record<Currency, string>>;
}

/** How a new payout is to be treated. */
export interface Treatment {
  readonly nowMs: number;
  readonly consistencyMs: number;
  readonly pendingMs: number;
  readonly fault: "none" | "refused" | "pending-then-paid" | "late-failed" | "wrong-amount";
}

/** A book in which nothing has happened. */
export const emptyBook: BookData = {
  accounts: {},
  payouts: {},
  credits: [],
  funded: { KHR: "40000000", USD: "10000.00" },
};

const minorOf = (currency: Currency, amount: string): bigint => parseFiat(currency, amount).minor;
const decimal = (currency: Currency, minor: bigint): string => fiatToDecimal(fiat(currency, minor));

const sum = (
  currency: Currency,
  rows: readonly { readonly currency: Currency; readonly amount: string }[],
): bigint =>
  rows
    .filter((row) => row.currency === currency)
    .reduce((total, row) => total + minorOf(currency, row.amount), 0n);

/** What is promised or paid out in one currency, in its smallest unit. */
const committed = (data: BookData, currency: Currency): bigint =>
  sum(
    currency,
    Object.values(data.payouts)
      .filter(({ fate }) => fate.status !== "failed")
      .map(({ order, amount }) => ({ currency: order.currency, amount })),
  );

/** What is left to pay from; pending payouts are taken off. Never below zero. */
export const floatOf = (data: BookData, currency: Currency): string => {
  const left = minorOf(currency, data.funded[currency]) - committed(data, currency);
  return decimal(currency, left < 0n ? 0n : left);
};

/** The same book with so much left to pay from. */
export const withFloat = (data: BookData, currency: Currency, left: string): BookData => {
  const funded = minorOf(currency, left) + committed(data, currency);
  return { ...data, funded: { ...data.funded, [currency]: decimal(currency, funded) } };
};

/** What the bank app shows as the balance of an account. */
export const balanceOf = (data: BookData, id: string, currency: Currency): string =>
  decimal(
    currency,
    sum(
      currency,
      data.credits.filter((credit) => credit.accountId === id),
    ),
  );

/** The account that a code names; opened on first sight, in both currencies, in the code's name. */
export const accountOf = (data: BookData, code: CodeAccount): Account =>
  data.accounts[code.id] ?? {
    id: code.id,
    holderName: code.name,
    bank: code.bank,
    currencies: ["KHR", "USD"],
    status: "open",
  };

/** The book with this account in it; the same object when it is there already. */
export const withAccount = (data: BookData, account: Account): BookData =>
  data.accounts[account.id] === account
    ? data
    : { ...data, accounts: { ...data.accounts, [account.id]: account } };

const withPayout = (data: BookData, payout: Payout): BookData => ({
  ...data,
  payouts: { ...data.payouts, [payout.key]: payout },
});

/** Why the rail will not pay this order; null when it will. */
const refusalOf = (data: BookData, order: Order, account: Account): string | null => {
  if (account.status === "not-found") return "ACCOUNT_NOT_FOUND";
  if (account.status === "closed") return "ACCOUNT_CLOSED";
  if (!account.currencies.includes(order.currency)) return "CURRENCY_NOT_ACCEPTED";
  const left = minorOf(order.currency, floatOf(data, order.currency));
  return minorOf(order.currency, order.amount) > left ? "FLOAT_EXHAUSTED" : null;
};

const asPaid = (data: BookData, payout: Payout, railReference: string, atMs: number): BookData => {
  const { key, order, accountId, amount } = payout;
  const { currency, reference } = order;
  const credit = { key, accountId, currency, amount, reference, railReference, atMs };
  const fate: PayoutFate = { status: "paid", railReference, paidAtMs: atMs };
  const credits = [...data.credits, credit];
  return withPayout({ ...data, credits }, { ...payout, fate });
};

const asFailed = (data: BookData, payout: Payout, code: string, atMs: number): BookData =>
  withPayout(data, { ...payout, fate: { status: "failed", code, failedAtMs: atMs } });

/** The bank's reference of a payout: the same for the same seed and key. */
const referenceFor = (seed: string, key: string): string =>
  `SBX${createHash("sha256").update(`${seed}:${key}`).digest("hex").slice(0, 12).toUpperCase()}`;

/** Enter a new key and decide it as `treatment` says. The key must not be in the book. */
export const enterPayout = (
  data: BookData,
  entry: { readonly key: string; readonly order: Order; readonly code: CodeAccount },
  treatment: Treatment,
  seed: string,
): BookData => {
  const { key, order, code } = entry;
  const { nowMs, fault } = treatment;
  const account = accountOf(data, code);
  const wrong = decimal(order.currency, minorOf(order.currency, order.amount) + 1n);
  const payout: Payout = {
    key,
    order,
    accountId: account.id,
    amount: fault === "wrong-amount" ? wrong : order.amount,
    createdAtMs: nowMs,
    hiddenUntilMs: nowMs + treatment.consistencyMs,
    fate: {
      status: "pending",
      decision: fault === "late-failed" ? "failed" : "paid",
      decidesAtMs: nowMs + treatment.pendingMs,
    },
  };
  const known = withAccount(data, account);
  const refusal = fault === "refused" ? "BANK_REFUSED" : refusalOf(data, order, account);
  if (refusal !== null) return asFailed(known, payout, refusal, nowMs);
  if (fault === "pending-then-paid" || fault === "late-failed") return withPayout(known, payout);
  return asPaid(known, payout, referenceFor(seed, key), nowMs);
};

/** Decide every pending payout whose time has come; the same object when there is none. */
export const decideDue = (data: BookData, nowMs: number, seed: string): BookData => {
  let next = data;
  for (const payout of Object.values(data.payouts)) {
    const { fate } = payout;
    if (fate.status !== "pending" || fate.decidesAtMs > nowMs) continue;
    next =
      fate.decision === "paid"
        ? asPaid(next, payout, referenceFor(seed, payout.key), fate.decidesAtMs)
        : asFailed(next, payout, "BANK_REFUSED", fate.decidesAtMs);
  }
  return next;
};
