import type { Channel } from "./channel.ts";
import { heldParts, sumMsat, type Htlc, type Invoice } from "./invoice.ts";

const seconds = (ms: number): string => Math.floor(ms / 1000).toString();
const sats = (amountMsat: bigint): string => (amountMsat / 1000n).toString();

// Block 700,000, first transaction, first output, as LND packs it into 64 bits.
const CHANNEL_ID = ((700_000n << 40n) | (1n << 16n)).toString();

const FEATURES = {
  8: { name: "tlv-onion", is_required: true, is_known: true },
  14: { name: "payment-addr", is_required: true, is_known: true },
  17: { name: "multi-path-payments", is_required: false, is_known: true },
  25: { name: "route-blinding", is_required: false, is_known: true },
};

const toRpcHtlc = (htlc: Htlc): object => ({
  chan_id: CHANNEL_ID,
  htlc_index: htlc.index.toString(),
  amt_msat: htlc.amountMsat.toString(),
  accept_height: htlc.acceptHeight,
  accept_time: seconds(htlc.acceptedAtMs),
  resolve_time: htlc.resolvedAtMs === null ? "0" : seconds(htlc.resolvedAtMs),
  expiry_height: htlc.expiryHeight,
  state: htlc.state,
  custom_records: {},
  mpp_total_amt_msat: htlc.totalMsat.toString(),
});

/** What a cancelled invoice held when it was: LND goes on naming that as paid. */
const heldAtTheEnd = ({ htlcs }: Invoice): bigint => {
  const endedAtMs = Math.max(...htlcs.map((htlc) => htlc.resolvedAtMs ?? 0));
  const last = htlcs.filter((htlc) => htlc.resolvedAtMs === endedAtMs);
  const sum = sumMsat(last);
  // A set that was never complete was never held.
  return last.every((htlc) => sum >= htlc.totalMsat) ? sum : 0n;
};

const paidMsat = (invoice: Invoice): bigint => {
  switch (invoice.state) {
    case "OPEN":
      return 0n;
    case "ACCEPTED":
      return sumMsat(heldParts(invoice));
    case "SETTLED":
      return sumMsat(invoice.htlcs.filter((htlc) => htlc.state === "SETTLED"));
    case "CANCELED":
      return heldAtTheEnd(invoice);
  }
};

/** `lnrpc.Invoice`. The preimage field stays empty until the invoice is settled. */
export const toRpcInvoice = (invoice: Invoice): object => ({
  memo: invoice.memo,
  r_preimage: Buffer.from(invoice.preimage ?? "", "hex"),
  r_hash: Buffer.from(invoice.hash, "hex"),
  value: sats(invoice.valueMsat),
  value_msat: invoice.valueMsat.toString(),
  settled: invoice.state === "SETTLED",
  creation_date: seconds(invoice.createdAtMs),
  settle_date: invoice.settledAtMs === null ? "0" : seconds(invoice.settledAtMs),
  payment_request: invoice.request,
  description_hash: Buffer.alloc(0),
  expiry: invoice.expirySeconds.toString(),
  cltv_expiry: invoice.cltvDelta.toString(),
  add_index: invoice.addIndex.toString(),
  settle_index: invoice.state === "SETTLED" ? invoice.addIndex.toString() : "0",
  amt_paid_sat: sats(paidMsat(invoice)),
  amt_paid_msat: paidMsat(invoice).toString(),
  state: invoice.state,
  htlcs: invoice.htlcs.map(toRpcHtlc),
  features: FEATURES,
  payment_addr: Buffer.from(invoice.paymentSecret, "hex"),
});

/** What GetInfo tells of the node. */
export interface NodeFacts {
  readonly nodeId: string;
  readonly height: number;
  readonly blockHash: string;
  readonly synced: boolean;
  readonly nowMs: number;
  readonly version: string;
  /** False once it was closed. */
  readonly hasChannel: boolean;
}

/** `lnrpc.GetInfoResponse`. */
export const toRpcInfo = (facts: NodeFacts): object => ({
  version: facts.version,
  identity_pubkey: facts.nodeId,
  alias: "sandbox",
  color: "#3399ff",
  num_active_channels: facts.hasChannel ? 1 : 0,
  num_inactive_channels: 0,
  num_pending_channels: 0,
  num_peers: 1,
  block_height: facts.height,
  block_hash: facts.blockHash,
  best_header_timestamp: seconds(facts.nowMs),
  synced_to_chain: facts.synced,
  synced_to_graph: facts.synced,
  chains: [{ chain: "bitcoin", network: "regtest" }],
  uris: [],
  features: {},
});

const toRpcAmount = (amountMsat: bigint): object => ({
  sat: sats(amountMsat),
  msat: amountMsat.toString(),
});

/** `lnrpc.ChannelBalanceResponse`. */
export const toRpcBalance = (balance: {
  readonly localMsat: bigint;
  readonly inboundMsat: bigint;
  readonly unsettledMsat: bigint;
  /** On its way out. */
  readonly outgoingMsat: bigint;
}): object => ({
  balance: sats(balance.localMsat - balance.outgoingMsat),
  pending_open_balance: "0",
  local_balance: toRpcAmount(balance.localMsat - balance.outgoingMsat),
  remote_balance: toRpcAmount(balance.inboundMsat),
  // What is held is on its way to this side.
  unsettled_local_balance: toRpcAmount(balance.unsettledMsat),
  unsettled_remote_balance: toRpcAmount(balance.outgoingMsat),
  pending_open_local_balance: toRpcAmount(0n),
  pending_open_remote_balance: toRpcAmount(0n),
});

// The channel's funding, and what closed it.
const FUNDING_OUTPOINT = `${"70".repeat(32)}:0`;
const CLOSING_TXID = "c1".repeat(32);

/** `lnrpc.PendingChannelsResponse` of a node that opens none. */
export const toRpcPendingChannels = (
  channel: Pick<Channel, "totals" | "isWaiting">,
  height: number,
): object => {
  const { closingMsat, matureAtHeight } = channel.totals();
  const closed = {
    channel: {
      remote_node_pub: `02${"ab".repeat(32)}`,
      channel_point: FUNDING_OUTPOINT,
      capacity: sats(closingMsat),
      local_balance: sats(closingMsat),
      remote_balance: "0",
      initiator: "INITIATOR_REMOTE",
      commitment_type: "ANCHORS",
    },
    closing_txid: CLOSING_TXID,
    limbo_balance: sats(closingMsat),
  };
  const locked = {
    ...closed,
    recovered_balance: "0",
    maturity_height: matureAtHeight ?? 0,
    blocks_til_maturity: (matureAtHeight ?? 0) - height,
    pending_htlcs: [],
    anchor: "LIMBO",
  };
  const isLocked = matureAtHeight !== null && !channel.isWaiting();
  return {
    total_limbo_balance: sats(closingMsat),
    pending_open_channels: [],
    pending_closing_channels: [],
    pending_force_closing_channels: isLocked ? [locked] : [],
    waiting_close_channels: channel.isWaiting() ? [closed] : [],
  };
};

/** `lnrpc.WalletBalanceResponse`. */
export const toRpcWallet = (wallet: {
  readonly chainMsat: bigint;
  readonly arrivingMsat: bigint;
}): object => ({
  total_balance: sats(wallet.chainMsat + wallet.arrivingMsat),
  confirmed_balance: sats(wallet.chainMsat),
  unconfirmed_balance: sats(wallet.arrivingMsat),
  locked_balance: "0",
  reserved_balance_anchor_chan: "0",
  account_balance: {},
});
