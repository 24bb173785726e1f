import { z } from "zod";

import { fiatToDecimal, parseFiat } from "../../domain/money.ts";
import type { Currency, Fiat } from "../../domain/money.ts";
import type { StatementLine } from "../../domain/day-close/item.ts";
import type { PayoutKey } from "../../domain/swap.ts";
import type {
  AccountHolder,
  PayoutOrder,
  PayoutStatus,
  StatementPage,
} from "../../ports/payout-rail.ts";
import { parseInstant } from "./instant.ts";

/** Which of its worlds the rail is: `sandbox` moves no real money. */
export type RailEnvironment = "sandbox" | "live";

/** The header of requests and answers that names the environment. */
export const ENVIRONMENT_HEADER = "rail-environment";

const currencySchema = z.enum(["KHR", "USD"]);
const amountSchema = z.string().regex(/^(0|[1-9]\d{0,12})(\.\d{2})?$/);
const khqrSchema = z.string().min(1).max(1024);
const referenceSchema = z.string().regex(/^[\x20-\x7e]{1,35}$/);
const instantSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/);
const codeSchema = z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/);

const order = {
  khqr: khqrSchema,
  currency: currencySchema,
  amount: amountSchema,
  reference: referenceSchema,
};
const keySchema = z.string().regex(/^[0-9a-f]{64}$/);
const railReferenceSchema = z.string().regex(/^[\x20-\x7e]{1,64}$/);
const payout = { key: keySchema, ...order, createdAt: instantSchema };

/** What a request body may be; `PayoutOrder` of the document. */
export const payoutOrderSchema = z.strictObject(order);
/** `AccountQuestion` of the document. */
export const accountQuestionSchema = z.strictObject({ khqr: khqrSchema });
/** `Error` of the document. */
export const errorSchema = z.object({ code: codeSchema, message: z.string() });
/** `NotFoundYet` of the document. */
export const notFoundYetSchema = z.object({
  code: z.literal("PAYOUT_NOT_FOUND"),
  message: z.string(),
  consistencyWindowSeconds: z.int().min(0).max(120),
});
/** `PaidPayout` of the document. */
export const paidPayoutSchema = z.object({
  status: z.literal("paid"),
  ...payout,
  railReference: railReferenceSchema,
  paidAt: instantSchema,
});
/** `FailedPayout` of the document. */
export const failedPayoutSchema = z.object({
  status: z.literal("failed"),
  ...payout,
  failure: errorSchema,
  failedAt: instantSchema,
});
/** `PendingPayout` of the document. */
export const pendingPayoutSchema = z.object({ status: z.literal("pending"), ...payout });
/** `Payout` of the document. */
export const payoutSchema = z.discriminatedUnion("status", [
  paidPayoutSchema,
  failedPayoutSchema,
  pendingPayoutSchema,
]);
/** `Account` of the document. */
export const accountSchema = z.object({
  name: z.string().min(1).max(140),
  bank: z.string().min(1).max(140),
  currencies: z.array(currencySchema).min(1),
});
/** `Float` of the document. */
export const floatSchema = z.object({
  currency: currencySchema,
  amount: amountSchema,
  asOf: instantSchema,
});
/** `StatementLine` of the document. */
export const statementLineSchema = z.object({
  key: keySchema,
  currency: currencySchema,
  amount: amountSchema,
  reference: referenceSchema,
  railReference: railReferenceSchema,
  paidAt: instantSchema,
});
/** `StatementPage` of the document. */
export const statementPageSchema = z.object({
  lines: z.array(statementLineSchema).max(100),
  completeUntil: instantSchema,
  nextCursor: z
    .string()
    .regex(/^[\x21-\x7e]{1,256}$/)
    .optional(),
});

/** A body that was read, or the first field that is missing or malformed (`body`: not JSON). */
export type Reading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly field: string };

const bad = (field: string): Reading<never> => ({ ok: false, field });
const good = <T>(value: T): Reading<T> => ({ ok: true, value });

const parse = <T>(schema: z.ZodType<T>, text: string): Reading<T> => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return bad("body");
  }
  const result = schema.safeParse(body);
  if (result.success) return good(result.data);
  const path = result.error.issues[0]?.path.join(".") ?? "";
  return bad(path === "" ? "body" : path);
};

