import bolt11 from "bolt11";
import type { LndLightningSend } from "../../../main/adapters/lnd/payout-client.ts";
import { NETWORKS, type NetworkName } from "../../../main/adapters/lnd/network.ts";
import { msat } from "../../../main/domain/money.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import type { InvoicePayment } from "../../../main/ports/lightning-send.ts";

/** An invoice of a payee's. */
export interface Payable {
  readonly request: string;
  readonly hash: PaymentHash;
  readonly amountMsat: bigint;
}

/** What is asked of a payee; it takes what is paid to it unless it `holds`. */
export interface PayableOrder {
  readonly amountMsat?: bigint;
  readonly holds?: boolean;
  readonly expirySeconds?: number;
  readonly cltvDelta?: number;
}

/** A node under test that pays, a payee behind a hop that asks for a fee. Fake or real. */
export interface SendNetwork {
  readonly send: LndLightningSend;
  readonly name: NetworkName;
  /** What it costs to pay the payee the usual amount. */
  readonly feeMsat: bigint;
  invoice(order?: PayableOrder): Promise<Payable>;
  /** Resolves once the payee holds the payment of this invoice. */
  held(hash: PaymentHash): Promise<void>;
  decide(hash: PaymentHash, decision: "settle" | "cancel"): Promise<void>;
  /** Nobody can be reached until the returned function has been called. */
  isolate(): Promise<() => Promise<void>>;
  /** What the node has to pay with. */
  spendableMsat(): Promise<bigint>;
  /** The wire to the node carries nothing until the returned function is called. */
  cutWire(): () => void;
  restart(): Promise<void>;
  /** The terminal's clock goes ahead of the node's by so much. */
  setClockAhead(ms: number): void;
  close(): Promise<void>;
}

/** The usual amount. */
export const AMOUNT_MSAT = 50_000_000n;

/** How long the node may begin new attempts in these tests. */
export const ATTEMPT_MS = 2_000;

/** The payment of an invoice, with what is different. */
export const paymentOf = (
  { request, hash, amountMsat }: Payable,
  change: Partial<InvoicePayment> = {},
): InvoicePayment => ({
  request,
  paymentHash: hash,
  amountMsat: msat(amountMsat),
  maxFeeMsat: msat(500_000n),
  attemptMs: ATTEMPT_MS,
  ...change,
});

/** An invoice of a network other than `name`, sound in itself. */
export const foreignRequest = (name: NetworkName, hash: string): string => {
  const other = name === "mainnet" ? NETWORKS.testnet : NETWORKS.mainnet;
  const unsigned = bolt11.encode(
    {
      network: { ...other, validWitnessVersions: [0, 1] },
      millisatoshis: AMOUNT_MSAT.toString(),
      timestamp: Math.floor(Date.now() / 1_000),
      tags: [
        { tagName: "payment_hash", data: hash },
        { tagName: "description", data: "" },
      ],
    },
    false,
  );
  return bolt11.sign(unsigned, "22".repeat(32)).paymentRequest ?? "";
};
