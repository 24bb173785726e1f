/** A payout rail: each key is paid at most once, in its own time, and it does not always say so. */
import { type Currency, fiat } from "../../../main/domain/money.ts";
import { done, type Outcome, refused, unknown } from "../../../main/domain/outcome.ts";
import type { PayoutKey, PayoutProof } from "../../../main/domain/swap.ts";
import type {
  AccountHolder,
  PayoutOrder,
  PayoutRail,
  PayoutStatus,
} from "../../../main/ports/payout-rail.ts";
import { type Around, START_MS } from "../around.ts";
import { SITES } from "../plan/sites.ts";
import { createWire, type Power } from "./wire.ts";

/** Within this the rail may say "not found" of an order that it has taken. */
export const RAIL_CONSISTENCY_MS = 90_000;

export const HOLDER: AccountHolder = {
  name: "SOK DARA CHENDA",
  bank: "Dev Bank",
  currencies: ["KHR", "USD"],
};

/** `reversed`: failed at first, paid later all the same. */
type Verdict = "paid" | "failed" | "reversed";

interface Payout {
  readonly order: PayoutOrder;
  /** Questions before this are answered with "not found". */
  readonly visibleFromMs: number;
  status: PayoutStatus;
  /** What becomes of it once it is decided. */
  readonly verdict: Verdict;
}

export interface SimRail {
  port(power: Power): PayoutRail;
  /** Nothing is left undecided for long. */
  decideAll(): void;
  /** The rail has taken the key and not said no for good. */
  mayPay(key: PayoutKey): boolean;
  /** The rail has heard of the key. */
  knows(key: PayoutKey): boolean;
  /** World time at which the terminal last had an answer, since its start; null: it had none. */
  heardMs(): number | null;
  /** World time at which the terminal last had the name of an account from it, since its start. */
  namedMs(): number | null;
}

const RAIL_OUTAGES = ["rail"] as const;

const createWires = (around: Around, onHeard: () => void, onNamed: () => void) => {
  const wire = (name: string, site: number, heard = onHeard) =>
    createWire({ around, name, site, outages: RAIL_OUTAGES, remote: "RAIL", onHeard: heard });
  return {
    account: wire("rail.lookUpAccount", SITES.lookUpAccount, onNamed),
    submit: wire("rail.submitPayout", SITES.submitPayout),
    query: wire("rail.queryPayout", SITES.queryPayout),
    float: wire("rail.float", SITES.float),
  };
};

/** How often the rail takes a "no" back. */
const REVERSALS = 0.25;
const LONGEST_REVERSAL_MS = 10 * 60_000;

const drawNo = (around: Around): Verdict =>
  // Nobody tells a journal that was restored of what the rail took back before.
  (around.plan.refunds?.restore ?? null) === null &&
  around.draw(SITES.reversal) < REVERSALS &&
  around.strikes("rail: failed, then paid", SITES.reversal)
    ? "reversed"
    : "failed";

/** How a new order goes: what is said at once, when it shows, when it is decided and how. */
interface Course {
  readonly isDecidedAtOnce: boolean;
  readonly decidesAfterMs: number;
  readonly visibleAfterMs: number;
  readonly verdict: Verdict;
}

const PLAIN: Course = {
  isDecidedAtOnce: true,
  decidesAfterMs: 0,
  visibleAfterMs: 0,
  verdict: "paid",
};

/** In worlds in which bitcoin is to be owed back: so late that it was claimed meanwhile. */
const LATE_NO = 0.85;

const drawLateNo = (around: Around): Course => ({
  ...PLAIN,
  isDecidedAtOnce: false,
  decidesAfterMs: 90_000 + around.draw(SITES.verdictTime) * 90_000,
  verdict: drawNo(around),
});

const drawCourse = (around: Around): Course => {
  if (around.plan.refunds !== null && !around.isHealed()) {
    return around.draw(SITES.verdict) < LATE_NO ? drawLateNo(around) : PLAIN;
  }
  const chance = around.draw(SITES.verdict);
  const { troubledPayouts, blockMs, isLong } = around.plan;
  const longMs = isLong ? 150 * blockMs : 20 * 60_000;
  if (around.isHealed() || chance >= troubledPayouts) return PLAIN;
  const position = chance / troubledPayouts;
  const time = around.draw(SITES.verdictTime);
  const late = { ...PLAIN, isDecidedAtOnce: false };
  if (position < 0.2) return { ...PLAIN, verdict: drawNo(around) };
  if (position < 0.4) return { ...late, decidesAfterMs: time * 120_000 };
  if (position < 0.5) return { ...late, decidesAfterMs: time * longMs };
  if (position < 0.6) return { ...late, decidesAfterMs: time * longMs, verdict: drawNo(around) };
  if (position < 0.7) return { ...late, decidesAfterMs: time * 60_000, verdict: drawNo(around) };
  const hidden = { ...late, visibleAfterMs: time * (RAIL_CONSISTENCY_MS - 5_000) };
  return { ...hidden, decidesAfterMs: hidden.visibleAfterMs * (position < 0.85 ? 1 : 0.3) };
};

