/** Who may open a payment, and how it is opened: both in one turn. */
import { type Admission, createAdmission } from "../../app/checkout/admission.ts";
import { createDayGate } from "../../app/checkout/day-gate.ts";
import { type PreflightOptions, refusalHere } from "../../app/checkout/preflight.ts";
import type { Loop } from "../../app/engine/loop.ts";
import { dayLimitsOf } from "../../config/policies.ts";
import type { Config } from "../../config/schema.ts";
import type { Fiat } from "../../domain/money.ts";
import type { Links } from "./outside.ts";

export interface ComposedAdmission {
  readonly admit: Admission;
  /** The loop's own, and the limits of the day are told of it. */
  readonly open: Loop["open"];
}

/** The terminal's own limits, read from its books each time. */
export const composeAdmission = (
  config: Config,
  options: PreflightOptions,
  { time: { clock, judge }, isDiskLow, isDayUnmatched, quarantine }: Links,
  loop: Loop,
): ComposedAdmission => {
  const refusal = (amount: Fiat): string | null => {
    const code = quarantine() ?? (isDiskLow() ? "DISK_LOW" : null);
    if (code !== null) return code;
    return isDayUnmatched(amount.currency) ? "DAY_UNMATCHED" : refusalHere(options, amount);
  };
  const dayGate = createDayGate({
    limits: dayLimitsOf(config),
    journal: options.journal,
    clock,
    driftMs: () => clock.driftMs(),
    trust: () => judge.trust(),
  });
  return {
    admit: createAdmission({ refusalHere: refusal, dayGate }),
    open: (first) => {
      const stored = loop.open(first);
      dayGate.opened(stored.swap.createdAtMs);
      return stored;
    },
  };
};
