/** Effects that send bitcoin: fetch the payee's invoice, pay it, ask what became of it, and the same on the chain. */
import type { Msat } from "../../domain/money.ts";
import type { Outcome } from "../../domain/outcome.ts";
import { wholeSats } from "../../domain/send-step.ts";
import type { InvoiceChoice, Send, SendEffectKind, SendEvent } from "../../domain/send.ts";
import type { SwapId } from "../../domain/swap.ts";
import type { ChainSend } from "../../ports/chain-send.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalReader, StoredSwap } from "../../ports/journal.ts";
import type { LightningSend } from "../../ports/lightning-send.ts";
import type { LnurlPay } from "../../ports/lnurl.ts";
import type { EffectHandler, EffectResult } from "../engine/effect-handler.ts";

/** What bitcoin is sent with. */
export interface SendPorts {
  readonly lightning: LightningSend;
  /** Null: nothing is sent on the chain. */
  readonly chain: ChainSend | null;
  readonly payees: LnurlPay;
  /**
   * Read an invoice, held to the node's network; one without an amount is given `amountMsat`. Null:
   * it cannot be paid.
   */
  readonly readInvoice: (request: string, amountMsat: Msat) => InvoiceChoice | null;
}

export interface SendEffectsOptions {
  /** Null on a terminal that sends nothing. */
  readonly ports: SendPorts | null;
  readonly journal: Pick<JournalReader, "sendOf">;
  readonly clock: Clock;
  /** True for a swap of before the last restore: what was sent since is not in the journal. */
  readonly isOlder: (stored: StoredSwap) => boolean;
}

type SendEffectTable = Readonly<Record<SendEffectKind, EffectHandler>>;

/** For how long the node may begin new attempts. */
const ATTEMPT_MS = 60_000;
/** The fee on the chain is aimed at a confirmation within so many blocks. */
const TARGET_BLOCKS = 6;

const answered = (event: SendEvent): EffectResult => ({ kind: "answered", event });

type NotDone = Exclude<Outcome<unknown>, { kind: "done" }>;

const again = (outcome: NotDone): EffectResult => ({
  kind: "again",
  code: outcome.code,
  ...("retryAfterMs" in outcome ? { retryAfterMs: outcome.retryAfterMs } : {}),
});

/** Asked again later; what was learnt on the way is told. */
const told = (code: string, event: SendEvent): EffectResult => ({ kind: "again", code, event });

/** The sending has moved on, and the row with it. */
const GONE: EffectResult = { kind: "ended", code: "SEND_OUT_OF_PLACE" };

type Handle<K extends Send["kind"]> = (
  send: Extract<Send, { kind: K }>,
  ports: SendPorts,
  context: { readonly stored: StoredSwap; readonly options: SendEffectsOptions },
) => Promise<EffectResult>;

const inState =
  <K extends Send["kind"]>(
    options: SendEffectsOptions,
    kind: K,
    handle: Handle<K>,
  ): EffectHandler =>
  async (stored) => {
    const { swap } = stored;
    if (swap.kind !== "refunding" || swap.send.kind !== kind) return GONE;
    if (options.ports === null) return { kind: "again", code: "SEND_NOT_CONFIGURED" };
    const send = swap.send as Extract<Send, { kind: K }>;
    return handle(send, options.ports, { stored, options });
  };

/** One payment for one hash: an invoice of another payment is nobody's to take. */
const isTaken = (options: SendEffectsOptions, id: SwapId, invoice: InvoiceChoice): boolean => {
  const owner = options.journal.sendOf(invoice.paymentHash);
  return owner !== null && owner !== id;
};

const fetchInvoice: Handle<"fetching"> = async (send, { payees, readInvoice }, context) => {
  const { clock } = context.options;
  const refused = (code: string): EffectResult =>
    answered({ kind: "invoice-not-given", code, atMs: clock.nowMs() });
  const terms = await payees.fetchTerms(send.url);
  if (terms.kind === "refused") return refused(terms.code);
  if (terms.kind === "unknown") return again(terms);
  const amountMsat = wholeSats(send.amountMsat);
  const given = await payees.fetchInvoice(terms.value, amountMsat);
  if (given.kind === "refused") return refused(given.code);
  if (given.kind === "unknown") return again(given);
  const invoice = readInvoice(given.value.request, amountMsat);
  if (invoice === null) return refused("LNURL_INVOICE_WRONG");
  if (isTaken(context.options, context.stored.swap.id, invoice))
    return refused("SEND_INVOICE_USED");
  return answered({ kind: "invoice-fetched", invoice, atMs: clock.nowMs() });
};

