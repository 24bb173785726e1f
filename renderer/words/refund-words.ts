import type { RefundDestinationText } from "../../main/bridge/contract-refund.ts";

/** Labels and buttons of the refund desk. */
export type RefundWord =
  | "type"
  | "typeHint"
  | "typed"
  | "erase"
  | "letters"
  | "figures"
  | "to"
  | "maxFee"
  | "feePaid"
  | "forPayment"
  | "notCalledBack"
  | "notCalledBackChain"
  | "holdSend"
  | "otherWay"
  | "notSent"
  | "scanAgain"
  | "waitForEnd";

/** What the cashier reads while a payment that is owed goes back to the payer. */
export interface RefundWords extends Readonly<Record<RefundWord, string>> {
  /** Before a code is shown. */
  readonly showCode: Readonly<Record<"money" | "act", string>>;
  /** A code was read and waits for the cashier's word. */
  readonly review: string;
  /** What kind of destination it is. */
  readonly kinds: Readonly<Record<RefundDestinationText["kind"], string>>;
}
