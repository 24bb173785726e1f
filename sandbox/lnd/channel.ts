import { heldParts, sumMsat, type Invoice } from "./invoice.ts";

/** What a channel keeps over a restart. */
export interface ChannelTotals {
  /** The most that could come in when no payment is under way. */
  readonly inboundMsat: bigint;
  readonly localMsat: bigint;
}

/** The node's one channel. */
export interface Channel {
  /** Held by the node and not yet decided. */
  unsettledMsat(): bigint;
  /** What could still come in. */
  inboundMsat(): bigint;
  totals(): ChannelTotals;
  /** The parts of `invoice` change sides. */
  settle(invoice: Invoice): void;
  setInbound(amountMsat: bigint): void;
}

/** Create the channel over what was kept; payments under way are read from `invoices`. */
export const createChannel = (kept: ChannelTotals, invoices: () => readonly Invoice[]): Channel => {
  let { inboundMsat, localMsat } = kept;
  const unsettledMsat = (): bigint =>
    invoices().reduce((sum, invoice) => sum + sumMsat(heldParts(invoice)), 0n);
  return {
    unsettledMsat,
    inboundMsat: () => {
      const left = inboundMsat - unsettledMsat();
      return left < 0n ? 0n : left;
    },
    totals: () => ({ inboundMsat, localMsat }),
    settle: (invoice) => {
      const receivedMsat = sumMsat(invoice.htlcs.filter((htlc) => htlc.state === "SETTLED"));
      inboundMsat -= receivedMsat;
      localMsat += receivedMsat;
    },
    setInbound: (amountMsat) => {
      inboundMsat = amountMsat;
    },
  };
};
