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
  /** Closed by agreement: nothing is locked, and the wallet has the coin at once. */
  readonly isAgreed: boolean;
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
  /** The same to the payee at the far side, where it could come back from. */
  pay(amountMsat: bigint): void;
  /**
   * Close: nothing comes in any more, and our side is on the chain. By force it is locked for a time;
   * by agreement it is in the wallet too while the close is not final.
   */
  close(how: "by-force" | "by-agreement"): void;
  /** False once it was closed, until there is room in another. */
  isOpen(): boolean;
  /** No closing transaction has become final. */
  isWaiting(): boolean;
  /** Confirmed in the wallet. */
  walletMsat(): bigint;
}

/** Blocks that our own side of a channel closed by force is locked for: LND's least `to_self_delay`. */
const LOCKED_BLOCKS = 144;
/** Blocks after which a close by agreement is final. */
const FINAL_BLOCKS = 3;

/** Create the channel over what was kept; payments under way are read from `invoices`. */
export const createChannel = (
  kept: ChannelTotals,
  invoices: () => readonly Invoice[],
  chain: Pick<Chain, "height" | "onBlock">,
): Channel => {
  const height = (): number => chain.height();
  let { inboundMsat, localMsat, closingMsat, matureAtHeight, isAgreed, chainMsat } = kept;
  const unsettledMsat = (): bigint =>
    invoices().reduce((sum, invoice) => sum + sumMsat(heldParts(invoice)), 0n);
  chain.onBlock(() => {
    if (matureAtHeight === null || height() <= matureAtHeight) return;
    chainMsat += closingMsat;
    closingMsat = 0n;
    matureAtHeight = null;
  });
  const isConfirmed = (): boolean =>
    matureAtHeight !== null && height() > matureAtHeight - FINAL_BLOCKS + 1;
  return {
    unsettledMsat,
    inboundMsat: () => {
      const left = inboundMsat - unsettledMsat();
      return left < 0n ? 0n : left;
    },
    totals: () => ({
      inboundMsat,
      localMsat,
      closingMsat,
      matureAtHeight,
      isAgreed,
      chainMsat,
    }),
    arrivingMsat: () => {
      if (matureAtHeight === null) return 0n;
      const isInWallet = isAgreed ? !isConfirmed() : height() >= matureAtHeight;
      return isInWallet ? closingMsat : 0n;
    },
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
    pay: (amountMsat) => {
      localMsat -= amountMsat;
      inboundMsat += amountMsat;
    },
    close: (how) => {
      isAgreed = how === "by-agreement";
      closingMsat += localMsat;
      matureAtHeight = height() + (isAgreed ? FINAL_BLOCKS - 1 : LOCKED_BLOCKS);
      localMsat = 0n;
      inboundMsat = 0n;
    },
    isOpen: () => inboundMsat + localMsat > 0n || (matureAtHeight === null && chainMsat === 0n),
    isWaiting: () =>
      matureAtHeight !== null && (isAgreed || height() === matureAtHeight - LOCKED_BLOCKS),
    walletMsat: () => (isAgreed && isConfirmed() ? chainMsat + closingMsat : chainMsat),
  };
};
