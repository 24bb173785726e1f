/** Last part of a permitted call's path: `GetInfo`. */
export type RpcName =
  | "AddHoldInvoice"
  | "SubscribeSingleInvoice"
  | "CancelInvoice"
  | "SettleInvoice"
  | "LookupInvoice"
  | "DecodePayReq"
  | "GetInfo"
  | "ChannelBalance"
  | "PendingChannels"
  | "WalletBalance"
  | "RegisterBlockEpochNtfn"
  | "SendPaymentV2"
  | "TrackPaymentV2"
  | "EstimateRouteFee"
  | "FundPsbt"
  | "FinalizePsbt"
  | "PublishTransaction"
  | "GetTransaction"
  | "GetTransactions"
  | "ListLeases"
  | "ReleaseOutput"
  | "BumpFee"
  | "EstimateFee";

/**
 * What goes wrong with a call.
 * - `black-hole`: it arrives and nothing happens, for ever; streams fall silent.
 * - `lost-answer`: it is carried out, and the answer never comes; nor does a word over a stream.
 * - `early-end`: it is carried out, and the stream ends in good order after its first word.
 * - `slow`: the answer takes `delayMs`.
 * - `error`: it is not carried out and ends with this gRPC status.
 */
export type LndFault =
  | { readonly kind: "black-hole" }
  | { readonly kind: "lost-answer" }
  | { readonly kind: "early-end" }
  | { readonly kind: "slow"; readonly delayMs: number }
  | { readonly kind: "error"; readonly code: number; readonly details: string };

/** The fault switches, one for each call. */
export interface LndFaults {
  /** Put a fault on one call or on all; null takes it away. */
  set(rpc: RpcName | "all", fault: LndFault | null): void;
  of(rpc: RpcName): LndFault | null;
  /** Switches that are on. */
  active(): Readonly<Partial<Record<RpcName | "all", LndFault>>>;
}

/** Create the switches, all off. A fault on one call goes before a fault on all. */
export const createLndFaults = (): LndFaults => {
  const faults = new Map<RpcName | "all", LndFault>();
  return {
    set: (rpc, fault) => {
      if (fault === null) faults.delete(rpc);
      else faults.set(rpc, fault);
    },
    of: (rpc) => faults.get(rpc) ?? faults.get("all") ?? null,
    active: () => Object.fromEntries(faults),
  };
};
