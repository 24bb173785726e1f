/**
 * What the terminal may vouch for while the rail is silent: the floor limits, read with the journal
 * and the rail's last word. After a start nobody has heard of the rail, so nothing is vouched for
 * until it has answered once.
 */
import type { Khqr } from "../../domain/emv/khqr.ts";
import type { Fiat } from "../../domain/money.ts";
import {
  standInClosed,
  type StandInFacts,
  type StandInLimits,
  standInOpen,
  standInRefusal,
  type StandInRefusal,
} from "../../domain/stand-in.ts";
import type { PaySwap } from "../../domain/swap.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalReader } from "../../ports/journal.ts";
import type { AccountHolder } from "../../ports/payout-rail.ts";
import type { Health } from "../health/health.ts";
import { memberOf } from "./new-swap.ts";

export interface StandInGateOptions {
  /** Null: the terminal never stands in. */
  readonly limits: StandInLimits | null;
  readonly journal: Pick<JournalReader, "openSwaps" | "newestTo">;
  readonly health: Pick<Health, "state">;
  readonly clock: Clock;
  /** The shop's own preset code, whose account needs no confirmation; null when there is none. */
  readonly ownCode: Khqr | null;
}

/** The holder of an account that the rail cannot be asked for now, or why there is none. */
export type RememberedHolder =
  | { readonly kind: "known"; readonly holder: AccountHolder }
  | { readonly kind: "refused"; readonly code: string };

export interface StandInGate {
  /** Whether any payment at all may be taken without the rail. */
  isOpen(): boolean;
  /** Why a payment of this amount may not be taken without the rail; null when it may. */
  refusal(amount: Fiat): string | null;
  /** Who is credited by a code, as far as this terminal remembers. */
  holder(code: Khqr): RememberedHolder;
}

/** A terminal that does not stand in has one thing to say: that the rail is silent. */
const codeOf = (refusal: StandInRefusal | null): string | null =>
  refusal === "STAND_IN_OFF" ? "RAIL_UNREACHABLE" : refusal;

/** The rail took the name back: it would not credit this account the last time. */
const wasRefused = (swap: PaySwap): boolean =>
  swap.kind === "owed" ||
  swap.kind === "refunding" ||
  swap.kind === "refunded" ||
  ("reason" in swap && swap.reason === "payout-refused");

export const createStandInGate = (options: StandInGateOptions): StandInGate => {
  const { limits, journal, health, clock, ownCode } = options;

  const facts = (): Omit<StandInFacts, "amount"> => ({
    open: standInOpen(journal.openSwaps().map(({ swap }) => swap)),
    lastContactMs: health.state("payoutRail").lastOkAtMs,
    nowMs: clock.nowMs(),
  });

  const isOwn = (code: Khqr): boolean =>
    ownCode !== null &&
    ownCode.accountId === code.accountId &&
    memberOf(ownCode) === memberOf(code) &&
    ownCode.currency === code.currency;

  const nameOf = (code: Khqr): string | null => {
    const { accountId, currency } = code;
    const newest = journal.newestTo({ accountId, memberId: memberOf(code), currency });
    if (newest !== null && wasRefused(newest.swap)) return null;
    if (newest !== null) return newest.swap.payee.holderName;
    return isOwn(code) ? code.merchantName : null;
  };

  return {
    isOpen: () => standInClosed(limits, facts()) === null,
    refusal: (amount) => codeOf(standInRefusal(limits, { ...facts(), amount })),
    holder: (code) => {
      const closed = codeOf(standInClosed(limits, facts()));
      if (closed !== null) return { kind: "refused", code: closed };
      const name = nameOf(code);
      return name === null
        ? { kind: "refused", code: "STAND_IN_UNKNOWN_ACCOUNT" }
        : { kind: "known", holder: { name, bank: "", currencies: [code.currency] } };
    },
  };
};
