import type { ReceiptDocument, ReceiptPrinter, StoredSwap } from "../../ports.ts";
import type { EffectHandler } from "../effect-handler.ts";

export interface PrintEffectOptions {
  readonly printer: ReceiptPrinter;
  readonly toReceipt: (stored: StoredSwap, copy: boolean) => ReceiptDocument;
}

/**
 * Print the receipt. A printer that certainly printed nothing is tried again; one that may have
 * printed is not: the cashier is asked, and a further print says COPY.
 */
export const printReceipt =
  ({ printer, toReceipt }: PrintEffectOptions): EffectHandler =>
  async (stored, row) => {
    const copy = row.effect.kind === "print-receipt" && row.effect.copy;
    const outcome = await printer.print(toReceipt(stored, copy));
    switch (outcome.kind) {
      case "done":
        return { kind: "ended", code: null };
      case "refused":
        return { kind: "again", code: outcome.code };
      case "unknown":
        return { kind: "ended", code: outcome.code };
    }
  };
