/**
 * Worlds in which bitcoin is owed back, and what its payers and the cashier then do. The rail says no so
 * late that the bitcoin has been claimed; drawn from a chance of their own, like all that few worlds have.
 */
import { type Chance, createChance, stir } from "../chance.ts";
import type {
  CustomerPlan,
  EventPlan,
  Plan,
  RefundChoicePlan,
  RefundsPlan,
  RestorePlan,
} from "./plan.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Share of worlds. Each costs as much as several others. */
const SHARE = 0.03;
/** Of these, the share in which payers show addresses. */
const ON_CHAIN = 0.4;

const planChoice = (chance: Chance): RefundChoicePlan => ({
  way: chance.pick(["invoice", "invoice", "server"]),
  afterMs: chance.exponentialMs(20_000),
  // Those that run out within a minute are not taken.
  lifeMs: chance.happens(0.1) ? chance.between(5_000, 70_000) : chance.between(75_000, 400_000),
  odd: chance.pick([
    "none",
    "none",
    "none",
    "none",
    "marked",
    "marked",
    "dropped",
    "retried",
    "retried",
    "same again",
    "another's",
  ]),
});

/** The backup is made about when the refund begins; what follows it is lost. */
const planRestore = (chance: Chance): RestorePlan | null =>
  chance.happens(0.3)
    ? {
        backupAfterMs: chance.exponentialMs(20_000),
        restoreAfterMs: chance.exponentialMs(chance.happens(0.5) ? 15_000 : 3 * MINUTE_MS),
      }
    : null;

/** In some worlds payers show addresses as well; drawn apart, so that the others stay as they are. */
const withAddresses = (seed: number, refunds: RefundsPlan): RefundsPlan => {
  const chance = createChance(stir(seed, 0x85ebca6b));
  if (!chance.happens(ON_CHAIN)) return refunds;
  const choices = refunds.choices.map((choice): RefundChoicePlan =>
    chance.happens(0.7) ? { ...choice, way: "chain" } : choice,
  );
  return { ...refunds, choices };
};

const planRefunds = (chance: Chance): RefundsPlan => ({
  choices: Array.from({ length: chance.between(1, 4) }, () => planChoice(chance)),
  trouble: chance.pick([0.3, 0.6, 0.9]),
  restore: planRestore(chance),
});

/** Customers who pay, and in time. */
const whoPays = (chance: Chance, customer: CustomerPlan, index: number): CustomerPlan => ({
  ...customer,
  scanAtMs: index === 0 ? 1_000 : chance.between(1_000, 15_000),
  confirmAfterMs: chance.exponentialMs(3_000),
  cancelAfterMs: null,
  payAfterMs: chance.exponentialMs(6_000),
  payPermille: chance.pick([1_000, 1_000, 1_000, 1_050]),
  parts: null,
  reprintAfterMs: null,
});

/** So many blocks that what is held then is claimed into suspense. */
const burst = (chance: Chance, { cltvDelta }: Plan): EventPlan => ({
  name: "the blocks that leave it owed",
  atMs: chance.between(45_000, 80_000),
  what: { kind: "blocks", count: Math.max(1, cltvDelta + 3 - 27) },
});

/** A clock that is years away takes no invoice for good, and a person sees to it. */
const isKept = ({ what }: EventPlan): boolean =>
  what.kind !== "blocks" && (what.kind !== "clock" || Math.abs(what.byMs) <= HOUR_MS);

const withOwing = (chance: Chance, plan: Plan, refunds: RefundsPlan): Plan => {
  const isRestored = refunds.restore !== null;
  const customers = isRestored ? plan.customers.slice(0, 1) : plan.customers;
  return {
    ...plan,
    refunds,
    standIn: null,
    // What a restore takes from customers of before it, or from records, is nothing of refunds.
    hasOffice: plan.hasOffice && !isRestored,
    customers: customers.map((customer, index) => whoPays(chance, customer, index)),
    events: [...plan.events.filter(isKept), burst(chance, plan)],
    maxOpenSwaps: 4,
    floatPermille: 5_000,
    healAtMs: plan.healAtMs + chance.between(5, 30) * MINUTE_MS,
  };
};

/** Make some worlds such that bitcoin is owed back in them. */
export const withRefunds = (plan: Plan): Plan => {
  const chance = createChance(stir(plan.seed, 0x1b873593));
  if (!chance.happens(SHARE) || plan.standIn !== null) return plan;
  return withOwing(chance, plan, withAddresses(plan.seed, planRefunds(chance)));
};
