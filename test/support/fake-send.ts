/** Bitcoin out, in memory: a node that pays each hash once, payees' servers, a chain; faults by script. */
import type { SendPorts } from "../../main/app/effects/send-effects.ts";
import { msat, sat } from "../../main/domain/money.ts";
import { done, type Outcome, refused, unknown } from "../../main/domain/outcome.ts";
import type { InvoiceChoice } from "../../main/domain/send.ts";
import type { PaymentHash } from "../../main/domain/swap.ts";
import type {
  ChainPayment,
  ChainTransactionState,
  SignedTransaction,
} from "../../main/ports/chain-send.ts";
import type { Clock } from "../../main/ports/clock.ts";
import type {
  InvoicePayment,
  InvoicePaymentProof,
  InvoicePaymentState,
} from "../../main/ports/lightning-send.ts";
import { createScript, type Script } from "./script.ts";
import { sha256Hex } from "./sha256.ts";

type CallName =
  | "payInvoice"
  | "lookUpPayment"
  | "fetchTerms"
  | "fetchInvoice"
  | "prepareTransaction"
  | "publishTransaction"
  | "lookUpTransaction";

/** What becomes of a payment that the node has not seen before. */
export type SendVerdict = "paid" | "held" | { readonly failed: string };

export interface FakeSend {
  readonly ports: SendPorts;
  readonly script: Script<CallName>;
  /** Every request to pay that arrived, repeats too. */
  readonly requests: readonly InvoicePayment[];
  /** Every payment that a payee got. */
  readonly received: readonly InvoicePayment[];
  /** Every transaction that went out, once each. */
  readonly published: readonly SignedTransaction[];
  verdict: SendVerdict;
  /** The payee takes, or gives back, what it holds. */
  decide(hash: PaymentHash, verdict: Exclude<SendVerdict, "held">): void;
  /** A fresh invoice of a wallet, as it shows it. */
  mint(amountMsat: bigint, change?: Partial<InvoiceChoice>): InvoiceChoice;
  /** The chain has confirmed what went out so often. */
  confirmations: number;
}

const FEE_MSAT = 1_200n;

interface Payments {
  readonly states: Map<PaymentHash, InvoicePaymentState>;
  readonly received: InvoicePayment[];
  readonly payments: Map<PaymentHash, InvoicePayment>;
}

const conclude = (
  { states, received, payments }: Payments,
  hash: PaymentHash,
  verdict: SendVerdict,
): void => {
  const payment = payments.get(hash);
  if (payment === undefined) throw new Error("no such payment was begun");
  if (verdict === "held") {
    states.set(hash, { kind: "pending" });
    return;
  }
  if (verdict !== "paid") {
    states.set(hash, { kind: "failed", code: verdict.failed });
    return;
  }
  received.push(payment);
  const proof = { preimage: new Uint8Array(32), feeMsat: msat(FEE_MSAT) };
  states.set(hash, { kind: "paid", proof });
};

const answerOf = (state: InvoicePaymentState | undefined): Outcome<InvoicePaymentProof> => {
  switch (state?.kind) {
    case "paid":
      return done(state.proof);
    case "failed":
      return refused(state.code);
    default:
      return unknown("PAYMENT_PENDING");
  }
};

/** A tourist's wallet that shows invoices, and the node that pays them. */
export const createFakeSend = (clock: Clock): FakeSend => {
  const script = createScript<CallName>();
  const requests: InvoicePayment[] = [];
  const published: SignedTransaction[] = [];
  const minted = new Map<string, InvoiceChoice>();
  const payments: Payments = { states: new Map(), received: [], payments: new Map() };

  const pay = (payment: InvoicePayment): Outcome<InvoicePaymentProof> => {
    const { paymentHash: hash } = payment;
    const known = payments.states.get(hash);
    // As LND: what failed may be tried again, anything else is not begun a second time.
    if (known === undefined || known.kind === "failed") {
      payments.payments.set(hash, payment);
      conclude(payments, hash, fake.verdict);
    }
    return answerOf(payments.states.get(hash));
  };

  const prepare = ({ address, amountSat }: ChainPayment): Outcome<SignedTransaction> => {
    const txid = sha256Hex(new TextEncoder().encode(`${address} ${amountSat} ${clock.nowMs()}`));
    return done({ txid, rawHex: `02${txid}`, feeSat: sat(310n) });
  };

  const publish = (transaction: SignedTransaction): Outcome<null> => {
    if (!published.some(({ txid }) => txid === transaction.txid)) published.push(transaction);
    return done(null);
  };

  const lookUp = (wanted: string): Outcome<ChainTransactionState> => {
    if (!published.some(({ txid }) => txid === wanted)) return done({ kind: "missing" });
    const { confirmations } = fake;
    return done(
      confirmations === 0 ? { kind: "unconfirmed" } : { kind: "confirmed", confirmations },
    );
  };

  const fake: FakeSend = {
    script,
    requests,
    received: payments.received,
    published,
    verdict: "paid",
    confirmations: 0,
    decide: (hash, verdict) => conclude(payments, hash, verdict),
    mint: (amountMsat, change = {}) => {
      const paymentHash = sha256Hex(
        new TextEncoder().encode(`invoice ${minted.size}`),
      ) as PaymentHash;
      const invoice: InvoiceChoice = {
        request: `lnbcrt1refund${paymentHash.slice(0, 16)}`,
        paymentHash,
        amountMsat: msat(amountMsat),
        expiresAtMs: clock.nowMs() + 3_600_000,
        ...change,
      };
      minted.set(invoice.request, invoice);
      return invoice;
    },
    ports: {
      lightning: {
        payInvoice: async (payment) => {
          requests.push(payment);
          return script.run("payInvoice", () => pay(payment));
        },
        lookUpPayment: async (hash) =>
          script.run("lookUpPayment", () => done(payments.states.get(hash) ?? { kind: "missing" })),
        estimateFee: async () => done(msat(FEE_MSAT)),
      },
      chain: {
        prepareTransaction: async (payment) =>
          script.run("prepareTransaction", () => prepare(payment)),
        publishTransaction: async (transaction) =>
          script.run("publishTransaction", () => publish(transaction)),
        lookUpTransaction: async (txid) => script.run("lookUpTransaction", () => lookUp(txid)),
        releaseTransaction: async () => done(null),
        bumpFee: async () => refused("CHAIN_NO_CHANGE"),
      },
      payees: {
        fetchTerms: async (url) =>
          script.run("fetchTerms", () =>
            done({
              domain: new URL(url).hostname,
              callback: `${url}/callback`,
              minMsat: msat(1_000n),
              maxMsat: msat(10n ** 12n),
              metadata: '[["text/plain","a wallet"]]',
              description: "a wallet",
            }),
          ),
        fetchInvoice: async (_, amountMsat) =>
          script.run("fetchInvoice", () => done({ request: fake.mint(amountMsat).request })),
      },
      readInvoice: (request) => minted.get(request) ?? null,
    },
  };
  return fake;
};
