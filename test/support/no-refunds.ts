import type { RefundTextOptions } from "../../main/app/view/refund-text.ts";
import { SEND_POLICY } from "../../main/domain/send.ts";

/** Screens of a terminal on whose desk nothing was ever put. */
export const NO_REFUNDS: RefundTextOptions = {
  desk: { on: () => null, byHand: () => null, canRetry: () => false },
  policy: SEND_POLICY,
};
