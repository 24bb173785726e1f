/**
 * Where bitcoin is to be sent, from a scanned or typed code. `routeScan` says what a code looks like;
 * here it is read whole: checksums, network, expiry, and whether it is a kind that can be paid.
 */
import { satToMsat, type Msat, type Sat } from "../money.ts";
import { type OtherCode, type OtherKind, recogniseOther } from "../scan-shapes.ts";
import { type BitcoinUri, readBitcoinUri, type UriFault } from "./bitcoin-uri.ts";
import { type ChainAddress, readChainAddress, type Sha256 } from "./chain-address.ts";
import { type Invoice, type InvoiceReader, type InvoiceRules, judgeInvoice } from "./invoice.ts";
import { type LnurlReading, readLightningAddress, readLnurl } from "./lnurl.ts";

/** A payee reached over Lightning. */
export type LightningDestination =
  | { readonly kind: "invoice"; readonly invoice: Invoice }
  /** The payee's server is asked for an invoice; `address`: LUD-16, null for an LNURL. */
  | {
      readonly kind: "lnurl";
      readonly url: string;
      readonly domain: string;
      readonly address: string | null;
    };

/** A payee on the chain. */
export interface ChainDestination extends ChainAddress {
  /** Null when the payer chooses. */
  readonly amountSat: Sat | null;
  /** Words of the code, at most 200 characters and no control signs. */
  readonly label: string | null;
  readonly message: string | null;
}

/** Where to pay. `unified`: the payee takes either, for the same amount (BIP 21 with `lightning=`). */
export type Destination =
  | LightningDestination
  | { readonly kind: "chain"; readonly chain: ChainDestination }
  | {
      readonly kind: "unified";
      readonly chain: ChainDestination;
      readonly lightning: LightningDestination;
    };

/** A destination, or why the code is not taken; the code has words. */
export type DestinationReading =
  | { readonly kind: "destination"; readonly destination: Destination }
  | { readonly kind: "refused"; readonly code: DestinationRefusal };

/** Why a code is not taken as a destination. */
export type DestinationRefusal = (typeof DESTINATION_REFUSALS)[number];

/** Every reason there is. */
export const DESTINATION_REFUSALS = [
  /** Nothing that bitcoin can be sent to. */
  "DESTINATION_UNKNOWN",
  /** Looks like one, and its checksum or form is wrong. */
  "DESTINATION_DAMAGED",
  /** Of another chain than the terminal's. */
  "DESTINATION_NETWORK",
  /** BOLT 12. */
  "DESTINATION_OFFER",
  /** A good code of a kind that cannot be paid from here. */
  "DESTINATION_UNSUPPORTED",
  "DESTINATION_EXPIRED",
  "DESTINATION_TOO_SLOW",
  /** An LNURL that is not for being paid. */
  "DESTINATION_NOT_PAY",
  /** An LNURL whose server is not a named one behind https. */
  "DESTINATION_INSECURE",
  "DESTINATION_AMOUNT_INVALID",
  /** The parts of one code ask for different amounts. */
  "DESTINATION_AMOUNT_CONFLICT",
  /** BIP 21 `req-…` that is not known. */
  "DESTINATION_REQUIREMENT",
  "SCAN_WALLET_SECRET",
] as const;

/** What reading needs from outside. */
export interface DestinationTools extends InvoiceRules {
  readonly readInvoice: InvoiceReader;
  readonly sha256: Sha256;
}

type Refused = Extract<DestinationReading, { readonly kind: "refused" }>;

const refused = (code: DestinationRefusal): Refused => ({ kind: "refused", code });

type LightningReading = { readonly kind: "lightning"; readonly to: LightningDestination } | Refused;

const readInvoice = (payload: string, tools: DestinationTools): LightningReading => {
  const invoice = tools.readInvoice(payload);
  if (invoice === "damaged") return refused("DESTINATION_DAMAGED");
  if (invoice === "unsupported") return refused("DESTINATION_UNSUPPORTED");
  const refusal = judgeInvoice(invoice, tools);
  return refusal === null
    ? { kind: "lightning", to: { kind: "invoice", invoice } }
    : refused(refusal);
};

const LNURL_REFUSALS: Readonly<Record<Exclude<LnurlReading["kind"], "pay">, DestinationRefusal>> = {
  damaged: "DESTINATION_DAMAGED",
  "not-pay": "DESTINATION_NOT_PAY",
  insecure: "DESTINATION_INSECURE",
};

