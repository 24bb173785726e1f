/** The simulated node, its chain and its payer as the world plays on them. */
import { Failure } from "../../main/domain/failure.ts";
import type { ActionResult, InvoiceView, NodeFault, PaymentView } from "../contract.ts";
import type { NetworkAction, NetworkView, PlayNetwork } from "../network.ts";
import { namedInvoice, noInvoice, type PayAction, sentMsatOf, standing } from "../pay-order.ts";
import type { LndFault } from "./faults.ts";
import { expiresAtMs, type Invoice } from "./invoice.ts";
import type { LndServer } from "./server.ts";
import type { PayOptions } from "./wallet.ts";
import { decideRequest, makeRequest, requestsOf, setWayOut, wayOutOf } from "./wallet-requests.ts";

/** A page shows no more of any list. */
const MAX_ROWS = 30;

/** What each trouble of the node is on its wire. */
const NODE_FAULTS: Readonly<Record<NodeFault, LndFault | null>> = {
  none: null,
  "black-hole": { kind: "black-hole" },
  "lost-answers": { kind: "lost-answer" },
  slow: { kind: "slow", delayMs: 2_000 },
  // Status 14 of gRPC: UNAVAILABLE.
  unavailable: { kind: "error", code: 14, details: "the node is starting" },
};

/** Beyond any grace that a terminal may give: `quote.expiryGraceMs` is at most 30 s. */
const LATE_BY_MS = 45_000;

/** The part of the node's own plain state that is not in its methods. */
interface NodeSnapshot {
  readonly synced: boolean;
  readonly inboundMsat: string;
  readonly faults: { readonly all?: LndFault };
}

const faultName = (fault: LndFault | undefined): NodeFault => {
  if (fault === undefined) return "none";
  if (fault.kind === "error") return "unavailable";
  const isLost = fault.kind === "lost-answer" || fault.kind === "early-end";
  return isLost ? "lost-answers" : fault.kind;
};

const toInvoiceView = (invoice: Invoice): InvoiceView => ({
  hash: invoice.hash,
  request: invoice.request,
  memo: invoice.memo,
  valueMsat: invoice.valueMsat.toString(),
  state: invoice.state,
  createdAtMs: invoice.createdAtMs,
  expiresAtMs: expiresAtMs(invoice),
});

/** The newest invoice that can still be paid; null when there is none. */
const invoiceOnShow = (lnd: LndServer, nowMs: number): Invoice | null =>
  lnd.invoices().findLast((invoice) => invoice.state === "OPEN" && expiresAtMs(invoice) > nowMs) ??
  null;

const describeWallet = (lnd: LndServer, nowMs: number): NetworkView["wallet"] => {
  const { balanceMsat, lockedMsat, payments } = lnd.wallet();
  const memoOf = (hash: string): string =>
    lnd.invoices().find((invoice) => invoice.hash === hash)?.memo ?? "";
  const onShow = invoiceOnShow(lnd, nowMs);
  return {
    balanceMsat: balanceMsat.toString(),
    lockedMsat: lockedMsat.toString(),
    payments: payments
      .slice(-MAX_ROWS)
      .toReversed()
      .map(({ hash, sentMsat, state, reason }): PaymentView => ({
        hash,
        memo: memoOf(hash),
        sentMsat: sentMsat.toString(),
        state,
        reason,
      })),
    onShow: onShow === null ? null : toInvoiceView(onShow),
    requests: requestsOf(lnd, nowMs).slice(0, MAX_ROWS),
  };
};

const describeNode = (lnd: LndServer): NetworkView["node"] => {
  const { synced, inboundMsat, faults } = lnd.state() as NodeSnapshot;
  return {
    isReal: false,
    socket: lnd.socket,
    isRunning: lnd.isRunning(),
    isSynced: synced,
    height: lnd.height(),
    inboundMsat,
    fault: faultName(faults.all),
    wayOut: wayOutOf(lnd),
    streams: lnd.streamCount(),
    invoices: lnd.invoices().slice(-MAX_ROWS).toReversed().map(toInvoiceView),
  };
};

/** More than the whole is one payment of more; less is the first part of the whole. */
const payOptions = (invoice: Invoice, action: PayAction): PayOptions => {
  const sentMsat = sentMsatOf(invoice.valueMsat, action);
  const amounts: PayOptions =
    sentMsat < invoice.valueMsat ? { partsMsat: [sentMsat] } : { amountMsat: sentMsat };
  return action.isLate === true
    ? { ...amounts, acceptedAtMs: expiresAtMs(invoice) + LATE_BY_MS }
    : amounts;
};

