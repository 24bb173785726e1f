/** The tourist's wallet: a real node that pays invoices, spoken to in plain gRPC. */
import { Failure } from "../../../main/domain/failure.ts";
import type { Lnd } from "./node.ts";

/** A node that pays, as far as that goes. */
export type Payer = Pick<Lnd, "rpc">;

/** How to pay other than in full, at once, in one part. */
export interface PayOptions {
  /** What is paid in all; the request's amount when absent. */
  readonly amountMsat?: bigint;
  /** The most that one part may carry, so that there are several. */
  readonly maxPartMsat?: bigint;
  /** The payer's own channel that it has to leave by, as LND numbers it. */
  readonly firstChannel?: string;
}

/** Names the payments by which the harness finds out that a channel works. */
export const PROBE_MEMO = "probe of the harness";

/** How a payment ended. */
export interface PaymentEnd {
  readonly isPaid: boolean;
  /** LND's name for the reason; null when it was paid. */
  readonly reason: string | null;
  /** The proof of payment, as hex; null when it was not paid. */
  readonly preimage: string | null;
  readonly parts: number;
}

interface Decoded {
  readonly destination: string;
  readonly payment_hash: string;
  readonly num_msat: string;
  readonly cltv_expiry: string;
  readonly payment_addr: Buffer;
}

interface Payment {
  readonly status: "UNKNOWN" | "IN_FLIGHT" | "SUCCEEDED" | "FAILED" | "INITIATED";
  readonly failure_reason: string;
  readonly payment_preimage: string;
  readonly htlcs: readonly unknown[];
}

interface Route {
  readonly hops: readonly object[];
}

interface Attempt {
  readonly status: "IN_FLIGHT" | "SUCCEEDED" | "FAILED";
  readonly failure: { readonly code: string } | null;
  readonly preimage: Buffer;
}

interface Balance {
  readonly local_balance: { readonly msat: string };
}

/** How long a payer looks for a way; a payment that is held takes as long as it takes. */
const TIMEOUT_SECONDS = 60;
const FEE_LIMIT_MSAT = "1000000";

/**
 * The payment in its own terms rather than by the request, which LND would not let be overpaid. The
 * features are those of any hold invoice: onion by TLV, payment secret, several parts.
 */
const orderOf = async (payer: Payer, request: string, options: PayOptions): Promise<object> => {
  const invoice = (await payer.rpc.call("lightning.DecodePayReq", {
    pay_req: request,
  })) as Decoded;
  const { amountMsat, maxPartMsat, firstChannel } = options;
  return {
    dest: Buffer.from(invoice.destination, "hex"),
    amt_msat: amountMsat?.toString() ?? invoice.num_msat,
    payment_hash: Buffer.from(invoice.payment_hash, "hex"),
    payment_addr: invoice.payment_addr,
    final_cltv_delta: Number(invoice.cltv_expiry),
    dest_features: ["TLV_ONION_OPT", "PAYMENT_ADDR_OPT", "MPP_OPT"],
    max_parts: maxPartMsat === undefined ? 1 : 16,
    max_shard_size_msat: maxPartMsat?.toString() ?? "0",
    timeout_seconds: TIMEOUT_SECONDS,
    fee_limit_msat: FEE_LIMIT_MSAT,
    no_inflight_updates: true,
    outgoing_chan_ids: firstChannel === undefined ? [] : [firstChannel],
  };
};

/** Pay, and wait for the end: as long as the payee holds the payment. */
export const pay = async (
  payer: Payer,
  request: string,
  options: PayOptions = {},
): Promise<PaymentEnd> => {
  const order = await orderOf(payer, request, options);
  for await (const message of payer.rpc.stream("router.SendPaymentV2", order)) {
    const { status, failure_reason: reason, payment_preimage, htlcs } = message as Payment;
    const parts = htlcs.length;
    if (status === "SUCCEEDED") {
      return { isPaid: true, reason: null, preimage: payment_preimage, parts };
    }
    if (status === "FAILED") return { isPaid: false, reason, preimage: null, parts };
  }
  throw new Failure("PAYMENT_LOST", "LND told nothing of the end of a payment");
};

/**
 * Send one part of what the payee is told is the whole, and no more: the set stays incomplete. Resolves
 * when the payee has given it back, which LND does by itself two minutes after it came.
 */
export const sendPart = async (
  payer: Lnd,
  request: string,
  partMsat: bigint,
): Promise<PaymentEnd> => {
  const invoice = (await payer.rpc.call("lightning.DecodePayReq", {
    pay_req: request,
  })) as Decoded;
  const { route } = (await payer.rpc.call("router.BuildRoute", {
    amt_msat: partMsat.toString(),
    final_cltv_delta: Number(invoice.cltv_expiry),
    hop_pubkeys: [Buffer.from(invoice.destination, "hex")],
  })) as { readonly route: Route };
  const hops = route.hops.map((hop, index) =>
    index === route.hops.length - 1
      ? {
          ...hop,
          tlv_payload: true,
          mpp_record: { payment_addr: invoice.payment_addr, total_amt_msat: invoice.num_msat },
        }
      : hop,
  );
  const attempt = (await payer.rpc.call("router.SendToRouteV2", {
    payment_hash: Buffer.from(invoice.payment_hash, "hex"),
    route: { ...route, hops },
  })) as Attempt;
  const isPaid = attempt.status === "SUCCEEDED";
  const reason = attempt.failure?.code ?? null;
  const preimage = isPaid ? attempt.preimage.toString("hex") : null;
  return { isPaid, reason, preimage, parts: 1 };
};

/** What a node says of its channels: nothing is held in those that are there, and none is closing. */
export interface ChannelStanding {
  readonly active: number;
  /** Payments under way, in all of them. */
  readonly pendingHtlcs: number;
  /** Channels that are on their way to the chain. */
  readonly closing: number;
}

/** How its channels stand now. */
export const channelStanding = async (node: Lnd): Promise<ChannelStanding> => {
  const { channels } = (await node.rpc.call("lightning.ListChannels")) as {
    readonly channels: readonly {
      readonly active: boolean;
      readonly pending_htlcs: readonly unknown[];
    }[];
  };
  const closing = (await node.rpc.call("lightning.PendingChannels")) as Readonly<
    Record<`${"waiting_close" | "pending_force_closing"}_channels`, readonly unknown[]>
  >;
  return {
    active: channels.filter(({ active }) => active).length,
    pendingHtlcs: channels.reduce((sum, { pending_htlcs: held }) => sum + held.length, 0),
    closing: closing.waiting_close_channels.length + closing.pending_force_closing_channels.length,
  };
};

/** What the wallet can spend over its channels; payments under way are not in it. */
export const spendableMsat = async (payer: Lnd): Promise<bigint> => {
  const balance = (await payer.rpc.call("lightning.ChannelBalance")) as Balance;
  return BigInt(balance.local_balance.msat);
};
