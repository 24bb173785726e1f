/** Draws the plan of a world from its seed. */
import type { Currency } from "../../../main/domain/money.ts";
import { type Chance, createChance } from "../chance.ts";
import type { Outage } from "../facts.ts";
import { endOfPlans, withMore } from "./draw-rare.ts";
import type { CustomerPlan, EventPlan, OutagePlan, Plan, SimPace } from "./plan.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const YEAR_MS = 365 * 24 * HOUR_MS;

type Numbers = readonly [number, ...number[]];

/** What is drawn from, each as likely as the others. */
const CUSTOMERS: Numbers = [1, 1, 1, 1, 1, 1, 2, 3];
const LONG_BLOCK_MS: Numbers = [20_000, 20_000, 20_000, 10 * MINUTE_MS];
const BLOCK_MS: Numbers = [10 * MINUTE_MS, 10 * MINUTE_MS, MINUTE_MS];
const CLTV_DELTAS: Numbers = [144, 144, 80, 48];
const FAULT_SHARES: Numbers = [0.02, 0.05, 0.1, 0.25];
const TROUBLED_SHARES: Numbers = [0.1, 0.3, 0.6];
const FLOAT_PERMILLES: Numbers = [5_000, 5_000, 1_200, 700];
const OUTAGE_COUNTS: Numbers = [0, 0, 1, 2];
const EVENT_COUNTS: Numbers = [0, 0, 1, 1, 2];

const PACES: Readonly<Record<"fast" | "middle" | "usual" | "days", SimPace>> = {
  fast: { pollMs: 20_000, tickMs: 40_000, blockPollMs: 40_000, capMs: 20_000 },
  middle: { pollMs: 40_000, tickMs: 60_000, blockPollMs: 90_000, capMs: 60_000 },
  usual: { pollMs: 60_000, tickMs: 60_000, blockPollMs: 300_000, capMs: 60_000 },
  days: { pollMs: 600_000, tickMs: 600_000, blockPollMs: 900_000, capMs: 600_000 },
};

const paceFor = (blockMs: number, isLong: boolean): SimPace => {
  if (blockMs < MINUTE_MS) return PACES.fast;
  if (blockMs === MINUTE_MS) return PACES.middle;
  return isLong ? PACES.days : PACES.usual;
};

const times = <T>(count: number, make: (index: number) => T): readonly T[] => {
  const made: T[] = [];
  for (let index = 0; index < count; index += 1) made.push(make(index));
  return made;
};

const planPayment = (chance: Chance) => {
  const odd = chance.fraction();
  return {
    payAfterMs: odd < 0.05 ? null : chance.exponentialMs(odd < 0.15 ? 60_000 : 12_000),
    payPermille:
      odd > 0.98 ? 1_400 : odd > 0.95 ? 1_050 : odd > 0.93 ? 1_100 : odd > 0.91 ? 990 : 1_000,
    paysTwice: odd > 0.3 && odd < 0.35,
    extraBlocks: chance.happens(0.3) ? chance.between(0, 6) : 3,
  };
};

const planCustomer = (chance: Chance, index: number, spreadMs: number): CustomerPlan => {
  const currency: Currency = chance.happens(0.7) ? "KHR" : "USD";
  const customer = {
    name: `customer ${index + 1}`,
    scanAtMs: index === 0 ? 1_000 : chance.between(1_000, spreadMs),
    currency,
    amount: currency === "KHR" ? `${chance.between(1, 120) * 1_000}` : `${chance.between(1, 30)}`,
    isScannedTwice: chance.happens(0.06),
    confirmAfterMs: chance.happens(0.05) ? null : chance.exponentialMs(5_000),
    cancelAfterMs: chance.happens(0.12) ? chance.exponentialMs(25_000) : null,
  };
  const payment = planPayment(chance);
  const reprintAfterMs = chance.happens(0.08) ? chance.exponentialMs(60_000) : null;
  return { ...customer, ...payment, shop: "noodles", parts: null, reprintAfterMs };
};