export const createSimRail = (around: Around): SimRail => {
  const { schedule, plan } = around;
  let heardMs: number | null = null;
  let namedMs: number | null = null;
  const onHeard = (): void => {
    heardMs = schedule.nowMs();
  };
  const onNamed = (): void => {
    namedMs = schedule.nowMs();
    onHeard();
  };
  const wires = createWires(around, onHeard, onNamed);
  const payouts = new Map<PayoutKey, Payout>();
  const left: Record<Currency, bigint> = {
    KHR: (200_000n * BigInt(plan.floatPermille)) / 1_000n,
    USD: (4_000n * BigInt(plan.floatPermille)) / 1_000n,
  };

  const fail = (payout: Payout, code: string): void => {
    payout.status = { kind: "failed", code };
    around.tell({ kind: "payout-failed", order: payout.order, code });
  };

  const pay = (payout: Payout): void => {
    const { order } = payout;
    const proof: PayoutProof = {
      reference: `FT${payouts.size}`,
      paidAtMs: START_MS + schedule.nowMs(),
    };
    payout.status = { kind: "paid", payout: proof, amount: order.amount };
    around.tell({ kind: "credited", order });
  };

  /** The money of a "no" that will be taken back stays drawn from the float meanwhile. */
  const reverseLater = (payout: Payout): void => {
    fail(payout, "ACCOUNT_CLOSED");
    around.inFlight.count += 1;
    schedule.after(5_000 + around.draw(SITES.reversalTime) * LONGEST_REVERSAL_MS, () => {
      around.inFlight.count -= 1;
      pay(payout);
    });
  };

  const decide = (payout: Payout): void => {
    if (payout.status.kind !== "pending") return;
    const { currency, minor } = payout.order.amount;
    if (payout.verdict === "failed") return fail(payout, "ACCOUNT_CLOSED");
    if (left[currency] < minor) return fail(payout, "FLOAT_TOO_LOW");
    left[currency] -= minor;
    if (payout.verdict === "reversed") reverseLater(payout);
    else pay(payout);
  };

  const take = (order: PayoutOrder): Payout => {
    const course = drawCourse(around);
    const payout: Payout = {
      order,
      visibleFromMs: schedule.nowMs() + course.visibleAfterMs,
      status: { kind: "pending" },
      verdict: course.verdict,
    };
    payouts.set(order.key, payout);
    if (course.isDecidedAtOnce) decide(payout);
    else schedule.after(course.decidesAfterMs, () => decide(payout));
    return payout;
  };

  const submit = (order: PayoutOrder): Outcome<PayoutProof> => {
    const { status } = payouts.get(order.key) ?? take(order);
    switch (status.kind) {
      case "paid":
        return done(status.payout);
      case "failed":
        return refused(status.code);
      default:
        return unknown("RAIL_PENDING");
    }
  };

  const query = (key: PayoutKey): Outcome<PayoutStatus> => {
    const payout = payouts.get(key);
    const isVisible = payout !== undefined && schedule.nowMs() >= payout.visibleFromMs;
    return done(isVisible ? payout.status : { kind: "not-found" });
  };

  return {
    decideAll: () => {
      for (const payout of payouts.values()) decide(payout);
    },
    knows: (key) => payouts.has(key),
    heardMs: () => heardMs,
    namedMs: () => namedMs,
    mayPay: (key) => {
      const status = payouts.get(key)?.status;
      return status !== undefined && status.kind !== "failed";
    },
    port: (power) => {
      heardMs = null;
      namedMs = null;
      return {
        lookUpAccount: () => wires.account.call(power, () => done(HOLDER)),
        submitPayout: (order) => {
          if (power.isOn) around.tell({ kind: "payout-sent", order });
          return wires.submit.call(power, () => submit(order));
        },
        queryPayout: (key) => wires.query.call(power, () => query(key)),
        float: (currency) => wires.float.call(power, () => done(fiat(currency, left[currency]))),
      };
    },
  };
};
