/** The same calls to the node through the same library, and nothing else: a script without a terminal. */
import { createHash, randomBytes } from "node:crypto";
import {
  authenticatedLndGrpc,
  createHodlInvoice,
  getChannelBalance,
  getWalletInfo,
  settleHodlInvoice,
  subscribeToInvoice,
} from "lightning";
import { serve, type Told } from "./children.ts";
import { createMarker, type Marker } from "./marks.ts";

const AMOUNT_MSAT = "4600000";

type Lnd = ReturnType<typeof authenticatedLndGrpc>["lnd"];

interface Payment {
  readonly secret: string;
  readonly marker: Marker;
  readonly held: Promise<unknown>;
  readonly stop: () => void;
}

let lnd: Lnd | null = null;
let payment: Payment | null = null;

const look = async (node: Lnd): Promise<unknown> =>
  Promise.all([getWalletInfo({ lnd: node }), getChannelBalance({ lnd: node })]);

const makeInvoice = async (node: Lnd): Promise<Told> => {
  const secret = randomBytes(32);
  const id = createHash("sha256").update(secret).digest("hex");
  const marker = createMarker();
  marker.mark("confirmed");
  const { request } = await marker.timed("create", async () =>
    createHodlInvoice({
      lnd: node,
      id,
      mtokens: AMOUNT_MSAT,
      cltv_delta: 144,
      expires_at: new Date(Date.now() + 60_000).toISOString(),
    }),
  );
  marker.mark("shown");
  const watched = subscribeToInvoice({ lnd: node, id });
  const held = new Promise((resolve) => {
    watched.on("invoice_updated", (invoice: { readonly is_held?: boolean }) => {
      if (invoice.is_held === true) resolve(marker.mark("held"));
    });
  });
  const stop = (): void => void watched.removeAllListeners("invoice_updated");
  payment = { secret: secret.toString("hex"), marker, held, stop };
  return { kind: "invoice", request };
};

const take = async (node: Lnd, { secret, marker, held, stop }: Payment): Promise<Told> => {
  await held;
  await marker.timed("look", async () => look(node));
  // A bare script has no bank to ask.
  marker.mark("payout asked");
  marker.mark("payout answered");
  await marker.timed("settle", async () => settleHodlInvoice({ lnd: node, secret }));
  marker.mark("paid");
  stop();
  return { kind: "taken", marks: marker.marks() };
};

serve(async (ask): Promise<Told> => {
  if (ask.kind === "open-bare") {
    const { socket, tlsCertificate, macaroonHex: macaroon } = ask.node;
    const cert = Buffer.from(tlsCertificate).toString("base64");
    ({ lnd } = authenticatedLndGrpc({ socket, cert, macaroon }));
    return { kind: "open" };
  }
  if (lnd !== null && ask.kind === "make-invoice") return makeInvoice(lnd);
  if (lnd !== null && ask.kind === "take" && payment !== null) return take(lnd, payment);
  throw new Error(`the script cannot ${ask.kind}`);
});
