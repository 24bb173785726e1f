/**
 * What each kind of macaroon is for: names of LND's calls, and never an `entity:action` pair, since
 * one pair opens calls that its name does not say (`invoices:write` also adds plain invoices).
 */
export const CALLS = {
  /** A terminal: hold invoices, and what tells how the node is. It cannot send anything. */
  till: [
    "/invoicesrpc.Invoices/AddHoldInvoice",
    "/invoicesrpc.Invoices/SubscribeSingleInvoice",
    "/invoicesrpc.Invoices/CancelInvoice",
    "/invoicesrpc.Invoices/SettleInvoice",
    "/lnrpc.Lightning/LookupInvoice",
    "/lnrpc.Lightning/DecodePayReq",
    "/lnrpc.Lightning/GetInfo",
    "/lnrpc.Lightning/ChannelBalance",
    "/chainrpc.ChainNotifier/RegisterBlockEpochNtfn",
  ],
  /** Reads the node's own bitcoin for the day close; may be given to a terminal beside the till's. */
  books: [
    "/lnrpc.Lightning/ChannelBalance",
    "/lnrpc.Lightning/PendingChannels",
    "/lnrpc.Lightning/WalletBalance",
  ],
  /** Pays invoices. For whoever sends, never for a till that only receives. */
  payout: [
    "/routerrpc.Router/SendPaymentV2",
    "/routerrpc.Router/TrackPaymentV2",
    "/routerrpc.Router/EstimateRouteFee",
    "/lnrpc.Lightning/DecodePayReq",
    "/lnrpc.Lightning/GetInfo",
    "/chainrpc.ChainNotifier/RegisterBlockEpochNtfn",
  ],
  /**
   * Sends on the chain, by transactions that are whole before they go out: `SendCoins` is not among
   * these, because a second one after a lost answer pays twice.
   */
  chain: [
    "/walletrpc.WalletKit/FundPsbt",
    "/walletrpc.WalletKit/FinalizePsbt",
    "/walletrpc.WalletKit/ListLeases",
    "/walletrpc.WalletKit/ReleaseOutput",
    "/walletrpc.WalletKit/EstimateFee",
    "/walletrpc.WalletKit/BumpFee",
    "/walletrpc.WalletKit/PublishTransaction",
    "/walletrpc.WalletKit/GetTransaction",
    "/lnrpc.Lightning/GetTransactions",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** One kind of macaroon. */
export type MacaroonKind = keyof typeof CALLS;
