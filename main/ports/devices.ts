import type { Outcome } from "../domain/outcome.ts";
import type { ReceiptDocument } from "../domain/receipt-document.ts";

/** A print job's end. `unknown`: bytes went out and the proof did not come back. */
export interface ReceiptPrinter {
  print(document: ReceiptDocument): Promise<Outcome<null>>;
}

/** One row of the customer display, in any script; the display makes cells of it. */
export type CustomerDisplayRow =
  /** In the middle: the first of the texts that the display has the letters for. */
  | { readonly kind: "centre"; readonly texts: readonly string[] }
  /** `right` at the right edge and whole; before it the first of `left` for which there is room. */
  | { readonly kind: "pair"; readonly left: readonly string[]; readonly right: string };

/** Both rows of the customer display. */
export interface CustomerDisplayFace {
  readonly upper: CustomerDisplayRow;
  readonly lower: CustomerDisplayRow;
}

/** A display of two rows that faces the payer. Never waits and never fails: it is a courtesy. */
export interface CustomerDisplay {
  /** The newest face wins; it is shown as soon as the display is there. */
  show(face: CustomerDisplayFace): void;
}