const readServer = (payload: string): LightningReading => {
  const reading = readLnurl(payload);
  if (reading.kind !== "pay") return refused(LNURL_REFUSALS[reading.kind]);
  return { kind: "lightning", to: { kind: "lnurl", ...reading.target, address: null } };
};

const readAddress = (payload: string): LightningReading => {
  // BIP 353: found through the name service, signed; nothing here can ask it.
  if (payload.startsWith("₿")) return refused("DESTINATION_UNSUPPORTED");
  const address = readLightningAddress(payload);
  return address === null
    ? refused("DESTINATION_DAMAGED")
    : { kind: "lightning", to: { kind: "lnurl", ...address } };
};

const readLightning = (code: OtherCode, tools: DestinationTools): LightningReading => {
  switch (code.kind) {
    case "bolt11":
      return readInvoice(code.payload, tools);
    case "lnurl":
      return readServer(code.payload);
    case "lightning-address":
      return readAddress(code.payload);
    case "bolt12":
      return refused("DESTINATION_OFFER");
    default:
      return refused("DESTINATION_DAMAGED");
  }
};

type ChainReading = { readonly kind: "chain"; readonly chain: ChainDestination } | Refused;

const CHAIN_REFUSALS = {
  damaged: "DESTINATION_DAMAGED",
  "other-network": "DESTINATION_NETWORK",
  unsupported: "DESTINATION_UNSUPPORTED",
} as const satisfies Readonly<Record<string, DestinationRefusal>>;

const readChain = (
  uri: Omit<BitcoinUri, "lightning">,
  { network, sha256 }: DestinationTools,
): ChainReading => {
  const { address: text, ...rest } = uri;
  const reading = readChainAddress(text, network, sha256);
  return reading.kind === "address"
    ? { kind: "chain", chain: { ...reading.address, ...rest } }
    : refused(CHAIN_REFUSALS[reading.kind]);
};

const URI_REFUSALS: Readonly<Record<UriFault, DestinationRefusal>> = {
  damaged: "DESTINATION_DAMAGED",
  amount: "DESTINATION_AMOUNT_INVALID",
  requirement: "DESTINATION_REQUIREMENT",
};

const asked = (to: LightningDestination): Msat | null =>
  to.kind === "invoice" ? to.invoice.amountMsat : null;

/** Without an address there is nothing but the invoice to hold the amount of the URI. */
const isAmountOdd = (amountSat: Sat | null, invoiceMsat: Msat | null, hasAddress: boolean) => {
  if (amountSat === null) return false;
  return invoiceMsat === null ? !hasAddress : satToMsat(amountSat) !== invoiceMsat;
};

const destination = (value: Destination): DestinationReading => ({
  kind: "destination",
  destination: value,
});

/** Both parts of a URI must be good: of a code that is half wrong, nothing is believed. */
const readUri = (text: string, tools: DestinationTools): DestinationReading => {
  const uri = readBitcoinUri(text);
  if (typeof uri === "string") return refused(URI_REFUSALS[uri]);
  const { lightning: code, ...rest } = uri;
  const chain = rest.address === "" ? null : readChain(rest, tools);
  if (chain?.kind === "refused") return chain;
  if (code === null) return chain === null ? refused("DESTINATION_DAMAGED") : destination(chain);
  const lightning = readLightning(recogniseOther(code), tools);
  if (lightning.kind === "refused") return lightning;
  const amountMsat = asked(lightning.to);
  if (isAmountOdd(rest.amountSat, amountMsat, chain !== null)) {
    return refused("DESTINATION_AMOUNT_CONFLICT");
  }
  return destination(
    chain === null
      ? lightning.to
      : { kind: "unified", chain: chain.chain, lightning: lightning.to },
  );
};

const LIGHTNING_KINDS: readonly OtherKind[] = ["bolt11", "bolt12", "lnurl", "lightning-address"];

/** Read a code that is no EMV code as a place to send bitcoin to. Pure. */
export const readDestination = (code: OtherCode, tools: DestinationTools): DestinationReading => {
  if (code.kind === "wallet-secret") return refused("SCAN_WALLET_SECRET");
  if (code.kind === "bitcoin-uri") return readUri(code.payload, tools);
  if (code.kind === "bitcoin-address") {
    const plain = { address: code.payload, amountSat: null, label: null, message: null };
    const chain = readChain(plain, tools);
    return chain.kind === "refused" ? chain : destination(chain);
  }
  if (!LIGHTNING_KINDS.includes(code.kind)) return refused("DESTINATION_UNKNOWN");
  const lightning = readLightning(code, tools);
  return lightning.kind === "refused" ? lightning : destination(lightning.to);
};
