import type { ReceiptDocument } from "../../domain/receipt-document.ts";
import type { ReceiptPrinter } from "../../ports/devices.ts";
import type { OutboxRow, StoredSwap } from "../../ports/journal.ts";
import type { EffectHandler } from "../engine/effect-handler.ts";
import { NO_ROOM } from "../engine/room.ts";

/** Code of a receipt on a terminal that has no printer. */
export const NO_PRINTER = "PRINTER_NOT_CONFIGURED";

/** Code of a row whose printing has begun and not come back yet. */
export const PRINT_BEGUN = "PRINT_BEGUN";

export interface PrintEffectOptions {
  readonly printer: ReceiptPrinter;
  /** Null for a swap that has no receipt. */
  readonly toReceipt: (stored: StoredSwap, copy: boolean) => ReceiptDocument | null;
  /**
   * Write {@link PRINT_BEGUN} to the row, durably, before the first byte goes out. False when there
   * was no room: nothing is printed then, since after a power cut nobody could tell whether it was.
   */
  readonly markBegun: (row: OutboxRow) => Promise<boolean>;
}

/**
 * Print the receipt. A printer that certainly printed nothing is tried again; one that may have
 * printed is not: the cashier is asked, and a further print says COPY. A row that is found begun
 * was cut short by a power cut, so it may have printed.
 */
export const printReceipt =
  ({ printer, toReceipt, markBegun }: PrintEffectOptions): EffectHandler =>
  async (stored, row) => {
    if (row.lastCode === PRINT_BEGUN) return { kind: "ended", code: "PRINTER_INTERRUPTED" };
    const copy = row.effect.kind === "print-receipt" && row.effect.copy;
    const document = toReceipt(stored, copy);
    if (document === null) return { kind: "ended", code: "NO_RECEIPT" };
    if (!(await markBegun(row))) return { kind: "again", code: NO_ROOM };
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
