/**
 * What only some worlds have: payments in parts, a disk that fills up, a back office, stand-in.
 * Drawn from a chance of their own, so that the rest of a world stays what its seed made it.
 */
import { localMinuteOf } from "../../../main/domain/local-time.ts";
import type { StandInLimits } from "../../../main/domain/stand-in.ts";
import { START_MS } from "../around.ts";
import { type Chance, createChance, stir } from "../chance.ts";
import { withRefunds } from "./draw-refunds.ts";
import type { CustomerPlan, EventPlan, OutagePlan, PartsPlan, Plan, StandInPlan } from "./plan.ts";

const MINUTE_MS = 60_000;

const planParts = (chance: Chance): PartsPlan | null =>
  chance.happens(0.05)
    ? {
        permille: chance.between(100, 900),
        restAfterMs: chance.happens(0.5) ? chance.exponentialMs(15_000) : null,
      }
    : null;

const withParts = (chance: Chance, customer: CustomerPlan): CustomerPlan => ({
  ...customer,
  parts: planParts(chance),
});

const minuteAt = (atMs: number): number => localMinuteOf(START_MS + atMs);

const planLimits = (chance: Chance): StandInLimits => ({
  maxAmount: { KHR: chance.pick([40_000n, 120_000n]), USD: chance.pick([1_000n, 3_000n]) },
  maxTotal: { KHR: 70_000n, USD: 1_700n },
  maxAgeMs: chance.pick([2, 5, 60]) * MINUTE_MS,
  maxSilenceMs: chance.pick([2, 20, 60]) * MINUTE_MS,
  // The shop closes some minutes or hours after the world began.
  hours: {
    fromMinute: minuteAt(-60 * MINUTE_MS),
    untilMinute: minuteAt(chance.pick([5, 120, 720]) * MINUTE_MS),
  },
});

const planStandIn = (chance: Chance): StandInPlan => ({
  limits: planLimits(chance),
  hasOwnCode: chance.happens(0.4),
});

/** Customers who keep coming for the same account, from before the rail falls silent. */
const standInCustomers = (
  chance: Chance,
  customers: readonly CustomerPlan[],
): readonly CustomerPlan[] => {
  const [first] = customers;
  if (first === undefined) return customers;
  const { currency } = first;
  const more = Array.from({ length: chance.between(2, 4) }, (_, index) => ({
    ...(customers[index] ?? first),
    name: `customer ${index + 1}`,
    currency,
    shop: index > 0 && chance.happens(0.15) ? ("stall" as const) : ("noodles" as const),
    amount: currency === "KHR" ? `${chance.between(5, 60) * 1_000}` : `${chance.between(2, 15)}`,
    scanAtMs: index === 0 ? 1_000 : chance.between(30_000, 30_000 + index * 100_000),
    confirmAfterMs: chance.exponentialMs(4_000),
  }));
  return [...more, ...customers.slice(more.length)];
};

const railSilence = (chance: Chance): OutagePlan => ({
  name: "the rail's silence",
  outage: "rail",
  atMs: chance.between(15_000, 60_000),
  lastsMs: chance.between(1, 8) * MINUTE_MS,
});

const diskFull = (chance: Chance): OutagePlan => ({
  name: "a full disk",
  outage: "disk",
  // Most payouts are under way between 10 and 40 seconds.
  atMs: chance.between(5_000, 45_000),
  lastsMs: Math.min(chance.exponentialMs(60_000), 10 * MINUTE_MS),
});

const officeAway = (chance: Chance): OutagePlan => ({
  name: "the back office away",
  outage: "office",
  atMs: chance.between(0, 60_000),
  lastsMs: chance.exponentialMs(10 * MINUTE_MS),
});

const endOf = ({ atMs, lastsMs }: OutagePlan): number => atMs + lastsMs;

/** Until all that was planned for the world is over. */
export const endOfPlans = (
  customers: readonly CustomerPlan[],
  outages: readonly OutagePlan[],
  events: readonly EventPlan[],
): number => {
  let atMs = 0;
  for (const { scanAtMs } of customers) atMs = Math.max(atMs, scanAtMs + 2 * MINUTE_MS);
  for (const outage of outages) atMs = Math.max(atMs, endOf(outage));
  for (const event of events) atMs = Math.max(atMs, event.atMs);
  return atMs;
};

type Most = Omit<Plan, "standIn" | "refunds" | "hasOffice" | "reserveWrites" | "maxOpenSwaps">;

/** Add to a world what only some have. */
export const withMore = (plan: Most): Plan => {
  const chance = createChance(stir(plan.seed, 0x3c6ef372));
  const isCalm = plan.faultShare === 0;
  const standIn = chance.happens(0.07) ? planStandIn(chance) : null;
  const hasOffice = chance.happens(0.15);
  const added = [
    ...(standIn !== null ? [railSilence(chance)] : []),
    ...(!isCalm && chance.happens(0.06) ? [diskFull(chance)] : []),
    ...(!isCalm && hasOffice && chance.happens(0.3) ? [officeAway(chance)] : []),
  ];
  const customers = (
    standIn === null ? plan.customers : standInCustomers(chance, plan.customers)
  ).map((customer) => withParts(chance, customer));
  const outages = [...plan.outages, ...added];
  const graceMs = plan.healAtMs - endOfPlans(plan.customers, plan.outages, plan.events);
  return withRefunds({
    ...plan,
    standIn,
    refunds: null,
    hasOffice,
    reserveWrites: chance.pick([0, 1, 2, 2, 3, 4, 20]),
    maxOpenSwaps: standIn === null ? 2 : 4,
    customers,
    outages,
    healAtMs: endOfPlans(customers, outages, plan.events) + graceMs,
  });
};
