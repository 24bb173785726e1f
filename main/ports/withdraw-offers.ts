/** What is owed to payers, as their wallets may take it by themselves (LUD-03). */
import type {
  WithdrawOffer,
  WithdrawState,
  WithdrawVerdict,
} from "../domain/destination/lnurl-withdraw.ts";
import type { SwapId } from "../domain/swap.ts";

/** One way to what is owed, and how it stands. */
export interface FoundOffer {
  readonly offer: WithdrawOffer;
  readonly state: WithdrawState;
}

/** The offers of a terminal. Both calls take whatever was sent; what they do is done when they answer. */
export interface WithdrawOffers {
  /** The offer that `k1` opens; null for any other text. */
  find(k1: string): FoundOffer | null;
  /**
   * Judge a wallet's invoice. With `take` it has been chosen, durably, before this answers; with
   * `again` it had been before.
   */
  take(sent: { readonly k1: string | null; readonly pr: string | null }): WithdrawVerdict;
}

/** Which offer of which swap: a swap has another one after each destination that came to nothing. */
export interface OfferName {
  readonly swapId: SwapId;
  /** Destinations that were chosen before it; 0 for the first. */
  readonly round: number;
}

/** The secrets of the offers, derived from a key that the journal and its backups do not hold. */
export interface WithdrawSecrets {
  /** 64 lower-case hex digits. */
  k1Of(name: OfferName): string;
  /** The swap that a text names, before anything of it is believed; null when it cannot be a `k1`. */
  swapIdOf(k1: string): SwapId | null;
  /** True for exactly {@link k1Of}, in a time that does not tell how much of it is right. */
  opens(k1: string, name: OfferName): boolean;
}
