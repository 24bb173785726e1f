/** What the cashier is told of a payment that is owed to the payer, and of its way back. */
import type { RefundDestinationText, RefundText } from "../../bridge/contract-refund.ts";
import { formatSats, type Msat, msat, msatToSat, satToMsat } from "../../domain/money.ts";
import { feeCapOf, isDroppable, wholeSats } from "../../domain/send-step.ts";
import type { Destination, Send, SendPolicy, SendProof } from "../../domain/send.ts";
import type { Owed, Refunded, Refunding } from "../../domain/swap.ts";
import type { StoredSwap } from "../../ports/journal.ts";
import type { OnDesk, RefundDesk } from "../refund/refund-desk.ts";

/** What a refund is looked at with. */
export interface RefundTextOptions {
  readonly desk: Pick<RefundDesk, "on" | "byHand" | "canRetry">;
  readonly policy: SendPolicy;
}

type Progress = Omit<RefundText, "amount">;

const CODE_HEAD = 14;
const CODE_TAIL = 8;

/** Both ends of a text that nobody reads whole. */
const shorten = (text: string): string =>
  text.length <= CODE_HEAD + CODE_TAIL
    ? text
    : `${text.slice(0, CODE_HEAD)}…${text.slice(-CODE_TAIL)}`;

const invoiceText = (request: string, name: string | null): RefundDestinationText => ({
  kind: "invoice",
  text: name ?? shorten(request),
});
const serverText = (name: string): RefundDestinationText => ({ kind: "payee-server", text: name });
const addressText = (address: string): RefundDestinationText => ({
  kind: "address",
  text: shorten(address),
});

const destinationText = (to: Destination): RefundDestinationText => {
  switch (to.kind) {
    case "invoice":
      return invoiceText(to.invoice.request, to.name);
    case "payee-server":
      return serverText(to.name);
    case "address":
      return addressText(to.address);
  }
};

const sentToText = (send: Send): RefundDestinationText => {
  if (send.kind === "fetching") return serverText(send.name);
  return "invoice" in send
    ? invoiceText(send.invoice.request, send.name)
    : addressText(send.address);
};

/** In whole sats, rounded up: nobody is told less than what it may cost. */
const feeText = (feeMsat: Msat): string => formatSats(satToMsat(msatToSat(feeMsat, "up")));

const maxFeeOf = (send: Send, policy: SendPolicy): Msat => {
  if (send.kind === "fetching") return feeCapOf(wholeSats(send.amountMsat), policy);
  return "invoice" in send ? send.maxFeeMsat : satToMsat(send.maxFeeSat);
};

const NOTHING = {
  destination: null,
  maxFee: null,
  fee: null,
  code: null,
  canRead: false,
  canDrop: false,
  canRetry: false,
} as const;

const onDesk = (what: OnDesk, { owedSinceMs }: Owed, policy: SendPolicy): Progress => {
  switch (what.kind) {
    case "refused":
      return {
        ...NOTHING,
        stage: "none",
        task: "show-code",
        code: what.code,
        sinceMs: owedSinceMs,
        canRead: true,
      };
    case "reading":
      return {
        ...NOTHING,
        stage: "reading",
        task: "wait",
        destination: destinationText(what.to),
        sinceMs: what.sinceMs,
        canRead: true,
        canDrop: true,
      };
    case "review":
      return {
        ...NOTHING,
        stage: "review",
        task: "confirm",
        destination: destinationText(what.to),
        maxFee: feeText(maxFeeOf(what.send, policy)),
        sinceMs: what.sinceMs,
        canRead: true,
        canDrop: true,
      };
  }
};

const whileOwed = (stored: StoredSwap, swap: Owed, options: RefundTextOptions): Progress => {
  const { desk, policy } = options;
  const sinceMs = swap.owedSinceMs;
  const byHand = desk.byHand(stored);
  if (byHand !== null) {
    return { ...NOTHING, stage: "none", task: "by-hand", code: byHand, sinceMs };
  }
  const what = desk.on(swap.id);
  if (what !== null) return onDesk(what, swap, policy);
  const { refundCode: code } = swap;
  const stage = code === null ? "none" : "failed";
  return { ...NOTHING, stage, task: "show-code", code, sinceMs, canRead: true };
};

const whileUnderWay = (
  stored: StoredSwap,
  swap: Refunding,
  options: RefundTextOptions,
): Progress => {
  const { send } = swap;
  const code = send.kind === "checking" ? send.failure : null;
  const canRetry = options.desk.canRetry(stored);
  return {
    ...NOTHING,
    stage: code === null ? "under-way" : "failed",
    task: canRetry ? "retry" : "wait",
    destination: sentToText(send),
    maxFee: feeText(maxFeeOf(send, options.policy)),
    code,
    sinceMs: send.startedAtMs,
    canDrop: isDroppable(send),
    canRetry,
  };
};

const onceRefunded = ({ refund, endedAtMs }: Refunded): Progress => ({
  ...NOTHING,
  stage: "refunded",
  task: "nothing",
  destination: refund?.kind === "chain" ? addressText(refund.address) : null,
  fee: refund === null ? null : feeText(refund.feeMsat),
  sinceMs: endedAtMs,
});

const sentMsat = (swap: Owed | Refunding | Refunded): Msat => {
  const refund: SendProof | null = swap.kind === "refunded" ? swap.refund : null;
  if (refund !== null) return refund.amountMsat;
  const chosen = swap.kind === "refunding" && "invoice" in swap.send ? swap.send : null;
  return chosen?.invoice.amountMsat ?? swap.held.receivedMsat;
};

/** What is told of it; null for a payment that is not owed and never was. */
export const refundText = (stored: StoredSwap, options: RefundTextOptions): RefundText | null => {
  const { swap } = stored;
  const amountOf = (of: Owed | Refunding | Refunded): string =>
    formatSats(wholeSats(msat(sentMsat(of))));
  switch (swap.kind) {
    case "owed":
      return { ...whileOwed(stored, swap, options), amount: amountOf(swap) };
    case "refunding":
      return { ...whileUnderWay(stored, swap, options), amount: amountOf(swap) };
    case "refunded":
      return { ...onceRefunded(swap), amount: amountOf(swap) };
    default:
      return null;
  }
};