/** An amount in the exact form of its currency: `12000`, `12.50`. Null for any other spelling. */
const toFiat = (currency: Currency, text: string): Fiat | null => {
  const exact = currency === "KHR" ? !text.includes(".") : text.includes(".");
  return exact ? parseFiat(currency, text) : null;
};

/** A payout as the rail tells it: the order it stands for, and what became of it. */
export interface RailPayout {
  readonly key: string;
  readonly khqr: string;
  readonly reference: string;
  readonly amount: Fiat;
  readonly status: Exclude<PayoutStatus, { readonly kind: "not-found" }>;
}

const toStatus = (
  wire: z.infer<typeof payoutSchema>,
  amount: Fiat,
): Reading<RailPayout["status"]> => {
  switch (wire.status) {
    case "paid": {
      const paidAtMs = parseInstant(wire.paidAt);
      if (paidAtMs === null) return bad("paidAt");
      return good({ kind: "paid", payout: { reference: wire.railReference, paidAtMs }, amount });
    }
    case "failed":
      return good({ kind: "failed", code: wire.failure.code });
    case "pending":
      return good({ kind: "pending" });
  }
};

/** Read a payout, `Payout` of the document. */
export const readPayout = (text: string): Reading<RailPayout> => {
  const wire = parse(payoutSchema, text);
  if (!wire.ok) return wire;
  const { key, khqr, reference, currency } = wire.value;
  const amount = toFiat(currency, wire.value.amount);
  if (amount === null) return bad("amount");
  const status = toStatus(wire.value, amount);
  return status.ok ? good({ key, khqr, reference, amount, status: status.value }) : status;
};

/** Read the holder of an account, `Account` of the document. */
export const readAccount = (text: string): Reading<AccountHolder> => parse(accountSchema, text);

/** Read what is left to pay from, `Float` of the document. */
export const readFloat = (text: string): Reading<Fiat> => {
  const wire = parse(floatSchema, text);
  if (!wire.ok) return wire;
  const amount = toFiat(wire.value.currency, wire.value.amount);
  return amount === null ? bad("amount") : good(amount);
};

const toLine = (wire: z.infer<typeof statementLineSchema>): Reading<StatementLine> => {
  const amount = toFiat(wire.currency, wire.amount);
  if (amount === null) return bad("amount");
  const paidAtMs = parseInstant(wire.paidAt);
  if (paidAtMs === null) return bad("paidAt");
  return good({ key: wire.key as PayoutKey, amount, reference: wire.railReference, paidAtMs });
};

/** Read a page of what was credited, `StatementPage` of the document. */
export const readStatement = (text: string): Reading<StatementPage> => {
  const wire = parse(statementPageSchema, text);
  if (!wire.ok) return wire;
  const completeUntilMs = parseInstant(wire.value.completeUntil);
  if (completeUntilMs === null) return bad("completeUntil");
  const lines: StatementLine[] = [];
  for (const each of wire.value.lines) {
    const line = toLine(each);
    if (!line.ok) return line;
    lines.push(line.value);
  }
  return good({ lines, completeUntilMs, nextCursor: wire.value.nextCursor ?? null });
};

/** The code of an error body; null when the body is not one. */
export const readErrorCode = (text: string): string | null => {
  const wire = parse(errorSchema, text);
  return wire.ok ? wire.value.code : null;
};

/** For how long the rail may not find what it has accepted; the field is named when it is not said. */
export const readConsistencyMs = (text: string): Reading<number> => {
  const wire = parse(notFoundYetSchema, text);
  return wire.ok ? good(wire.value.consistencyWindowSeconds * 1_000) : wire;
};

/** The body of an order. The same order gives the same bytes, whenever it is sent. */
export const writeOrder = ({ khqr, amount, reference }: PayoutOrder): string =>
  JSON.stringify({ khqr, currency: amount.currency, amount: fiatToDecimal(amount), reference });

/** The body of the question whose account a code names. */
export const writeQuestion = (khqr: string): string => JSON.stringify({ khqr });
