import type { StatementLine } from "../domain/day-close/item.ts";
import type { Currency, Fiat } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { PayoutKey, PayoutProof } from "../domain/swap.ts";

/** One order to credit a KHQR account. Sent under its key only, any number of times. */
export interface PayoutOrder {
  readonly key: PayoutKey;
  readonly khqr: string;
  readonly amount: Fiat;
  /** Shown on the merchant's statement; ASCII, at most 35 characters. */
  readonly reference: string;
}

/** What the rail says of a key it was asked about. */
export type PayoutStatus =
  | { readonly kind: "paid"; readonly payout: PayoutProof; readonly amount: Fiat }
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "pending" }
  | { readonly kind: "not-found" };

/** The holder of the account that a KHQR names. */
export interface AccountHolder {
  readonly name: string;
  readonly bank: string;
  /** Currencies the account takes. */
  readonly currencies: readonly Currency[];
}

/** Fiat out: the API of a bank, PSP or Bakong member that credits KHQR accounts. */
export interface PayoutRail {
  /** Who would be credited. `refused` with `ACCOUNT_NOT_FOUND` or `ACCOUNT_CLOSED`. */
  lookUpAccount(khqr: string): Promise<Outcome<AccountHolder>>;
  /** Idempotent by key. `refused` only when the rail says that this key never was and never will be paid. */
  submitPayout(order: PayoutOrder): Promise<Outcome<PayoutProof>>;
  /** What became of a key. Reads only. */
  queryPayout(key: PayoutKey): Promise<Outcome<PayoutStatus>>;
  /** What is left to pay out from, per currency. */
  float(currency: Currency): Promise<Outcome<Fiat>>;
}

/** One page of what the rail has credited, ordered by the time of the credit. */
export interface StatementPage {
  readonly lines: readonly StatementLine[];
  /** Before this instant no line will be added any more. */
  readonly completeUntilMs: number;
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** The rail's own record of what it credited, for the match of a day. Reads only. */
export interface PayoutStatements {
  /** Credits from `fromMs` to before `untilMs`; `cursor`: null for the first page. */
  statement(page: {
    readonly fromMs: number;
    readonly untilMs: number;
    readonly cursor: string | null;
  }): Promise<Outcome<StatementPage>>;
}