const pay = (lnd: LndServer, nowMs: number, action: PayAction): ActionResult => {
  const invoice =
    action.target === undefined
      ? invoiceOnShow(lnd, nowMs)
      : namedInvoice(action.target, lnd.invoices());
  if (invoice === null) throw noInvoice();
  return standing(lnd.pay(invoice.request, payOptions(invoice, action)).payment);
};

const giveUp = (lnd: LndServer, asked: string | undefined): ActionResult => {
  const waiting = lnd.wallet().payments.filter(({ state }) => state === "waiting");
  const hash = asked ?? waiting.at(-1)?.hash;
  if (!waiting.some((payment) => payment.hash === hash) || hash === undefined) {
    throw new Failure(
      "NOTHING_TO_GIVE_UP",
      "no payment waits for its rest; one that the payee holds is the payee's to return",
    );
  }
  lnd.giveUp(hash);
  return { ok: true, message: "the parts came back", hash };
};

const done = (message: string): ActionResult => ({ ok: true, message });

type Act<Kind extends NetworkAction["kind"]> = (
  context: { readonly lnd: LndServer; readonly nowMs: () => number },
  action: Extract<NetworkAction, { readonly kind: Kind }>,
) => ActionResult | Promise<ActionResult>;

const ACTS: { readonly [Kind in NetworkAction["kind"]]: Act<Kind> } = {
  pay: ({ lnd, nowMs }, action) => pay(lnd, nowMs(), action),
  "give-up": ({ lnd }, { hash }) => giveUp(lnd, hash),
  "fund-wallet": ({ lnd }, { amountMsat }) => {
    lnd.fundWallet(BigInt(amountMsat));
    return done("the wallet was filled");
  },
  request: ({ lnd }, action) => makeRequest(lnd, action),
  "decide-request": ({ lnd, nowMs }, action) => decideRequest(lnd, nowMs(), action),
  "way-out": ({ lnd }, { way }) => setWayOut(lnd, way),
  "node-fault": ({ lnd }, { fault }) => {
    lnd.setFault("all", NODE_FAULTS[fault]);
    return done(fault === "none" ? "the node answers" : `the node: ${fault}`);
  },
  "node-power": async ({ lnd }, { isOn }) => {
    if (isOn) await lnd.start();
    else lnd.stop();
    return done(isOn ? "the node is up" : "the node is gone");
  },
  "node-sync": ({ lnd }, { isSynced }) => {
    lnd.setSynced(isSynced);
    return done(isSynced ? "the node has caught up" : "the node is behind the chain");
  },
  "node-inbound": ({ lnd }, { amountMsat }) => {
    lnd.setInbound(BigInt(amountMsat));
    return done("the channel was changed");
  },
  "node-spend": ({ lnd }, { amountMsat }) => {
    lnd.spend(BigInt(amountMsat));
    return done("bitcoin left the node");
  },
  "force-close": ({ lnd }) => {
    lnd.closeChannel("by-force");
    return done("the channel was closed by force");
  },
  "drop-streams": ({ lnd }) => {
    lnd.dropStreams();
    return done("every stream was broken");
  },
  mine: ({ lnd }, { blocks }) => done(`the chain is at ${lnd.mine(blocks)}`),
};

const actOf = <Kind extends NetworkAction["kind"]>(kind: Kind): Act<Kind> => ACTS[kind];

/** Play on a simulated node. It stays its owner's: closing this closes the node. */
export const createSimulatedNetwork = (lnd: LndServer, nowMs: () => number): PlayNetwork => ({
  chainName: "regtest",
  otherMacaroons: ["books", "payout", "chain"],
  get socket() {
    return lnd.socket;
  },
  view: () => ({ wallet: describeWallet(lnd, nowMs()), node: describeNode(lnd) }),
  act: async (action) => actOf(action.kind)({ lnd, nowMs }, action),
  repair: async () => {
    lnd.setFault("all", null);
    lnd.setSynced(true);
    setWayOut(lnd, "open");
    await lnd.start();
  },
  onChange: (listener) => lnd.onChange(listener),
  close: async () => Promise.resolve(lnd.close()),
});
