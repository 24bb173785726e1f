/**
 * What will go wrong in a world, drawn from its seed before it begins. Everything in a plan has a
 * name, so that a failing world can be run again without it: what is left is the shrunk world.
 */
import type { Currency } from "../../../main/domain/money.ts";
import type { StandInLimits } from "../../../main/domain/stand-in.ts";
import type { Outage } from "../facts.ts";
import type { Shop } from "../people/codes.ts";

/** The first part is this much of the invoice; the rest comes so long after it, or never. */
export interface PartsPlan {
  readonly permille: number;
  readonly restAfterMs: number | null;
}

/** A terminal that may stand in for the rail. */
export interface StandInPlan {
  readonly limits: StandInLimits;
  /** The code that all scan is the shop's own, whose account needs no confirmation. */
  readonly hasOwnCode: boolean;
}

/** One customer at the counter. Times are from the start of the world or from the step before. */
export interface CustomerPlan {
  readonly name: string;
  readonly scanAtMs: number;
  readonly shop: Shop;
  readonly currency: Currency;
  readonly amount: string;
  readonly isScannedTwice: boolean;
  /** Null: the quote is left lying. */
  readonly confirmAfterMs: number | null;
  /** The cashier asks to give up so long after confirming, whatever the state. */
  readonly cancelAfterMs: number | null;
  /** The wallet pays so long after the invoice is there; null: never. */
  readonly payAfterMs: number | null;
  /** What the wallet pays, in thousandths of the invoice. */
  readonly payPermille: number;
  readonly paysTwice: boolean;
  /** The wallet sends parts, whatever else is planned; null: all at once. */
  readonly parts: PartsPlan | null;
  /** Blocks that the wallet adds to the invoice's delta. */
  readonly extraBlocks: number;
  readonly reprintAfterMs: number | null;
}

export interface OutagePlan {
  readonly name: string;
  readonly outage: Outage;
  readonly atMs: number;
  readonly lastsMs: number;
}

/** Something that happens once. */
export interface EventPlan {
  readonly name: string;
  readonly atMs: number;
  readonly what:
    | { readonly kind: "clock"; readonly byMs: number }
    | { readonly kind: "blocks"; readonly count: number }
    | { readonly kind: "price"; readonly ppm: number }
    | { readonly kind: "stop"; readonly lastsMs: number };
}

/** What the payer shows for a refund, and what the cashier does besides. */
export interface RefundChoicePlan {
  /** `chain`: an address. */
  readonly way: "invoice" | "server" | "chain";
  /** After it is owed, or owed again. */
  readonly afterMs: number;
  /** Of the invoice, from when it is shown. */
  readonly lifeMs: number;
  /**
   * `marked`: said to be paid back by hand while it is under way. `dropped`, `retried`: asked for,
   * whatever the state. `same again`: the invoice of the choice before. `another's`: an invoice of
   * another payment.
   */
  readonly odd: "none" | "marked" | "dropped" | "retried" | "same again" | "another's";
}

/** The journal goes back to a backup: made so long after something was first owed, put back so long after that. */
export interface RestorePlan {
  readonly backupAfterMs: number;
  readonly restoreAfterMs: number;
}

/** A terminal that sends back what is owed. */
export interface RefundsPlan {
  /** In turn, for each payment that is owed; afterwards the last. */
  readonly choices: readonly RefundChoicePlan[];
  /** Share of payments that do not simply arrive. */
  readonly trouble: number;
  /** Null: the journal is never lost. */
  readonly restore: RestorePlan | null;
}

/** How often the terminal asks. Slower than it ships, or worlds of days would cost too much. */
export interface SimPace {
  readonly pollMs: number;
  readonly tickMs: number;
  readonly blockPollMs: number;
  /** Longest wait between two tries. */
  readonly capMs: number;
}

export interface Plan {
  readonly seed: number;
  /** Mean time between blocks. Short ones bring deadlines near without days of waiting. */
  readonly blockMs: number;
  readonly cltvDelta: number;
  readonly hasEscrow: boolean;
  /** Somebody takes the records. */
  readonly hasOffice: boolean;
  /** Null: the terminal takes no payment while the rail is silent. */
  readonly standIn: StandInPlan | null;
  /** Null: what is owed is paid back by hand. */
  readonly refunds: RefundsPlan | null;
  /** Writes that a full disk still takes. */
  readonly reserveWrites: number;
  /** Low, so that a few customers reach it. */
  readonly maxOpenSwaps: number;
  /** Share of calls that go wrong in some way. */
  readonly faultShare: number;
  /** Share of payouts on which the rail takes its time or says no. */
  readonly troubledPayouts: number;
  readonly pace: SimPace;
  /** Some of what the rail takes its time over may last as long as held bitcoin. */
  readonly isLong: boolean;
  readonly floatPermille: number;
  readonly customers: readonly CustomerPlan[];
  readonly outages: readonly OutagePlan[];
  readonly events: readonly EventPlan[];
  /** After this nothing more goes wrong. */
  readonly healAtMs: number;
}

/** The plan without what is named: customers, outages and events. */
export const without = (plan: Plan, names: ReadonlySet<string>): Plan => {
  const isKept = ({ name }: { readonly name: string }): boolean => !names.has(name);
  return {
    ...plan,
    customers: plan.customers.filter(isKept),
    outages: plan.outages.filter(isKept),
    events: plan.events.filter(isKept),
  };
};
