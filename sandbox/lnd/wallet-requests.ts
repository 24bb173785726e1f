/** What the tourist's wallet asks for itself, and the way by which the node can pay it. */
import { Failure } from "../../main/domain/failure.ts";
import { formatSats, msat } from "../../main/domain/money.ts";
import type { ActionResult, RequestState, RequestView, WayOut } from "../contract.ts";
import type { NetworkAction } from "../network.ts";
import { decodeRequest } from "./bolt11.ts";
import type { PayeeInvoice } from "./payees.ts";
import type { SendControls } from "./send-controls.ts";
import { isUnderWay, type SentPayment } from "./sent-payment.ts";

type Action<Kind extends NetworkAction["kind"]> = Extract<NetworkAction, { readonly kind: Kind }>;

/** Far above what any terminal may pay for a way. */
const DEAR_FEE_MSAT = 100_000_000n;

/** A payment that reached the wallet; one that never got there left no mark on it. */
const stateOf = (payment: SentPayment | undefined, isExpired: boolean): RequestState => {
  if (payment?.status === "SUCCEEDED") return "paid";
  if (payment !== undefined && isUnderWay(payment) && payment.hasPart) return "held";
  if (payment?.status === "FAILED" && payment.hasPart) return "returned";
  return isExpired ? "expired" : "open";
};

const toView = (
  { hash, request, manner }: PayeeInvoice,
  payment: SentPayment | undefined,
  nowMs: number,
): RequestView => {
  const { amountMsat, createdAtMs, expirySeconds } = decodeRequest(request);
  const expiresAtMs = createdAtMs + expirySeconds * 1_000;
  return {
    hash,
    request,
    valueMsat: amountMsat.toString(),
    manner,
    state: stateOf(payment, nowMs >= expiresAtMs),
    expiresAtMs,
  };
};

/** Every invoice of the wallet, newest first. */
export const requestsOf = (lnd: SendControls, nowMs: number): readonly RequestView[] => {
  const payments = new Map(lnd.payments().map((payment) => [payment.hash, payment]));
  return lnd
    .invoicesToPay()
    .map((invoice) => toView(invoice, payments.get(invoice.hash), nowMs))
    .toReversed();
};

/** The wallet makes an invoice. */
export const makeRequest = (
  lnd: SendControls,
  { amountMsat = "0", manner, expirySeconds }: Action<"request">,
): ActionResult => {
  const { hash } = lnd.invoiceToPay({
    amountMsat: BigInt(amountMsat),
    ...(manner === undefined ? {} : { manner }),
    ...(expirySeconds === undefined ? {} : { expirySeconds }),
  });
  const sum = amountMsat === "0" ? "any amount" : formatSats(msat(BigInt(amountMsat)));
  return { ok: true, message: `the wallet asks for ${sum}`, hash };
};

/** The wallet decides on a payment that it holds. Throws `NOTHING_HELD`. */
export const decideRequest = (
  lnd: SendControls,
  nowMs: number,
  { decision, hash }: Action<"decide-request">,
): ActionResult => {
  const held = requestsOf(lnd, nowMs).find(
    (request) => request.state === "held" && (hash ?? request.hash) === request.hash,
  );
  if (held === undefined) throw new Failure("NOTHING_HELD", "the wallet holds no such payment");
  lnd.decidePayment(held.hash, decision);
  const message = decision === "settle" ? "the wallet took it" : "the wallet gave it back";
  return { ok: true, message, hash: held.hash };
};

/** How the way from the node to the wallet is. */
export const wayOutOf = (lnd: SendControls): WayOut => {
  const { way, feeMsat } = lnd.route();
  if (way !== "open") return "none";
  return feeMsat >= DEAR_FEE_MSAT ? "dear" : "open";
};

const WAY_WORDS: Readonly<Record<WayOut, string>> = {
  open: "the node can pay the wallet",
  dear: "the way to the wallet costs more than any cap",
  none: "the node finds no way to the wallet",
};

/** Open or close the way. */
export const setWayOut = (lnd: SendControls, way: WayOut): ActionResult => {
  const feeMsat = way === "dear" ? DEAR_FEE_MSAT : 0n;
  // The whole of it for each part, however small, so that no part gets through.
  lnd.setRoute({ way: way === "none" ? "none" : "open", feeMsat, baseFeeMsat: feeMsat });
  return { ok: true, message: WAY_WORDS[way] };
};
