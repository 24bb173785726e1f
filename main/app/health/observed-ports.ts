/** Ports wrapped so that every call teaches the health of its link. */
import type { ReceiptPrinter } from "../../ports/devices.ts";
import type { Lightning } from "../../ports/lightning.ts";
import type { PayoutRail } from "../../ports/payout-rail.ts";
import type { Health } from "./health.ts";

export const observeLightning = (inner: Lightning, health: Health): Lightning => ({
  createHoldInvoice: async (order) =>
    health.observe("lightning", async () => inner.createHoldInvoice(order)),
  lookUpInvoice: async (hash) => health.observe("lightning", async () => inner.lookUpInvoice(hash)),
  settleInvoice: async (preimage) =>
    health.observe("lightning", async () => inner.settleInvoice(preimage)),
  cancelInvoice: async (hash) => health.observe("lightning", async () => inner.cancelInvoice(hash)),
  nodeInfo: async () => health.observe("lightning", async () => inner.nodeInfo()),
  watchInvoice: (hash, onState) => inner.watchInvoice(hash, onState),
  watchBlocks: (onHeight) => inner.watchBlocks(onHeight),
});

export const observeRail = (inner: PayoutRail, health: Health): PayoutRail => ({
  lookUpAccount: async (khqr) =>
    health.observe("payoutRail", async () => inner.lookUpAccount(khqr)),
  submitPayout: async (order) =>
    health.observe("payoutRail", async () => inner.submitPayout(order)),
  queryPayout: async (key) => health.observe("payoutRail", async () => inner.queryPayout(key)),
  float: async (currency) => health.observe("payoutRail", async () => inner.float(currency)),
});

/** Ends of a print that say nothing of the printer but that a person has to look at the paper. */
const LOOK_AT_PAPER: ReadonlySet<string> = new Set(["PRINTER_SENT_ONLY", "PRINTER_INTERRUPTED"]);

/** A document that cannot be printed is no fault of the printer. */
const isOfDocument = (code: string): boolean => code.startsWith("PRINT_");

export const observePrinter = (inner: ReceiptPrinter, health: Health): ReceiptPrinter => ({
  print: async (document) => {
    const outcome = await inner.print(document);
    if (outcome.kind !== "done") {
      if (isOfDocument(outcome.code)) return outcome;
      health.set("printer", LOOK_AT_PAPER.has(outcome.code) ? "slow" : "down", outcome.code);
    }
    // What the printer says of itself, such as that its paper runs low, is not talked over.
    else if (health.of("printer") !== "slow") health.set("printer", "up");
    return outcome;
  },
});
