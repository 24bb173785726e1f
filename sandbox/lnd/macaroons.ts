import { derive } from "./bolt11.ts";
import { mintMacaroon } from "./mint-macaroon.ts";

/** The calls of each kind of macaroon that a terminal may have. */
export const MACAROON_CALLS = {
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
  /** Reads the node's bitcoin for the day close. */
  books: [
    "/lnrpc.Lightning/ChannelBalance",
    "/lnrpc.Lightning/PendingChannels",
    "/lnrpc.Lightning/WalletBalance",
  ],
  payout: [
    "/routerrpc.Router/SendPaymentV2",
    "/routerrpc.Router/TrackPaymentV2",
    "/routerrpc.Router/EstimateRouteFee",
    "/lnrpc.Lightning/DecodePayReq",
    "/lnrpc.Lightning/GetInfo",
    "/chainrpc.ChainNotifier/RegisterBlockEpochNtfn",
  ],
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
export type MacaroonKind = keyof typeof MACAROON_CALLS;

/** Every call that some macaroon permits. */
export const PERMITTED_RPCS: readonly string[] = [
  ...new Set<string>(Object.values(MACAROON_CALLS).flat()),
];

/** The root key of all that a simulated node gives out. */
const ROOT_KEY_ID = "1";

const bytesOf = (...parts: readonly string[]): Buffer => Buffer.from(derive(...parts), "hex");

/** The macaroon of one kind, as hex. The same seed gives the same: it guards play money. */
export const macaroonOf = (kind: MacaroonKind, seed: string): string =>
  mintMacaroon({
    rootKey: bytesOf("macaroon-root-key", seed),
    rootKeyId: ROOT_KEY_ID,
    nonce: bytesOf("macaroon-nonce", kind, seed).subarray(0, 16),
    calls: MACAROON_CALLS[kind],
  }).toString("hex");

/** The macaroons that the node has given out, as hex; null for one that it has not. */
export type GoodMacaroons = Readonly<Record<MacaroonKind, string | null>>;

/** Which macaroons are good, and LND's words about any other. */
export interface Gate {
  /** Which one is the till's from now on; null when the root key of all has been deleted. */
  set(till: string | null): void;
  judge(shown: readonly string[], path: string): string | null;
}

/** Create the gate. */
export const createGate = (first: GoodMacaroons): Gate => {
  let { till } = first;
  const kindOf = (shown: string | undefined): MacaroonKind | undefined => {
    const good: GoodMacaroons = { ...first, till };
    return (Object.keys(MACAROON_CALLS) as MacaroonKind[]).find((kind) => good[kind] === shown);
  };
  return {
    set: (next) => {
      till = next;
    },
    judge: (shown, path) => {
      if (shown.length !== 1) return `expected 1 macaroon, got ${shown.length}`;
      if (till === null) {
        return `cannot retrieve macaroon: cannot get macaroon: root key with id ${ROOT_KEY_ID} doesn't exist`;
      }
      const kind = kindOf(shown[0]);
      if (kind === undefined) {
        return "verification failed: signature mismatch after caveat verification";
      }
      const calls: readonly string[] = MACAROON_CALLS[kind];
      return calls.includes(path) ? null : "permission denied";
    },
  };
};
