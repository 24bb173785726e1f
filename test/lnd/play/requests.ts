/** What the tourist's node asks for itself: plain invoices, and hold invoices where it is to decide later. */
import { createHash, randomBytes } from "node:crypto";
import { Failure } from "../../../main/domain/failure.ts";
import type { ActionResult, RequestState, RequestView } from "../../../sandbox/contract.ts";
import type { NetworkAction } from "../../../sandbox/network.ts";
import type { Lnd } from "../harness/node.ts";
import { PROBE_MEMO } from "../harness/payer.ts";
import { isReal } from "./is-real.ts";

type Action<Kind extends NetworkAction["kind"]> = Extract<NetworkAction, { readonly kind: Kind }>;

interface RpcInvoice {
  readonly memo: string;
  readonly r_hash: Buffer;
  readonly payment_request: string;
  readonly value_msat: string;
  readonly state: "OPEN" | "ACCEPTED" | "SETTLED" | "CANCELED";
  readonly creation_date: string;
  readonly expiry: string;
  readonly htlcs: readonly unknown[];
}

/** Of the invoices that this process made to decide on later; they end with it, as the network does. */
const preimages = new Map<string, Buffer>();

const stateOf = ({ state, htlcs }: RpcInvoice, isExpired: boolean): RequestState => {
  if (state === "SETTLED") return "paid";
  if (state === "ACCEPTED") return "held";
  if (htlcs.length > 0) return "returned";
  return isExpired || state === "CANCELED" ? "expired" : "open";
};

/** The invoices of the tourist's node, newest first, without the harness's own. */
export const requestsOf = async (payer: Lnd): Promise<readonly RequestView[]> => {
  const order = { num_max_invoices: "30", reversed: true };
  const { invoices } = (await payer.rpc.call("lightning.ListInvoices", order)) as {
    readonly invoices: readonly RpcInvoice[];
  };
  return invoices
    .filter(({ memo }) => memo !== PROBE_MEMO)
    .toReversed()
    .map((invoice) => {
      const hash = invoice.r_hash.toString("hex");
      const expiresAtMs = (Number(invoice.creation_date) + Number(invoice.expiry)) * 1_000;
      return {
        hash,
        request: invoice.payment_request,
        valueMsat: invoice.value_msat,
        manner: preimages.has(hash) ? "holds" : "takes",
        state: stateOf(invoice, Date.now() >= expiresAtMs),
        expiresAtMs,
      };
    });
};

/** The tourist's node makes an invoice. */
export const makeRequest = async (
  payer: Lnd,
  { amountMsat = "0", manner = "takes", expirySeconds = 3_600 }: Action<"request">,
): Promise<ActionResult> => {
  if (manner === "rejects") {
    throw isReal("it takes what it asked for; let it hold the payment, and give it back");
  }
  const preimage = randomBytes(32);
  const digest = createHash("sha256").update(preimage).digest();
  const hash = digest.toString("hex");
  if (manner === "holds") preimages.set(hash, preimage);
  await payer.rpc.call(manner === "holds" ? "invoices.AddHoldInvoice" : "lightning.AddInvoice", {
    ...(manner === "holds" ? { hash: digest } : { r_preimage: preimage }),
    value_msat: amountMsat,
    expiry: expirySeconds.toString(),
  });
  return { ok: true, message: "the wallet made an invoice", hash };
};

/** The tourist's node decides on a payment that it holds. Throws `NOTHING_HELD`. */
export const decideRequest = async (
  payer: Lnd,
  { decision, hash }: Action<"decide-request">,
): Promise<ActionResult> => {
  const requests = await requestsOf(payer);
  const held = requests.find(
    (request) => request.state === "held" && (hash ?? request.hash) === request.hash,
  );
  const preimage = held === undefined ? undefined : preimages.get(held.hash);
  if (held === undefined || preimage === undefined) {
    throw new Failure("NOTHING_HELD", "the wallet holds no such payment");
  }
  if (decision === "settle") await payer.rpc.call("invoices.SettleInvoice", { preimage });
  else {
    const payment_hash = Buffer.from(held.hash, "hex");
    await payer.rpc.call("invoices.CancelInvoice", { payment_hash });
  }
  const message = decision === "settle" ? "the wallet took it" : "the wallet gave it back";
  return { ok: true, message, hash: held.hash };
};
