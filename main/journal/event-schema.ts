import { z } from "zod";
import { Failure } from "../domain/failure.ts";
import type { PayEffect, PayEffectKind, PayEvent, PayEventKind } from "../domain/swap.ts";
import { decode } from "./codec.ts";
import { amount, atMs, destination, invoice, transaction } from "./send-schema.ts";
import { held, payout } from "./swap-schema.ts";
import type { Msat } from "../domain/money.ts";

const plain = <K extends PayEventKind>(kind: K) => z.strictObject({ kind: z.literal(kind), atMs });
const coded = <K extends PayEventKind>(kind: K) => plain(kind).extend({ code: z.string() });

/** Each event as it is on disk. An event or a field that is missing here stops the build. */
const EVENTS = {
  "quote-confirmed": plain("quote-confirmed"),
  "cancel-requested": plain("cancel-requested"),
  "time-passed": plain("time-passed"),
  "invoice-created": plain("invoice-created").extend({ request: z.string() }),
  "invoice-refused": coded("invoice-refused"),
  "invoice-open": plain("invoice-open"),
  "invoice-held": plain("invoice-held").extend({ held }),
  "invoice-settled": plain("invoice-settled"),
  "invoice-cancelled": plain("invoice-cancelled"),
  "invoice-missing": plain("invoice-missing"),
  "held-assessed": plain("held-assessed").extend({
    assessment: z.strictObject({
      height: z.int(),
      marketMsat: amount<Msat>().nullable(),
      stopped: z.boolean(),
      atMs,
    }),
  }),
  "payout-done": plain("payout-done").extend({ payout }),
  "payout-refused": coded("payout-refused"),
  "payout-unknown": coded("payout-unknown"),
  "payout-not-found": plain("payout-not-found").extend({ height: z.int() }),
  "block-seen": plain("block-seen").extend({ height: z.int() }),
  "refund-made": plain("refund-made").extend({ note: z.string() }),
  "payout-ruled-out": plain("payout-ruled-out").extend({ note: z.string() }),
  "reprint-requested": plain("reprint-requested"),
  recovered: plain("recovered"),
  "destination-chosen": plain("destination-chosen").extend({ destination }),
  "invoice-fetched": plain("invoice-fetched").extend({ invoice }),
  "invoice-not-given": coded("invoice-not-given"),
  "payment-made": plain("payment-made").extend({ feeMsat: amount<Msat>() }),
  "payment-refused": coded("payment-refused"),
  "payment-unknown": coded("payment-unknown"),
  "payment-pending": plain("payment-pending"),
  "payment-failed": coded("payment-failed"),
  "payment-missing": plain("payment-missing"),
  "retry-requested": plain("retry-requested"),
  "choice-dropped": coded("choice-dropped"),
  "transaction-prepared": plain("transaction-prepared").extend({ transaction }),
  "transaction-refused": coded("transaction-refused"),
  "transaction-published": plain("transaction-published"),
  "transaction-seen": plain("transaction-seen").extend({ confirmations: z.int().min(0) }),
  "transaction-missing": plain("transaction-missing"),
} satisfies { readonly [K in PayEventKind]: z.ZodType<Extract<PayEvent, { readonly kind: K }>> };

const bare = <K extends PayEffectKind>(kind: K) => z.strictObject({ kind: z.literal(kind) });

/** Each effect as it is on disk, under the same rule. */
const EFFECTS = {
  "create-invoice": bare("create-invoice"),
  "cancel-invoice": bare("cancel-invoice"),
  "settle-invoice": bare("settle-invoice"),
  "assess-held": bare("assess-held"),
  "submit-payout": bare("submit-payout"),
  "query-payout": bare("query-payout"),
  "print-receipt": bare("print-receipt").extend({ copy: z.boolean() }),
  "fetch-invoice": bare("fetch-invoice"),
  "pay-invoice": bare("pay-invoice"),
  "query-payment": bare("query-payment"),
  "prepare-transaction": bare("prepare-transaction"),
  "publish-transaction": bare("publish-transaction"),
  "query-transaction": bare("query-transaction"),
} satisfies { readonly [K in PayEffectKind]: z.ZodType<Extract<PayEffect, { readonly kind: K }>> };

const isKey = <T extends object>(key: string, table: T): key is string & keyof T =>
  Object.hasOwn(table, key);

/** The event that was written as JSON under `kind`. Throws `JOURNAL_EVENT_INVALID`, `JOURNAL_CODEC_INVALID`. */
export const decodeEvent = (json: string, kind: string): PayEvent => {
  const result = isKey(kind, EVENTS) ? EVENTS[kind].safeParse(decode(json)) : undefined;
  if (result?.success === true) return result.data;
  throw new Failure("JOURNAL_EVENT_INVALID", `an event of kind ${kind} is not whole`);
};

/** The effect that was written as JSON under `kind`. Throws `JOURNAL_EFFECT_INVALID`, `JOURNAL_CODEC_INVALID`. */
export const decodeEffect = (json: string, kind: string): PayEffect => {
  const result = isKey(kind, EFFECTS) ? EFFECTS[kind].safeParse(decode(json)) : undefined;
  if (result?.success === true) return result.data;
  throw new Failure("JOURNAL_EFFECT_INVALID", `an effect of kind ${kind} is not whole`);
};