/** One customer, or a few at once; some come twice for the same thing. */
const planCustomers = (chance: Chance): readonly CustomerPlan[] => {
  const count = chance.pick(CUSTOMERS);
  const each = times(count, (index) => planCustomer(chance, index, 60_000));
  const [first] = each;
  if (first === undefined || !chance.happens(0.4)) return each;
  const { currency, amount } = first;
  return each.map((customer) => ({ ...customer, currency, amount }));
};

const OUTAGES: readonly [Outage, ...Outage[]] = [
  "power",
  "power",
  "node-link",
  "node",
  "rail",
  "rail",
  "printer",
  "escrow",
];

interface Shape {
  readonly chance: Chance;
  readonly cltvDelta: number;
  readonly blockMs: number;
  readonly isLong: boolean;
}

const planOutage = ({ chance, blockMs, isLong }: Shape, index: number): OutagePlan => {
  const outage = chance.pick(OUTAGES);
  return {
    name: `outage ${index + 1}`,
    outage,
    // Most payouts are under way between 10 and 40 seconds.
    atMs: isLong ? chance.between(8_000, 40_000) : chance.between(0, 70_000),
    lastsMs:
      isLong && outage !== "printer"
        ? chance.between(20, 144) * blockMs
        : chance.exponentialMs(chance.happens(0.3) ? 10 * MINUTE_MS : 30_000),
  };
};

const JUMPS: readonly [number, ...number[]] = [
  HOUR_MS,
  -HOUR_MS,
  2 * YEAR_MS,
  -2 * YEAR_MS,
  90_000,
  -90_000,
];

/** Blocks that a burst leaves to a payment made before it: around every line that is drawn in blocks. */
const LEFT_BY_BURST: readonly [number, ...number[]] = [
  60, 44, 42, 41, 33, 31, 30, 29, 24, 19, 18, 10,
];

const planEvent = ({ chance, cltvDelta }: Shape, index: number): EventPlan => {
  const kind = chance.pick(["clock", "clock", "blocks", "blocks", "blocks", "price", "stop"]);
  const base = { name: `event ${index + 1}`, atMs: chance.between(0, 90_000) };
  switch (kind) {
    case "clock":
      return { ...base, what: { kind, byMs: chance.pick(JUMPS) } };
    case "blocks":
      return {
        ...base,
        atMs: chance.between(8_000, 60_000),
        what: { kind, count: Math.max(1, cltvDelta + 3 - chance.pick(LEFT_BY_BURST)) },
      };
    case "price":
      return {
        ...base,
        what: { kind, ppm: chance.pick([-80_000, -5_000, 5_000, 20_000, 80_000]) },
      };
    default:
      return { ...base, what: { kind: "stop", lastsMs: chance.exponentialMs(60_000) } };
  }
};

/** Draw the world of a seed. */
export const planWorld = (seed: number): Plan => {
  const chance = createChance(seed);
  const isLong = chance.happens(0.04);
  const isCalm = chance.happens(0.12);
  const blockMs = isLong ? chance.pick(LONG_BLOCK_MS) : chance.pick(BLOCK_MS);
  const cltvDelta = chance.pick(CLTV_DELTAS);
  const shape: Shape = { chance, cltvDelta, blockMs, isLong };
  const customers = planCustomers(chance);
  const outages = isCalm
    ? []
    : times(isLong ? chance.between(1, 2) : chance.pick(OUTAGE_COUNTS), (index) =>
        planOutage(shape, index),
      );
  const events = isCalm ? [] : times(chance.pick(EVENT_COUNTS), (at) => planEvent(shape, at));
  return withMore({
    seed,
    blockMs,
    cltvDelta,
    hasEscrow: chance.happens(0.3),
    faultShare: isCalm ? 0 : chance.pick(FAULT_SHARES),
    troubledPayouts: isCalm ? 0.05 : chance.pick(TROUBLED_SHARES),
    pace: paceFor(blockMs, isLong),
    isLong,
    floatPermille: chance.pick(FLOAT_PERMILLES),
    customers,
    outages,
    events,
    healAtMs: endOfPlans(customers, outages, events) + chance.pick([0, 60_000, 40 * blockMs]),
  });
};