/** Pay. Whatever the node answers ends the row: what is not certain is asked about from then on. */
const payInvoice =
  (options: SendEffectsOptions): EffectHandler =>
  async (stored, row) => {
    const pay: Handle<"paying"> = async (send, { lightning }) => {
      const { clock } = options;
      const unknown = (code: string): EffectResult => ({
        ...answered({ kind: "payment-unknown", code, atMs: clock.nowMs() }),
        code,
      });
      // An attempt that came to no end may have reached the node.
      if (row.attempts > 0) return unknown("PAYMENT_ATTEMPT_LOST");
      const { request, paymentHash, amountMsat } = send.invoice;
      const { maxFeeMsat } = send;
      const attemptMs = ATTEMPT_MS;
      const payment = { request, paymentHash, amountMsat, maxFeeMsat, attemptMs };
      const outcome = await lightning.payInvoice(payment);
      const atMs = clock.nowMs();
      switch (outcome.kind) {
        case "done":
          return answered({ kind: "payment-made", feeMsat: outcome.value.feeMsat, atMs });
        case "refused":
          return answered({ kind: "payment-refused", code: outcome.code, atMs });
        case "unknown":
          return unknown(outcome.code);
      }
    };
    return inState(options, "paying", pay)(stored, row);
  };

const queryPayment: Handle<"checking"> = async (send, { lightning }, { stored, options }) => {
  const outcome = await lightning.lookUpPayment(send.invoice.paymentHash);
  // That the question was refused says nothing of the payment.
  if (outcome.kind !== "done") return again(outcome);
  const atMs = options.clock.nowMs();
  const state = outcome.value;
  switch (state.kind) {
    case "paid":
      return answered({ kind: "payment-made", feeMsat: state.proof.feeMsat, atMs });
    case "failed":
      return told(state.code, { kind: "payment-failed", code: state.code, atMs });
    case "pending":
      return told("PAYMENT_PENDING", { kind: "payment-pending", atMs });
    case "missing":
      // Another invoice may have been chosen and paid since the backup: nothing is begun any more.
      return options.isOlder(stored)
        ? told("RESTORED", { kind: "payment-failed", code: "RESTORED", atMs })
        : told("PAYMENT_MISSING", { kind: "payment-missing", atMs });
  }
};

const OFF: EffectResult = { kind: "again", code: "SEND_CHAIN_OFF" };

const labelOf = (id: SwapId): string => `satriel refund ${id}`;

const prepare: Handle<"preparing"> = async (send, { chain }, { stored, options }) => {
  if (chain === null) return OFF;
  const { address, amountSat, maxFeeSat } = send;
  const label = labelOf(stored.swap.id);
  const order = { address, amountSat, maxFeeSat, targetBlocks: TARGET_BLOCKS, label };
  const outcome = await chain.prepareTransaction(order);
  if (outcome.kind === "unknown") return again(outcome);
  const atMs = options.clock.nowMs();
  if (outcome.kind === "refused") {
    return answered({ kind: "transaction-refused", code: outcome.code, atMs });
  }
  const { txid, rawHex, feeSat } = outcome.value;
  return answered({ kind: "transaction-prepared", transaction: { txid, rawHex, feeSat }, atMs });
};

const publish: Handle<"publishing"> = async (send, { chain }, { stored, options }) => {
  if (chain === null) return OFF;
  const label = labelOf(stored.swap.id);
  const outcome = await chain.publishTransaction({ ...send.transaction, label });
  const atMs = options.clock.nowMs();
  if (outcome.kind === "done") return answered({ kind: "transaction-published", atMs });
  // Only this says that it can never be confirmed; anything else may be tried again for ever.
  return outcome.kind === "refused" && outcome.code === "CHAIN_TX_CONFLICT"
    ? answered({ kind: "transaction-refused", code: outcome.code, atMs })
    : again(outcome);
};

const queryTransaction: Handle<"confirming"> = async (send, { chain }, { options }) => {
  if (chain === null) return OFF;
  const outcome = await chain.lookUpTransaction(send.transaction.txid);
  if (outcome.kind !== "done") return again(outcome);
  const atMs = options.clock.nowMs();
  const state = outcome.value;
  switch (state.kind) {
    case "missing":
      return told("CHAIN_TX_MISSING", { kind: "transaction-missing", atMs });
    case "unconfirmed":
      return told("CHAIN_TX_UNCONFIRMED", { kind: "transaction-seen", confirmations: 0, atMs });
    case "confirmed": {
      const { confirmations } = state;
      return told("CHAIN_TX_UNCONFIRMED", { kind: "transaction-seen", confirmations, atMs });
    }
  }
};

/** A handler for each. */
export const sendEffects = (options: SendEffectsOptions): SendEffectTable => ({
  "fetch-invoice": inState(options, "fetching", fetchInvoice),
  "pay-invoice": payInvoice(options),
  "query-payment": inState(options, "checking", queryPayment),
  "prepare-transaction": inState(options, "preparing", prepare),
  "publish-transaction": inState(options, "publishing", publish),
  "query-transaction": inState(options, "confirming", queryTransaction),
});
