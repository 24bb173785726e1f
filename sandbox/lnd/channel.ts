import type { Chain } from "./chain.ts";
import { heldParts, sumMsat, type Invoice } from "./invoice.ts";

/** What a channel, and the wallet that it falls into, keep over a restart. */
export interface ChannelTotals {
  /** The most that could come in when no payment is under way. */
  readonly inboundMsat: bigint;
  readonly localMsat: bigint;
  /** In channels that were closed by force, until the sweep is confirmed. */
  readonly closingMsat: bigint;
  /** From this height on the sweep is on its way; null when nothing is being closed. */
  readonly matureAtHeight: number | null;
  /** Confirmed in the wallet on the chain. */
  readonly chainMsat: bigint;
}

/** The node's one channel, and what is left of those before it. */
export interface Channel {
  /** Held by the node and not yet decided. */
  unsettledMsat(): bigint;
  /** What could still come in. */
  inboundMsat(): bigint;
  totals(): ChannelTotals;
  /** In the wallet and not confirmed: a sweep, which counts as closing as well until it is confirmed. */
  arrivingMsat(): bigint;
  /** The parts of `invoice` change sides. */
  settle(invoice: Invoice): void;
  setInbound(amountMsat: bigint): void;
  /** Take from the node what it has in the channel, as its owner does who pays with it. */
  spend(amountMsat: bigint): void;
  /** Close by force: nothing comes in any more, and our side is on the chain, locked for a time. */
  forceClose(): void;
}

/** Blocks that our own side of a channel closed by force is locked for: LND's least `to_self_delay`. */
const LOCKED_BLOCKS = 144;

/** Create the channel over what was kept; payments under way are read from `invoices`. */
export const createChannel = (
  kept: ChannelTotals,
  invoices: () => readonly Invoice[],
  chain: Pick<Chain, "height" | "onBlock">,
): Channel => {
  const height = (): number => chain.height();
  let { inboundMsat, localMsat, closingMsat, matureAtHeight, chainMsat } = kept;
  const unsettledMsat = (): bigint =>
    invoices().reduce((sum, invoice) => sum + sumMsat(heldParts(invoice)), 0n);
  chain.onBlock(() => {
    if (matureAtHeight === null || height() <= matureAtHeight) return;
    chainMsat += closingMsat;
    closingMsat = 0n;
    matureAtHeight = null;
  });
  return {
    unsettledMsat,
    inboundMsat: () => {
      const left = inboundMsat - unsettledMsat();
      return left < 0n ? 0n : left;
    },
    totals: () => ({ inboundMsat, localMsat, closingMsat, matureAtHeight, chainMsat }),
    arrivingMsat: () => (matureAtHeight !== null && height() >= matureAtHeight ? closingMsat : 0n),
    settle: (invoice) => {
      const receivedMsat = sumMsat(invoice.htlcs.filter((htlc) => htlc.state === "SETTLED"));
      // Of a channel that is closed it is claimed on the chain, and locked like the rest.
      if (inboundMsat < receivedMsat) {
        closingMsat += receivedMsat;
        matureAtHeight ??= height() + LOCKED_BLOCKS;
        return;
      }
      inboundMsat -= receivedMsat;
      localMsat += receivedMsat;
    },
    setInbound: (amountMsat) => {
      inboundMsat = amountMsat;
    },
    spend: (amountMsat) => {
      localMsat -= amountMsat < localMsat ? amountMsat : localMsat;
    },
    forceClose: () => {
      closingMsat += localMsat;
      matureAtHeight = height() + LOCKED_BLOCKS;
      localMsat = 0n;
      inboundMsat = 0n;
    },
  };
};
