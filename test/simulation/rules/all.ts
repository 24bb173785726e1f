/**
 * What must hold in every world, after every step. The numbers are those of the money rules; the
 * ones that are missing belong to the other flow, to reports or to fees.
 */
import { BITCOIN_RULES } from "./bitcoin.ts";
import { PAYOUT_RULES } from "./payouts.ts";
import { RECORD_RULES } from "./records.ts";
import { REFUND_RULES } from "./refunds.ts";
import { REVERSAL_RULES } from "./reversals.ts";
import type { Invariant } from "./rule.ts";
import { STAND_IN_RULES } from "./stand-in.ts";
import { TERMINAL_RULES } from "./terminal.ts";

/** Every rule; of two that one fact breaks, the first is named. */
export const RULES: readonly Invariant[] = [
  ...PAYOUT_RULES,
  ...BITCOIN_RULES,
  ...TERMINAL_RULES,
  ...STAND_IN_RULES,
  ...REVERSAL_RULES,
  ...RECORD_RULES,
  ...REFUND_RULES,
];
