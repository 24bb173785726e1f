import bolt11 from "bolt11";
import { msat, type Msat } from "../../domain/money.ts";
import type { InvoicePayment } from "../../ports/lightning-send.ts";
import { NETWORKS, type NetworkName } from "./network.ts";

/** What matters of a BOLT 11 payment request before it is paid. */
export interface PaymentRequest {
  readonly paymentHash: string;
  /** Null when the payer chooses. */
  readonly amountMsat: Msat | null;
  /** Unix time. */
  readonly expiresAtMs: number;
  /** Blocks that the last part of the route is locked for, at least. */
  readonly cltvDelta: number;
}

// BOLT 11: an hour, and 18 blocks, where the request does not say.
const DEFAULT_EXPIRY_S = 3_600;
const DEFAULT_CLTV_DELTA = 18;

/** A week: money that a payee may hold on to for longer is not sent. */
const MOST_CLTV_DELTA = 1_008;

const decode = (text: string, network: NetworkName): ReturnType<typeof bolt11.decode> | null => {
  try {
    // Signet has the addresses of the testnet, and payment requests of its own.
    return bolt11.decode(text, { ...NETWORKS[network], validWitnessVersions: [0, 1] });
  } catch {
    return null;
  }
};

/** Read a request of this network, checksum and signature included; null when it is none. */
export const readRequest = (text: string, network: NetworkName): PaymentRequest | null => {
  const decoded = decode(text, network);
  if (decoded === null) return null;
  const { timestamp, millisatoshis, tagsObject } = decoded;
  if (tagsObject.payment_hash === undefined || timestamp === undefined) return null;
  const amount = millisatoshis ?? null;
  return {
    paymentHash: tagsObject.payment_hash,
    amountMsat: amount === null ? null : msat(BigInt(amount)),
    expiresAtMs: (timestamp + (tagsObject.expire_time ?? DEFAULT_EXPIRY_S)) * 1_000,
    cltvDelta: tagsObject.min_final_cltv_expiry ?? DEFAULT_CLTV_DELTA,
  };
};

/**
 * Whether the request is for just this payment. What it says never changes, so what does not fit now
 * was never sent before.
 */
export const fitsPayment = (request: PaymentRequest, payment: InvoicePayment): boolean =>
  request.paymentHash === payment.paymentHash &&
  payment.amountMsat > 0n &&
  (request.amountMsat === null || request.amountMsat === payment.amountMsat) &&
  request.cltvDelta <= MOST_CLTV_DELTA;
