import type { ReceiptDocument, ReceiptPrinter, StoredSwap } from "../../ports.ts";
import type { EffectHandler } from "../effect-handler.ts";

/** Code of a receipt on a terminal that has no printer. */
export const NO_PRINTER = "PRINTER_NOT_CONFIGURED";

export interface PrintEffectOptions {
  readonly printer: ReceiptPrinter;
  /** Null for a swap that has no receipt. */
  readonly toReceipt: (stored: StoredSwap, copy: boolean) => ReceiptDocument | null;
}

/**
 * Print the receipt. A printer that certainly printed nothing is tried again; one that may have
 * printed is not: the cashier is asked, and a further print says COPY.
 */
export const printReceipt =
  ({ printer, toReceipt }: PrintEffectOptions): EffectHandler =>
  async (stored, row) => {
    const copy = row.effect.kind === "print-receipt" && row.effect.copy;
    const document = toReceipt(stored, copy);
    if (document === null) return { kind: "ended", code: "NO_RECEIPT" };
    const outcome = await printer.print(document);
    switch (outcome.kind) {
      case "done":
        return { kind: "ended", code: null };
      case "refused":
        return { kind: "again", code: outcome.code };
      case "unknown":
        return { kind: "ended", code: outcome.code };
    }
  };
