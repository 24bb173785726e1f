/** A payout rail in memory: one payout for each key, faults by script. */
import { type Currency, fiat } from "../../main/domain/money.ts";
import { done, type Outcome, refused, unknown } from "../../main/domain/outcome.ts";
import type { PayoutKey, PayoutProof } from "../../main/domain/swap.ts";
import type { Clock } from "../../main/ports/clock.ts";
import type {
  AccountHolder,
  PayoutOrder,
  PayoutRail,
  PayoutStatus,
} from "../../main/ports/payout-rail.ts";
import { createScript, type Script } from "./script.ts";

/** What the rail makes of a key that it has not seen before. */
export type Verdict = "paid" | "pending" | { readonly failed: string };

export interface FakeRail {
  readonly port: PayoutRail;
  readonly script: Script<keyof PayoutRail>;
  /** Every order that arrived, repeats too. */
  readonly submissions: readonly PayoutOrder[];
  /** Every credit to a merchant. */
  readonly credits: readonly PayoutOrder[];
  /** Money left, per currency; a test may change it. */
  readonly left: Record<Currency, bigint>;
  verdict: Verdict;
  holder: Outcome<AccountHolder>;
  /** Decide a payout that is pending. */
  decide(key: PayoutKey, verdict: Exclude<Verdict, "pending">): void;
}

export const createFakeRail = (clock: Clock): FakeRail => {
  const script = createScript<keyof PayoutRail>();
  const submissions: PayoutOrder[] = [];
  const credits: PayoutOrder[] = [];
  const payouts = new Map<PayoutKey, { readonly order: PayoutOrder; status: PayoutStatus }>();

  const pay = (order: PayoutOrder): PayoutStatus => {
    credits.push(order);
    rail.left[order.amount.currency] -= order.amount.minor;
    const payout: PayoutProof = {
      reference: `FT${String(credits.length).padStart(6, "0")}`,
      paidAtMs: clock.nowMs(),
    };
    return { kind: "paid", payout, amount: order.amount };
  };

  const judge = (order: PayoutOrder, verdict: Verdict): PayoutStatus => {
    if (verdict === "paid") return pay(order);
    return verdict === "pending" ? { kind: "pending" } : { kind: "failed", code: verdict.failed };
  };

  const submit = (order: PayoutOrder): Outcome<PayoutProof> => {
    const known = payouts.get(order.key)?.status;
    const status = known ?? judge(order, rail.verdict);
    if (known === undefined) payouts.set(order.key, { order, status });
    switch (status.kind) {
      case "paid":
        return done(status.payout);
      case "failed":
        return refused(status.code);
      default:
        return unknown("RAIL_PENDING");
    }
  };

  const rail: FakeRail = {
    script,
    submissions,
    credits,
    left: { KHR: 10_000_000n, USD: 1_000_000n },
    verdict: "paid",
    holder: done({ name: "JOHN SMITH", bank: "Dev Bank", currencies: ["KHR", "USD"] }),
    decide: (key, verdict) => {
      const payout = payouts.get(key);
      if (payout?.status.kind !== "pending") throw new Error("no such payout is pending");
      payout.status = judge(payout.order, verdict);
    },
    port: {
      lookUpAccount: async () => script.run("lookUpAccount", () => rail.holder),
      submitPayout: async (order) => {
        submissions.push(order);
        return script.run("submitPayout", () => submit(order));
      },
      queryPayout: async (key) =>
        script.run("queryPayout", () => done(payouts.get(key)?.status ?? { kind: "not-found" })),
      float: async (currency) =>
        script.run("float", () => done(fiat(currency, rail.left[currency]))),
    },
  };
  return rail;
};
