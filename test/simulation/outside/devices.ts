/** What stands on the counter beside the terminal, what it writes its log to, and its back office's safe. */
import { done, refused, unknown } from "../../../main/domain/outcome.ts";
import type { ReceiptDocument } from "../../../main/domain/receipt-document.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import type { ReceiptPrinter } from "../../../main/ports/devices.ts";
import type { Escrow } from "../../../main/ports/escrow.ts";
import type { Log } from "../../../main/ports/log.ts";
import type { ReceiptSays } from "../facts.ts";
import { SITES } from "../plan/sites.ts";
import type { Setting } from "../setting.ts";
import { createWire, type Power } from "./wire.ts";

const QR_PREFIX = "satriel:";

/** What can be read on the paper. */
const readReceipt = ({ blocks }: ReceiptDocument) => {
  let copy = false;
  let says: ReceiptSays = "paid";
  let hash = "";
  for (const block of blocks) {
    if (block.kind === "qr") hash = block.payload.slice(QR_PREFIX.length);
    if (block.kind !== "text") continue;
    if (block.text.includes("COPY")) copy = true;
    if (block.text.includes("CREDIT PENDING")) says = "pending";
    if (block.text.includes("REFUND RECEIPT")) says = "refund";
  }
  return { copy, says, hash: hash as PaymentHash };
};

export const createSimPrinter = ({ around }: Setting, power: Power): ReceiptPrinter => {
  const wire = createWire({
    around,
    name: "printer.print",
    site: SITES.print,
    remote: "PRINTER",
    outages: [],
    isCable: true,
  });
  return {
    print: (document) =>
      wire.call(power, () => {
        if (around.isDown("printer")) return refused("PAPER_OUT");
        const { hash, copy, says } = readReceipt(document);
        around.tell({ kind: "printed", hash, copy, says });
        return done(null);
      }),
  };
};

export const createSimEscrow = ({ around }: Setting, power: Power): Escrow => {
  const wire = createWire({
    around,
    name: "escrow.deposit",
    site: SITES.escrow,
    remote: "ESCROW",
    outages: ["escrow"],
  });
  return {
    deposit: ({ paymentHash }) =>
      wire.call(power, () => {
        around.tell({ kind: "escrowed", hash: paymentHash });
        return around.isDown("escrow") ? unknown("ESCROW_DOWN") : done(null);
      }),
  };
};

/** An error of the engine is a broken rule: nothing in it may fail. */
export const createSimLog = ({ around }: Setting, power: Power): Log => {
  const tell: Log["info"] = (fields, message) => {
    if (power.isOn) around.tell({ kind: "logged", fields, message });
  };
  return {
    info: tell,
    warn: tell,
    error: (fields, message) => {
      if (power.isOn)
        around.tell({ kind: "threw", message: `${message} ${String(fields["message"])}` });
    },
  };
};
