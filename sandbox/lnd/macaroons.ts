/** The calls that the till's macaroon permits. */
const TILL_RPCS = [
  "/invoicesrpc.Invoices/AddHoldInvoice",
  "/invoicesrpc.Invoices/SubscribeSingleInvoice",
  "/invoicesrpc.Invoices/CancelInvoice",
  "/invoicesrpc.Invoices/SettleInvoice",
  "/lnrpc.Lightning/LookupInvoice",
  "/lnrpc.Lightning/DecodePayReq",
  "/lnrpc.Lightning/GetInfo",
  "/lnrpc.Lightning/ChannelBalance",
  "/lnrpc.Lightning/PendingChannels",
  "/lnrpc.Lightning/WalletBalance",
  "/chainrpc.ChainNotifier/RegisterBlockEpochNtfn",
] as const;

/** Those of the macaroon that pays invoices. */
const PAYOUT_RPCS = [
  "/routerrpc.Router/SendPaymentV2",
  "/routerrpc.Router/TrackPaymentV2",
  "/routerrpc.Router/EstimateRouteFee",
] as const;

/** Those of the macaroon that sends on the chain. */
const CHAIN_RPCS = [
  "/walletrpc.WalletKit/FundPsbt",
  "/walletrpc.WalletKit/FinalizePsbt",
  "/walletrpc.WalletKit/PublishTransaction",
  "/walletrpc.WalletKit/GetTransaction",
  "/walletrpc.WalletKit/ReleaseOutput",
  "/walletrpc.WalletKit/BumpFee",
  "/walletrpc.WalletKit/EstimateFee",
  "/lnrpc.Lightning/GetTransactions",
] as const;

/** All that the simulated node answers. */
export const PERMITTED_RPCS: readonly string[] = [...TILL_RPCS, ...PAYOUT_RPCS, ...CHAIN_RPCS];

/** The macaroons that the node has given out, as hex; null for one that it has not. */
export interface GoodMacaroons {
  readonly till: string | null;
  readonly payout: string | null;
  readonly chain: string | null;
}

/** Which macaroons are good, and LND's words about any other. */
export interface Gate {
  /** Which one is the till's from now on; null when the root key of all has been deleted. */
  set(till: string | null): void;
  judge(shown: readonly string[], path: string): string | null;
}

/** Create the gate. */
export const createGate = (first: GoodMacaroons): Gate => {
  let till = first.till;
  return {
    set: (next) => {
      till = next;
    },
    judge: (shown, path) => {
      if (shown.length !== 1) return `expected 1 macaroon, got ${shown.length}`;
      if (till === null) return "cannot get macaroon: root key with id 1 doesn't exist";
      const lists: readonly (readonly [string | null, readonly string[]])[] = [
        [till, TILL_RPCS],
        [first.payout, PAYOUT_RPCS],
        [first.chain, CHAIN_RPCS],
      ];
      const permitted = lists.find(([macaroon]) => macaroon === shown[0])?.[1];
      if (permitted === undefined) {
        return "verification failed: signature mismatch after caveat verification";
      }
      return permitted.includes(path) ? null : "permission denied";
    },
  };
};
