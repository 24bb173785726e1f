/**
 * What is judged in the very turn that opens a payment, and early so that nobody waits for nothing:
 * everything that depends on this terminal's own books alone.
 */
import type { DayRefusal } from "../../domain/day-limits.ts";
import type { Khqr } from "../../domain/emv/khqr.ts";
import type { Fiat } from "../../domain/money.ts";
import type { DayGate } from "./day-gate.ts";
import { memberOf } from "./new-swap.ts";

/** A payment that is asked for. */
export interface PaymentOrder {
  readonly code: Khqr;
  readonly amount: Fiat;
}

/** Why it may not be opened: a stable code, and the limit of the day where it was one. */
export interface Refusal {
  readonly code: string;
  readonly dayLimit: DayRefusal | null;
}

export interface AdmissionOptions {
  /** The operator's stop, the room for open payments, the limits of one payment. */
  readonly refusalHere: (amount: Fiat) => string | null;
  readonly dayGate: DayGate;
}

/** Null when the payment may be opened now. Synchronous, and asks nobody outside. */
export type Admission = (order: PaymentOrder) => Refusal | null;

export const createAdmission =
  ({ refusalHere, dayGate }: AdmissionOptions): Admission =>
  ({ code, amount }) => {
    const here = refusalHere(amount);
    if (here !== null) return { code: here, dayLimit: null };
    const { accountId } = code;
    const dayLimit = dayGate.refusal({ amount, accountId, memberId: memberOf(code) });
    return dayLimit === null ? null : { code: dayLimit.code, dayLimit };
  };
