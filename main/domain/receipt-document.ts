/** One line or block of a receipt, in reading order. The printer decides dots, not words. */
export type ReceiptBlock =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly align?: "left" | "center" | "right";
      readonly size?: "normal" | "large";
      readonly bold?: boolean;
      /** White on black, for marks such as SANDBOX and COPY. */
      readonly inverse?: boolean;
    }
  /** A label at the left, its value at the right; wraps the value when both do not fit. */
  | {
      readonly kind: "pair";
      readonly label: string;
      readonly value: string;
      readonly bold?: boolean;
    }
  | { readonly kind: "rule" }
  | { readonly kind: "feed"; readonly lines: number }
  | { readonly kind: "qr"; readonly payload: string }
  | { readonly kind: "cut" };

/** A receipt before it is dots. */
export interface ReceiptDocument {
  readonly blocks: readonly ReceiptBlock[];
}
