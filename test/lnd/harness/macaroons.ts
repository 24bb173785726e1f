/** The calls that a terminal's macaroon is for: what the adapter makes of the node, and no more. */
export const TILL_CALLS: readonly string[] = [
  "/invoicesrpc.Invoices/AddHoldInvoice",
  "/invoicesrpc.Invoices/SubscribeSingleInvoice",
  "/invoicesrpc.Invoices/CancelInvoice",
  "/invoicesrpc.Invoices/SettleInvoice",
  "/lnrpc.Lightning/LookupInvoice",
  "/lnrpc.Lightning/GetInfo",
  "/lnrpc.Lightning/ChannelBalance",
  "/lnrpc.Lightning/PendingChannels",
  "/lnrpc.Lightning/WalletBalance",
  "/chainrpc.ChainNotifier/RegisterBlockEpochNtfn",
];
