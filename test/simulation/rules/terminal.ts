/** Rules of the terminal as a whole: its books, limits, alarms, receipts, log and starts. */
import { isFinal, type PaySwap } from "../../../main/domain/swap.ts";
import type { FactOf } from "../facts.ts";
import { HOLDER, type SimRail } from "../outside/sim-rail.ts";
import { MAX_OPEN_TOTAL, POLICY } from "../policy.ts";
import type { Case } from "./books.ts";
import { positionFault } from "./position.ts";
import { among, type Evidence, type Invariant, isSteady, stateOf, unless } from "./rule.ts";

const openTotal = ({ journal }: Evidence, currency: string): bigint => {
  let total = 0n;
  for (const { swap } of journal.openSwaps()) {
    const { fiat } = swap.quote;
    const isPromised = !among(swap.kind, "settling", "owed", "refunding");
    if (isPromised && fiat.currency === currency) total += fiat.minor;
  }
  return total;
};

const SECRET_LENGTH = 40;
const LONG_WORD = /\S{40}/;

/** Keys, hashes and preimages are words longer than any of ours. */
const isSecret = (value: unknown): boolean =>
  typeof value === "string" &&
  ((value.length >= SECRET_LENGTH && LONG_WORD.test(value)) || value.includes(HOLDER.name));

const leaks = ({ fields, message }: FactOf<"logged">): boolean => {
  for (const name in fields) if (isSecret(fields[name])) return true;
  return isSecret(message);
};

/** The bitcoin is gone and the rail never heard of the key: a person was called, nobody can say more. */
export const isHopeless = (swap: PaySwap, rail: SimRail): boolean =>
  swap.kind === "exposed" && swap.attention !== null && !rail.knows(swap.payoutKey);

export const TERMINAL_RULES: readonly Invariant[] = [
  {
    id: "I6",
    text: "the ledger holds of each payment what its state says, and sums to zero",
    after: {
      committed: ({ after, step }, { books }) => {
        const one = books.ofHash(after.swap.paymentHash);
        const isMoved = step.postings.length > 0 || after.version === 2;
        return one !== undefined && isMoved ? positionFault(after.swap, one.legs) : null;
      },
    },
    atEnd: (one) => positionFault(one.stored.swap, one.legs),
  },
  {
    id: "I8",
    text: "nothing waits for ever, and what waits for a person says so",
    after: {
      block: (_, evidence) => {
        const { books, around } = evidence;
        const wellMs = evidence.wellSinceMs();
        const nowMs = around.schedule.nowMs();
        const patienceMs = POLICY.payoutAlarmMs + 3 * around.plan.pace.tickMs;
        const isDue = (one: Case): boolean =>
          stateOf(one) === "payout-unknown" &&
          one.stored.swap.attention === null &&
          nowMs - Math.max(one.sinceMs, wellMs ?? nowMs) > patienceMs;
        const isLate = isSteady(evidence) && books.all().some(isDue);
        return unless(!isLate, "an unknown payout and no alarm");
      },
    },
    atEnd: (one, { rail }) => {
      const { swap } = one.stored;
      if (isFinal(swap)) return null;
      return unless(isHopeless(swap, rail), `still ${swap.kind} after all healed`);
    },
  },
  {
    id: "I9",
    text: "an engine that works throws nothing",
    after: { threw: ({ message }) => message },
  },
  {
    id: "I12",
    text: "a receipt only after the merchant was credited, once; every other says COPY",
    after: {
      printed: ({ hash, copy, says }, { books }) => {
        const one = books.ofHash(hash);
        if (one === undefined) return "a receipt of no payment";
        const isPending = says === "pending" && one.stored.swap.standIn && one.isClaimed;
        // What a refund's says is RF's business.
        const isOfCredit = says !== "refund" && !isPending;
        if (isOfCredit && one.credits.length === 0) return "a receipt before the payout";
        return unless(copy || one.originals[says] === 1, "a second receipt without COPY");
      },
    },
  },
  {
    id: "I13",
    text: "open payments stay within their limits when one is opened",
    after: {
      opened: ({ stored: { swap } }, evidence) => {
        const { currency } = swap.quote.fiat;
        const count = evidence.journal.openSwaps().length;
        if (count > evidence.around.plan.maxOpenSwaps) return `${count} payments open`;
        const total = openTotal(evidence, currency);
        return unless(total <= MAX_OPEN_TOTAL[currency], `${total} ${currency} promised`);
      },
    },
  },
  {
    id: "I15",
    text: "no secret and no name in the log",
    after: { logged: (fact) => unless(!leaks(fact), "a secret or a name in the log") },
  },
  {
    id: "I18",
    text: "recovering twice is recovering once",
    after: { recovered: ({ isSame }) => unless(isSame, "the second recovery changed something") },
  },
  {
    id: "I20",
    text: "a stopped terminal starts nothing",
    after: {
      committed: ({ before, after }, { isStopped }) => {
        if (!isStopped()) return null;
        const move = `${before.swap.kind}>${after.swap.kind}`;
        const starts =
          move === "quoted>invoicing" || move === "held>paying-out" || move === "held>claiming";
        return unless(!starts, `${move} while stopped`);
      },
    },
  },
];
