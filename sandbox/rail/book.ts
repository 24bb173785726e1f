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

/** What the book holds, as it stands now. */
export interface BookData {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly payouts: ReadonlyMap<string, Payout>;
  /** Payouts that are still to be decided. */
  readonly pending: ReadonlyMap<string, Payout>;
  readonly credits: readonly Credit[];
  /** What the operator has paid in so far. */
  readonly funded: Readonly<Record<Currency, string>>;
  /** What is promised or paid out, in the smallest unit of each currency. */
  readonly committed: Readonly<Record<Currency, bigint>>;
}

/** One thing as it stands from now on. */
export type BookChange =
  | { readonly account: Account }
  | { readonly payout: Payout }
  | { readonly credit: Credit }
  | { readonly funded: BookData["funded"] };

/** The book itself: what it holds is read, and changed by nothing but {@link Book.apply}. */
export interface Book {
  readonly data: BookData;
  apply(changes: readonly BookChange[]): void;
}

/** How a new payout is to be treated. */
export interface Treatment {
  readonly nowMs: number;
  readonly consistencyMs: number;
  readonly pendingMs: number;
  readonly fault: "none" | "refused" | "pending-then-paid" | "late-failed" | "wrong-amount";
}

const minorOf = (currency: Currency, amount: string): bigint => parseFiat(currency, amount).minor;
const decimal = (currency: Currency, minor: bigint): string => fiatToDecimal(fiat(currency, minor));

const sum = (
  currency: Currency,
  rows: readonly { readonly currency: Currency; readonly amount: string }[],
): bigint =>
  rows
    .filter((row) => row.currency === currency)
    .reduce((total, row) => total + minorOf(currency, row.amount), 0n);

/** What a payout takes from the float; a failed one nothing. */
const shareOf = (payout: Payout | undefined): bigint =>
  payout === undefined || payout.fate.status === "failed"
    ? 0n
    : minorOf(payout.order.currency, payout.amount);

/** A book in which nothing has happened. */
export const createBook = (): Book => {
  const accounts = new Map<string, Account>();
  const payouts = new Map<string, Payout>();
  const pending = new Map<string, Payout>();
  const credits: Credit[] = [];
  const committed: Record<Currency, bigint> = { KHR: 0n, USD: 0n };
  let funded: BookData["funded"] = { KHR: "40000000", USD: "10000.00" };

  const put = (payout: Payout): void => {
    const { key, order, fate } = payout;
    committed[order.currency] += shareOf(payout) - shareOf(payouts.get(key));
    payouts.set(key, payout);
    if (fate.status === "pending") pending.set(key, payout);
    else pending.delete(key);
  };

  return {
    data: {
      accounts,
      payouts,
      pending,
      credits,
      committed,
      get funded() {
        return funded;
      },
    },
    apply: (changes) => {
      for (const change of changes) {
        if ("account" in change) accounts.set(change.account.id, change.account);
        else if ("payout" in change) put(change.payout);
        else if ("credit" in change) credits.push(change.credit);
        else ({ funded } = change);
      }
    },
  };
};

/** What is left to pay from; pending payouts are taken off. Never below zero. */
export const floatOf = (data: BookData, currency: Currency): string => {
  const left = minorOf(currency, data.funded[currency]) - data.committed[currency];
  return decimal(currency, left < 0n ? 0n : left);
};

/** So much is left to pay from now on. */
export const floatChange = (data: BookData, currency: Currency, left: string): BookChange => {
  const funded = minorOf(currency, left) + data.committed[currency];
  return { funded: { ...data.funded, [currency]: decimal(currency, funded) } };
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
  data.accounts.get(code.id) ?? {
    id: code.id,
    holderName: code.name,
    bank: code.bank,
    currencies: ["KHR", "USD"],
    status: "open",
  };

/** What makes this account known; nothing when it is. */
export const accountChanges = (data: BookData, account: Account): readonly BookChange[] =>
  data.accounts.get(account.id) === account ? [] : [{ account }];

/** Why the rail will not pay this order; null when it will. */
const refusalOf = (data: BookData, order: Order, account: Account): string | null => {
  if (account.status === "not-found") return "ACCOUNT_NOT_FOUND";
  if (account.status === "closed") return "ACCOUNT_CLOSED";
  if (!account.currencies.includes(order.currency)) return "CURRENCY_NOT_ACCEPTED";
  const left = minorOf(order.currency, floatOf(data, order.currency));
  return minorOf(order.currency, order.amount) > left ? "FLOAT_EXHAUSTED" : null;
};

const asPaid = (payout: Payout, railReference: string, atMs: number): readonly BookChange[] => {
  const { key, order, accountId, amount } = payout;
  const { currency, reference } = order;
  const credit = { key, accountId, currency, amount, reference, railReference, atMs };
  const fate: PayoutFate = { status: "paid", railReference, paidAtMs: atMs };
  return [{ credit }, { payout: { ...payout, fate } }];
};

const asFailed = (payout: Payout, code: string, atMs: number): readonly BookChange[] => [
  { payout: { ...payout, fate: { status: "failed", code, failedAtMs: atMs } } },
];

/** The bank's reference of a payout: the same for the same seed and key. */
const referenceFor = (seed: string, key: string): string =>
  `SBX${createHash("sha256").update(`${seed}:${key}`).digest("hex").slice(0, 12).toUpperCase()}`;

/** Enter a new key and decide it as `treatment` says. The key must not be in the book. */
export const enterPayout = (
  data: BookData,
  entry: { readonly key: string; readonly order: Order; readonly code: CodeAccount },
  treatment: Treatment,
  seed: string,
): readonly BookChange[] => {
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
  const known = accountChanges(data, account);
  const refusal = fault === "refused" ? "BANK_REFUSED" : refusalOf(data, order, account);
  if (refusal !== null) return [...known, ...asFailed(payout, refusal, nowMs)];
  if (fault === "pending-then-paid" || fault === "late-failed") return [...known, { payout }];
  return [...known, ...asPaid(payout, referenceFor(seed, key), nowMs)];
};

/** Decide every pending payout whose time has come. */
export const decideDue = (data: BookData, nowMs: number, seed: string): readonly BookChange[] =>
  [...data.pending.values()].flatMap((payout) => {
    const { fate, key } = payout;
    if (fate.status !== "pending" || fate.decidesAtMs > nowMs) return [];
    return fate.decision === "paid"
      ? asPaid(payout, referenceFor(seed, key), fate.decidesAtMs)
      : asFailed(payout, "BANK_REFUSED", fate.decidesAtMs);
  });
