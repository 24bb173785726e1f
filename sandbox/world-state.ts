import type { InvoiceView, NodeFault, PaperView, PaymentView, WorldState } from "./contract.ts";
import type { SimulatedDisplay } from "./devices/display.ts";
import type { SimulatedPrinter } from "./devices/printer.ts";
import type { LndFault } from "./lnd/faults.ts";
import { expiresAtMs, type Invoice } from "./lnd/invoice.ts";
import type { LndServer } from "./lnd/server.ts";
import type { RailView } from "./rail/server.ts";
import type { WorldParts } from "./world-parts.ts";

/** A page shows no more of any list. */
const MAX_ROWS = 30;

/** What each trouble of the node is on its wire. */
export const NODE_FAULTS: Readonly<Record<NodeFault, LndFault | null>> = {
  none: null,
  "black-hole": { kind: "black-hole" },
  "lost-answers": { kind: "lost-answer" },
  slow: { kind: "slow", delayMs: 2_000 },
  // Status 14 of gRPC: UNAVAILABLE.
  unavailable: { kind: "error", code: 14, details: "the node is starting" },
};

/** The part of the node's own plain state that is not in its methods. */
interface NodeSnapshot {
  readonly synced: boolean;
  readonly inboundMsat: string;
  readonly faults: { readonly all?: LndFault };
}

const faultName = (fault: LndFault | undefined): NodeFault => {
  if (fault === undefined) return "none";
  if (fault.kind === "error") return "unavailable";
  return fault.kind === "lost-answer" ? "lost-answers" : fault.kind;
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
export const invoiceOnShow = (lnd: LndServer, nowMs: number): Invoice | null =>
  lnd.invoices().findLast((invoice) => invoice.state === "OPEN" && expiresAtMs(invoice) > nowMs) ??
  null;

const describeWallet = (lnd: LndServer, nowMs: number): WorldState["wallet"] => {
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
  };
};

const describeNode = (lnd: LndServer): WorldState["node"] => {
  const { synced, inboundMsat, faults } = lnd.state() as NodeSnapshot;
  return {
    socket: lnd.socket,
    isRunning: lnd.isRunning(),
    isSynced: synced,
    height: lnd.height(),
    inboundMsat,
    fault: faultName(faults.all),
    streams: lnd.streamCount(),
    invoices: lnd.invoices().slice(-MAX_ROWS).toReversed().map(toInvoiceView),
  };
};

const describeRail = (rail: RailView): RailView => ({
  ...rail,
  payouts: rail.payouts.slice(0, MAX_ROWS),
  credits: rail.credits.slice(0, MAX_ROWS),
});

/** Every paper that is kept, newest first, by its number. */
const papersOf = (printer: SimulatedPrinter): readonly PaperView[] => {
  const kept = printer.papers();
  const first = printer.state().slips - kept.length + 1;
  return kept
    .map(({ at, width, height }, index) => ({
      number: first + index,
      atMs: at,
      widthDots: width,
      heightDots: height,
    }))
    .toReversed();
};

/** The picture of a paper; null when it is not kept, or never was. */
export const paperPng = (printer: SimulatedPrinter, number: number): Buffer | null => {
  const kept = printer.papers();
  const index = number - 1 - (printer.state().slips - kept.length);
  return kept[index]?.png ?? null;
};

const describeDisplay = (display: SimulatedDisplay): WorldState["display"] => {
  const { connections, isUnplugged, switches, rows, unknown } = display.state();
  return { connections, isUnplugged, switches, rows, unknown };
};

/** The whole world as plain JSON. */
export const describeWorld = (parts: WorldParts): WorldState => {
  const { lnd, rail, rates, sink, printer, scanner, samples } = parts;
  const nowMs = parts.nowMs();
  const { connections, isUnplugged, scans } = scanner.state();
  const printed = printer.state();
  return {
    nowMs,
    wallet: describeWallet(lnd, nowMs),
    node: describeNode(lnd),
    rail: describeRail(rail.state()),
    rates: rates.state(),
    sink: sink.state(),
    samples: samples.list(),
    scanner: { connections, isUnplugged, scans, lastText: parts.scanned[0] ?? null },
    display: describeDisplay(parts.display),
    printer: {
      connections: printed.connections,
      switches: printed.switches,
      isUnplugged: printed.isUnplugged,
      bufferedBytes: printed.bufferedBytes,
      drawerPulses: printed.drawerPulses,
      papers: papersOf(printer).slice(0, MAX_ROWS),
    },
  };
};
