import { z } from "zod";
import type { Msat, Sat } from "../domain/money.ts";
import type { PaymentHash } from "../domain/payment-hash.ts";
import type { Destination, Send, SendProof, SendState } from "../domain/send.ts";

/** An amount of some unit: a bigint that is not negative. */
export const amount = <T extends bigint>() =>
  z.custom<T>((value) => typeof value === "bigint" && value >= 0n);

/** A time in milliseconds. */
export const atMs = z.int();

const text = z.string();
const paymentHash = z.custom<PaymentHash>(
  (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
);
const txid = z.string().regex(/^[0-9a-f]{64}$/);

/** An invoice that was chosen, as it is on disk. */
export const invoice = z.strictObject({
  request: text,
  paymentHash,
  amountMsat: amount<Msat>(),
  expiresAtMs: atMs,
});

/** A signed transaction as it is on disk. */
export const transaction = z.strictObject({ txid, rawHex: text, feeSat: amount<Sat>() });

/** A choice as it is on disk. */
export const destination: z.ZodType<Destination> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("invoice"), invoice, name: text.nullable() }),
  z.strictObject({ kind: z.literal("payee-server"), url: text, name: text }),
  z.strictObject({ kind: z.literal("address"), address: text }),
]);

const chosenInvoice = {
  startedAtMs: atMs,
  invoice,
  name: text.nullable(),
  maxFeeMsat: amount<Msat>(),
};
const chosenAddress = {
  startedAtMs: atMs,
  address: text,
  amountSat: amount<Sat>(),
  maxFeeSat: amount<Sat>(),
};

/** Each state of a sending: one that is missing here stops the build. */
const SENDS = {
  fetching: z.strictObject({
    kind: z.literal("fetching"),
    startedAtMs: atMs,
    url: text,
    name: text,
    amountMsat: amount<Msat>(),
  }),
  paying: z.strictObject({
    kind: z.literal("paying"),
    ...chosenInvoice,
    requestedAtMs: atMs,
    hasLostRequest: z.boolean(),
  }),
  checking: z.strictObject({
    kind: z.literal("checking"),
    ...chosenInvoice,
    requestedAtMs: atMs,
    pendingSinceMs: atMs.nullable(),
    failure: text.nullable(),
  }),
  preparing: z.strictObject({ kind: z.literal("preparing"), ...chosenAddress }),
  publishing: z.strictObject({ kind: z.literal("publishing"), ...chosenAddress, transaction }),
  confirming: z.strictObject({
    kind: z.literal("confirming"),
    ...chosenAddress,
    transaction,
    confirmations: z.int().min(0),
  }),
} satisfies { readonly [K in SendState]: z.ZodType<Extract<Send, { readonly kind: K }>> };

/** A sending as it is on disk. */
export const send: z.ZodType<Send> = z.discriminatedUnion("kind", [
  SENDS.fetching,
  SENDS.paying,
  SENDS.checking,
  SENDS.preparing,
  SENDS.publishing,
  SENDS.confirming,
]);

const sent = { amountMsat: amount<Msat>(), feeMsat: amount<Msat>() };

/** The proof of a sending as it is on disk. */
export const sendProof: z.ZodType<SendProof> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("lightning"), paymentHash, ...sent }),
  z.strictObject({ kind: z.literal("chain"), txid, address: text, ...sent }),
]);
