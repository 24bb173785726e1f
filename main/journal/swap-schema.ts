import { z } from "zod";
import { Failure } from "../domain/failure.ts";
import type { Fiat, Khr, Msat, UsdCents } from "../domain/money.ts";
import type {
  AttentionReason,
  EndReason,
  PaymentHash,
  PayoutKey,
  PayState,
  PaySwap,
  SwapId,
} from "../domain/swap.ts";
import { decode, encode } from "./codec.ts";
import { amount, atMs, send, sendProof } from "./send-schema.ts";

const matching = <T extends string>(pattern: RegExp) =>
  z.custom<T>((value) => typeof value === "string" && pattern.test(value));

/** One key for each member of the union: a member that is missing here stops the build. */
const ATTENTION: Readonly<Record<AttentionReason, true>> = {
  "payout-outcome-unknown": true,
  suspense: true,
  "owed-to-payer": true,
  "refund-overdue": true,
  "bitcoin-gone": true,
  loss: true,
  "invoice-missing": true,
  "settled-elsewhere": true,
  "credit-overdue": true,
  "payout-conflict": true,
};
const END: Readonly<Record<EndReason, true>> = {
  "cancelled-by-cashier": true,
  "quote-expired": true,
  "paid-late": true,
  overpaid: true,
  "amount-short": true,
  "price-moved": true,
  "too-few-blocks": true,
  "stopped-by-operator": true,
  "given-back-by-node": true,
  "payout-refused": true,
  "payout-ruled-out": true,
  "invoice-refused": true,
};
const oneOf = <T extends string>(members: Readonly<Record<T, true>>) =>
  z.custom<T>((value) => typeof value === "string" && Object.hasOwn(members, value));

const text = z.string();
const code = z.string().nullable();

const fiat: z.ZodType<Fiat> = z.discriminatedUnion("currency", [
  z.strictObject({ currency: z.literal("KHR"), minor: amount<Khr>() }),
  z.strictObject({ currency: z.literal("USD"), minor: amount<UsdCents>() }),
]);

const quote = z.strictObject({
  fiat,
  rate: z.strictObject({ num: z.bigint().positive(), den: z.bigint().positive() }),
  baseMsat: amount<Msat>(),
  feeMsat: amount<Msat>(),
  roundingMsat: amount<Msat>(),
  invoiceMsat: amount<Msat>(),
  lockedAtMs: atMs,
  expiresAtMs: atMs,
  sources: z.array(text),
  rateAgeMs: z.number(),
});

const payee = z.strictObject({
  khqr: text,
  accountId: text,
  memberId: text.nullable(),
  codeName: text,
  holderName: text,
  city: text,
  billNumber: text.nullable(),
});

/** {@link HeldPayment} as it is on disk. */
export const held = z.strictObject({
  receivedMsat: amount<Msat>(),
  acceptedAtMs: atMs,
  timeoutHeight: z.int(),
});

/** {@link PayoutProof} as it is on disk. */
export const payout = z.strictObject({ reference: text, paidAtMs: atMs });
const reason = oneOf(END);

const common = {
  id: matching<SwapId>(/^P-[0-9a-f]{16}$/),
  flow: z.literal("pay"),
  paymentHash: matching<PaymentHash>(/^[0-9a-f]{64}$/),
  payoutKey: matching<PayoutKey>(/^[0-9a-f]{64}$/),
  payee,
  quote,
  createdAtMs: atMs,
  standIn: z.boolean(),
  attention: oneOf(ATTENTION).nullable(),
};
const holding = { ...common, request: text, held };
const submitted = { ...holding, submittedAtMs: atMs };
const ended = { ...common, reason, code, endedAtMs: atMs };

/** Each state as it is on disk. A state or a field that is missing here stops the build. */
const STATES = {
  quoted: z.strictObject({ ...common, kind: z.literal("quoted") }),
  invoicing: z.strictObject({ ...common, kind: z.literal("invoicing") }),
  "awaiting-payment": z.strictObject({
    ...common,
    request: text,
    kind: z.literal("awaiting-payment"),
  }),
  held: z.strictObject({ ...holding, kind: z.literal("held") }),
  claiming: z.strictObject({ ...holding, kind: z.literal("claiming") }),
  "credit-pending": z.strictObject({
    ...submitted,
    pendingSinceMs: atMs,
    kind: z.literal("credit-pending"),
  }),
  "paying-out": z.strictObject({ ...submitted, kind: z.literal("paying-out") }),
  "payout-unknown": z.strictObject({ ...submitted, kind: z.literal("payout-unknown") }),
  settling: z.strictObject({ ...holding, payout, kind: z.literal("settling") }),
  suspending: z.strictObject({ ...submitted, kind: z.literal("suspending") }),
  suspense: z.strictObject({ ...submitted, suspendedAtMs: atMs, kind: z.literal("suspense") }),
  owed: z.strictObject({
    ...holding,
    owedSinceMs: atMs,
    code: text,
    refundCode: code,
    kind: z.literal("owed"),
  }),
  refunding: z.strictObject({
    ...holding,
    owedSinceMs: atMs,
    code: text,
    send,
    kind: z.literal("refunding"),
  }),
  exposed: z.strictObject({
    ...submitted,
    notFoundSinceMs: atMs.nullable(),
    kind: z.literal("exposed"),
  }),
  cancelling: z.strictObject({
    ...common,
    request: text.nullable(),
    held: held.nullable(),
    reason,
    code,
    kind: z.literal("cancelling"),
  }),
  paid: z.strictObject({ ...holding, payout, paidAtMs: atMs, kind: z.literal("paid") }),
  expired: z.strictObject({ ...common, endedAtMs: atMs, kind: z.literal("expired") }),
  cancelled: z.strictObject({ ...ended, kind: z.literal("cancelled") }),
  returned: z.strictObject({ ...ended, held, kind: z.literal("returned") }),
  refunded: z.strictObject({
    ...holding,
    refund: sendProof.nullable(),
    endedAtMs: atMs,
    kind: z.literal("refunded"),
  }),
  lost: z.strictObject({ ...holding, payout, endedAtMs: atMs, kind: z.literal("lost") }),
} satisfies { readonly [K in PayState]: z.ZodType<Extract<PaySwap, { readonly kind: K }>> };

