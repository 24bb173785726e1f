/** Payments that are owed to their payers, or were: told apart for whoever pays them back. */
import type { Owed, PaySwap, Refunded, Refunding } from "../../domain/swap.ts";
import type { StoredSwap } from "../../ports/journal.ts";

/** A payment that is owed now. */
export type OwedSwap = StoredSwap & { readonly swap: Owed };

/** A payment that was owed at some time. */
export type OweableSwap = StoredSwap & { readonly swap: Owed | Refunding | Refunded };

const OWEABLE: ReadonlySet<PaySwap["kind"]> = new Set(["owed", "refunding", "refunded"]);

/** True for what is owed now. */
export const isOwed = (stored: StoredSwap): stored is OwedSwap => stored.swap.kind === "owed";

/** True for what was owed at some time. */
export const isOweable = (stored: StoredSwap): stored is OweableSwap =>
  OWEABLE.has(stored.swap.kind);
