/** One line or block of a receipt, in reading order. The printer decides dots, not words. */
export type PrintBlock =
  | {
      readonly kind: "text";
      /** `\n` starts a new line; any other control character is refused. */
      readonly text: string;
      readonly align?: "left" | "center" | "right";
      readonly size?: "normal" | "large";
      readonly bold?: boolean;
      /** White on black, for marks such as SANDBOX and COPY. */
      readonly inverse?: boolean;
    }
  /** A label at the left, its value at the right; the value wraps below when both do not fit. */
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

/** What to print, before it is dots. Same shape as the terminal's receipt document. */
export interface PrintDocument {
  readonly blocks: readonly PrintBlock[];
}