const hasKind = (value: unknown): value is { readonly kind: PayState } =>
  typeof value === "object" &&
  value !== null &&
  "kind" in value &&
  typeof value.kind === "string" &&
  Object.hasOwn(STATES, value.kind);

const invalid = (id: string, error: z.ZodError | undefined): Failure => {
  // Paths name fields; values could be a customer's.
  const paths = error?.issues.map((issue) => issue.path.join(".")).join(", ") ?? "kind";
  return new Failure("JOURNAL_STATE_INVALID", `the state of swap ${id} is not whole: ${paths}`);
};

const check = (value: unknown, id: string): PaySwap => {
  const result = hasKind(value) ? STATES[value.kind].safeParse(value) : undefined;
  if (result?.success === true) return result.data;
  throw invalid(id, result?.error);
};

const asObject = (value: unknown): object =>
  typeof value === "object" && value !== null ? value : {};

/** What never changes of a swap; the rest of it is its state. */
const TERMS = {
  id: true,
  flow: true,
  paymentHash: true,
  payoutKey: true,
  payee: true,
  quote: true,
  createdAtMs: true,
  standIn: true,
} satisfies { readonly [K in keyof typeof common]?: true };

const isTerm = (key: string): key is keyof typeof TERMS => Object.hasOwn(TERMS, key);

/** A swap as the journal writes it, in two parts. */
export interface EncodedSwap {
  /** JSON, the same for every state of the swap. */
  readonly terms: string;
  /** JSON. */
  readonly state: string;
}

/** Each state without the terms. */
const STATE_PARTS: ReadonlyMap<string, z.ZodType<object>> = new Map(
  Object.entries(STATES).map(([kind, { shape }]) => {
    const fields = Object.entries<z.ZodType>(shape).filter(([key]) => !isTerm(key));
    return [kind, z.strictObject(Object.fromEntries(fields))];
  }),
);

const encodeState = (swap: PaySwap): string => {
  const state = Object.fromEntries(Object.entries(swap).filter(([key]) => !isTerm(key)));
  const result = STATE_PARTS.get(swap.kind)?.safeParse(state);
  if (result?.success === true) return encode(result.data);
  throw invalid(swap.id, result?.error);
};

const encodeTerms = (swap: PaySwap): string =>
  encode(Object.fromEntries(Object.entries(swap).filter(([key]) => isTerm(key))));

/** A new swap. Throws `JOURNAL_STATE_INVALID`, `JOURNAL_CODEC_INVALID`. */
export const encodeSwap = (swap: PaySwap): EncodedSwap => {
  const checked = check(swap, swap.id);
  return { terms: encodeTerms(checked), state: encodeState(checked) };
};

const hasSameTerms = (before: PaySwap, after: PaySwap): boolean =>
  before.id === after.id &&
  before.flow === after.flow &&
  before.paymentHash === after.paymentHash &&
  before.payoutKey === after.payoutKey &&
  before.createdAtMs === after.createdAtMs &&
  before.standIn === after.standIn &&
  // The machine hands both on as they are; only where it did not are they looked into.
  ((before.payee === after.payee && before.quote === after.quote) ||
    encodeTerms(check(before, before.id)) === encodeTerms(check(after, after.id)));

/**
 * The next state of a swap whose terms were checked when it was opened or read. Throws
 * `JOURNAL_RULE_BROKEN` when its terms would change, `JOURNAL_STATE_INVALID`,
 * `JOURNAL_CODEC_INVALID`.
 */
export const encodeNextState = (before: PaySwap, after: PaySwap): string => {
  if (!hasSameTerms(before, after)) {
    throw new Failure("JOURNAL_RULE_BROKEN", `what identifies swap ${before.id} would change`);
  }
  return encodeState(after);
};

/** The swap that was written. Throws `JOURNAL_STATE_INVALID`, `JOURNAL_CODEC_INVALID`. */
export const decodeSwap = ({ terms, state }: EncodedSwap, id: string): PaySwap =>
  check({ ...asObject(decode(terms)), ...asObject(decode(state)) }, id);
