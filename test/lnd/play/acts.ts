/** What a person can do with real nodes. */
import { Failure } from "../../../main/domain/failure.ts";
import type { ActionResult, InvoiceView, PaymentView } from "../../../sandbox/contract.ts";
import type { NetworkAction } from "../../../sandbox/network.ts";
import {
  namedInvoice,
  noInvoice,
  type PayAction,
  sentMsatOf,
  standing,
} from "../../../sandbox/pay-order.ts";
import { until } from "../harness/daemons.ts";
import { isReal } from "./is-real.ts";
import { pay, PROBE_MEMO, sendPart } from "../harness/payer.ts";
import type { Play } from "./picture.ts";
import { decideRequest, makeRequest } from "./requests.ts";

const done = (message: string): ActionResult => ({ ok: true, message });

const SETTLED_STATES: readonly PaymentView["state"][] = ["paid", "returned", "failed", "held"];

/**
 * Send the money, and answer once it is known where it stands: held, or back, or that a part waits.
 * How it ends is told by the picture.
 */
const payInvoice = async (
  play: Play,
  invoice: InvoiceView,
  sentMsat: bigint,
): Promise<ActionResult> => {
  const { payer } = play.simnet;
  const isPart = sentMsat < BigInt(invoice.valueMsat);
  // What it learnt of the node while that was away would keep it from trying.
  await payer.rpc.call("router.ResetMissionControl");
  const sending = isPart
    ? sendPart(payer, invoice.request, sentMsat)
    : pay(payer, invoice.request, { amountMsat: sentMsat });
  let failed: string | null = null;
  sending.catch((error: unknown) => {
    failed = error instanceof Error ? error.message : "LND ended the call";
  });
  const wanted = isPart ? [...SETTLED_STATES, "waiting"] : SETTLED_STATES;
  const payment = await until("LND says where the payment stands", async () => {
    if (failed !== null) throw new Failure("PAYMENT_FAILED", failed);
    const { wallet } = await play.look();
    return (
      wallet.payments.find(({ hash, state }) => hash === invoice.hash && wanted.includes(state)) ??
      null
    );
  });
  return standing({ ...payment, sentMsat: BigInt(payment.sentMsat) });
};

const payAs = async (play: Play, action: PayAction): Promise<ActionResult> => {
  if (action.isLate === true) {
    throw isReal("it cancels an unpaid invoice when its time is up, so nothing can come late");
  }
  const { wallet, node } = await play.look();
  const invoice =
    action.target === undefined ? wallet.onShow : namedInvoice(action.target, node.invoices);
  if (invoice === null) throw noInvoice();
  return payInvoice(play, invoice, sentMsatOf(BigInt(invoice.valueMsat), action));
};

/** One more channel of the tourist's, the blocks that confirm it included. */
const fundWallet = async ({ simnet }: Play, amountMsat: bigint): Promise<ActionResult> => {
  await simnet.openChannel(simnet.payer, simnet.payee, {
    capacitySat: amountMsat / 1_000n,
    pushedSat: 0n,
  });
  return done("one more channel was opened, and six blocks found to confirm it");
};

/** The operator pays the tourist. */
const spend = async ({ simnet }: Play, amountMsat: string): Promise<ActionResult> => {
  const { payer, payee } = simnet;
  const order = { memo: PROBE_MEMO, value_msat: amountMsat };
  const invoice = await payer.rpc.call("lightning.AddInvoice", order);
  const { payment_request: request } = invoice as { readonly payment_request: string };
  const { isPaid, reason } = await pay(payee, request);
  if (isPaid) return done("bitcoin left the node");
  throw new Failure("PAYMENT_FAILED", reason ?? "it failed");
};

const closeChannels = async ({ simnet }: Play): Promise<ActionResult> => {
  const { payee } = simnet;
  const { channels } = (await payee.rpc.call("lightning.ListChannels")) as {
    readonly channels: readonly { readonly channel_point: string }[];
  };
  for (const { channel_point: point } of channels) {
    const [funding_txid_str, index] = point.split(":");
    const channel_point = { funding_txid_str, output_index: Number(index) };
    const order = { channel_point, force: true };
    for await (const _ of payee.rpc.stream("lightning.CloseChannel", order)) break;
  }
  return done("the channel was closed by force");
};

const setPower = async ({ simnet }: Play, isOn: boolean): Promise<ActionResult> => {
  const { payee } = simnet;
  if (isOn && !payee.isRunning()) await payee.start();
  if (!isOn) await payee.stop();
  return done(isOn ? "the node is up" : "the node is gone");
};

type Act<Kind extends NetworkAction["kind"]> = (
  play: Play,
  action: Extract<NetworkAction, { readonly kind: Kind }>,
) => Promise<ActionResult>;

const setFault: Act<"node-fault"> = async (play, { fault }) => {
  if (fault !== "none" && fault !== "black-hole") {
    throw isReal("only the wire to it can be broken: black hole, dropped streams");
  }
  play.isDead = fault === "black-hole";
  if (play.isDead) play.relay.blackHole();
  else play.relay.heal();
  return Promise.resolve(done(play.isDead ? "the node: black-hole" : "the node answers"));
};

const ACTS: { readonly [Kind in NetworkAction["kind"]]: Act<Kind> } = {
  pay: payAs,
  "give-up": async () =>
    Promise.reject(isReal("it gives an incomplete payment back by itself after two minutes")),
  "fund-wallet": async (play, { amountMsat }) => fundWallet(play, BigInt(amountMsat)),
  request: async ({ simnet }, action) => makeRequest(simnet.payer, action),
  "decide-request": async ({ simnet }, action) => decideRequest(simnet.payer, action),
  "way-out": async () => Promise.reject(isReal("its way to the wallet is the one channel")),
  "node-fault": setFault,
  "node-power": async (play, { isOn }) => setPower(play, isOn),
  "node-sync": async () => Promise.reject(isReal("it follows its chain, and says so")),
  "node-inbound": async () => Promise.reject(isReal("its channels are as they are")),
  "node-spend": async (play, { amountMsat }) => spend(play, amountMsat),
  "force-close": closeChannels,
  "drop-streams": async ({ relay }) => {
    relay.cut();
    return Promise.resolve(done("every connection was cut"));
  },
  mine: async ({ simnet }, { blocks }) => {
    await simnet.mine(blocks);
    return done(`the chain is at ${await simnet.height()}`);
  },
};

const actOf = <Kind extends NetworkAction["kind"]>(kind: Kind): Act<Kind> => ACTS[kind];

/** Carry out an action. Throws a `Failure` for what cannot be done. */
export const playOn = async (play: Play, action: NetworkAction): Promise<ActionResult> =>
  actOf(action.kind)(play, action);
