/**
 * What must hold in every world, after every step. The numbers are those of the money rules; the
 * ones that are missing belong to the other flow, to reports or to fees.
 */
import { isFinal, type PaySwap, type PayState } from "../../main/domain/swap.ts";
import type { Case } from "./books.ts";
import type { FactOf } from "./facts.ts";
import { MORE_INVARIANTS } from "./invariants-more.ts";
import { REFUND_INVARIANTS } from "./invariants-refund.ts";
import { MAX_OPEN_TOTAL, POLICY, QUOTE_TTL_MS } from "./policy.ts";
import { positionFault } from "./position.ts";
import { among, type Evidence, type Invariant, isSteady, stateOf, unless } from "./rules.ts";
import { HOLDER, type SimRail } from "./sim-rail.ts";

/** How soon a terminal that works must have used the blocks between suspense and the node's own end. */
const reactionMs = ({ around: { plan } }: Evidence): number => {
  const { blockPollMs, capMs } = plan.pace;
  return 2 * blockPollMs + 3 * capMs + 30_000;
};

/** Held bitcoin went back by itself while the merchant was or may be credited. */
export const needsExcuse = (one: Case): boolean =>
  one.givenBackBy === "node" &&
  among(one.givenBackIn ?? "held", "paying-out", "payout-unknown", "suspending", "settling");

const hasExcuse = (one: Case, evidence: Evidence): boolean => {
  const wellMs = evidence.wellSinceMs();
  if (wellMs === null) return true;
  const dueMs = among(stateOf(one), "settling") ? one.sinceMs : (one.suspenseDueMs ?? Infinity);
  const sinceMs = Math.max(dueMs, wellMs, evidence.around.lastTroubleMs());
  return evidence.around.schedule.nowMs() - sinceMs < reactionMs(evidence);
};

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

const ENDINGS: Readonly<
  Partial<Record<PayState, readonly [credited: number, isClaimed: boolean]>>
> = {
  paid: [1, true],
  lost: [1, false],
  refunded: [0, true],
  returned: [0, false],
  expired: [0, false],
  cancelled: [0, false],
};

const endFault = (one: Case): string | null => {
  const { kind, attention } = one.stored.swap;
  const ending = ENDINGS[kind];
  if (ending === undefined) return null;
  if (kind === "lost" && attention !== "loss") return "a loss that nobody is told of";
  const [credited, isClaimed] = ending;
  const isSo = one.credits.length === credited && one.isClaimed === isClaimed;
  return unless(
    isSo || attention === "payout-conflict",
    `${kind}, but credited ${one.credits.length} times and ${one.isClaimed ? "" : "not "}claimed`,
  );
};

/** The bitcoin is gone and the rail never heard of the key: a person was called, nobody can say more. */
export const isHopeless = (swap: PaySwap, rail: SimRail): boolean =>
  swap.kind === "exposed" && swap.attention !== null && !rail.knows(swap.payoutKey);

const MAY_BE_CREDITED: ReadonlySet<PayState> = new Set<PayState>([
  "paying-out",
  "payout-unknown",
  "suspending",
  "suspense",
  "exposed",
  "credit-pending",
]);

const MONEY: readonly Invariant[] = [
  {
    id: "I1",
    text: "at most one payout per payment, and under one key",
    after: {
      credited: ({ order }, { books }) => {
        const one = books.ofOrder(order);
        if (one === undefined) return "a credit that belongs to no payment";
        if (order.key !== one.stored.swap.payoutKey) return "credited under a key of its own";
        return unless(one.credits.length === 1, "credited twice");
      },
    },
  },
  {
    id: "I2",
    text: "paid out means claimed, or an obligation on record",
    after: {
      credited: ({ order }, { books }) => {
        const one = books.ofOrder(order);
        // The rail takes a "no" back when it likes: what follows is F35's business.
        if (one?.isFailed === true) return null;
        const state = stateOf(one);
        return unless(MAY_BE_CREDITED.has(state), `credited while the journal says ${state}`);
      },
      "cancel-sent": ({ hash }, { books, rail }) => {
        const one = books.ofHash(hash);
        if (one === undefined) return "an unknown invoice given up";
        // A row that was under way when the news came by another road is tried to its end.
        const isGivenUp = among(
          stateOf(one),
          "cancelling",
          "returned",
          "cancelled",
          "expired",
          "owed",
          "refunding",
          "refunded",
        );
        if (!isGivenUp) return `given up in ${stateOf(one)}`;
        if (one.isFailed) return null;
        if (one.credits.length > 0) return "given up after the merchant was credited";
        const { payoutKey } = one.stored.swap;
        const isSafe = one.sent === 0 || (rail.knows(payoutKey) && !rail.mayPay(payoutKey));
        return unless(isSafe, "given up while the payout may still happen");
      },
    },
    atEnd: endFault,
  },
  {
    id: "I2b",
    text: "held bitcoin goes back by itself only when the terminal could do nothing about it",
    after: {
      "given-back": ({ hash }, evidence) => {
        const one = evidence.books.ofHash(hash);
        if (one === undefined || !needsExcuse(one)) return null;
        return unless(hasExcuse(one, evidence), "bitcoin let go though it could have been claimed");
      },
    },
  },
  {
    id: "I2c",
    text: "bitcoin is said to be back only when it is",
    after: {
      committed: ({ before, after }, { books }) => {
        const one = books.ofHash(after.swap.paymentHash);
        const says = among(after.swap.kind, "returned", "exposed", "expired", "cancelled", "lost");
        if (!says || before.swap.kind === after.swap.kind || one === undefined) return null;
        const isBack = one.held === null || one.givenBackBy !== null;
        return unless(isBack, `${after.swap.kind} while the node holds it`);
      },
    },
  },
  {
    id: "I3",
    text: "claimed only after the payout, or into suspense at the deadline",
    after: {
      "settle-sent": ({ hash }, { books, node }) => {
        const one = books.ofHash(hash);
        if (one === undefined) return "an unknown invoice claimed";
        const state = stateOf(one);
        if (state === "settling") {
          return unless(one.credits.length === 1, "claimed before the merchant was credited");
        }
        // Under stand-in the bitcoin comes first; what must hold then is SI's business.
        if (state === "claiming" && one.stored.swap.standIn) {
          return unless(one.sent === 0, "claimed first though a payout was sent");
        }
        if (state !== "suspending") return `claimed in ${state}`;
        const left = (one.held?.timeoutHeight ?? Infinity) - node.height();
        return unless(left <= POLICY.suspenseBlocks, `into suspense with ${left} blocks left`);
      },
      claimed: ({ hash }, { books }) => unless(books.ofHash(hash)?.held !== null, "nothing held"),
    },
  },
  {
    id: "I4",
    text: "a payout is sent only against held bitcoin with enough blocks, or against bitcoin that is ours",
    after: {
      "payout-sent": ({ order }, { books, node }) => {
        const one = books.ofOrder(order);
        const state = stateOf(one);
        if (among(state, "suspense", "credit-pending"))
          return unless(one?.isClaimed === true, "sent with nothing claimed");
        if (state !== "paying-out") return `sent while the journal says ${state}`;
        const held = one?.held ?? null;
        if (held === null) return "sent with nothing held";
        const known = held.timeoutHeight - node.height() + node.minedSinceTold();
        return unless(known >= POLICY.payoutMinBlocks, `sent with ${known} blocks left`);
      },
    },
  },
  {
    id: "I5",
    text: "the back office has acknowledged before a payout is sent",
    after: {
      "payout-sent": ({ order }, { books, around }) =>
        unless(
          !around.plan.hasEscrow || books.ofOrder(order)?.isEscrowed === true,
          "sent before the escrow was acknowledged",
        ),
    },
  },
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
    id: "I7",
    text: "the float that a quote counted on is still there when it is paid out",
    after: {
      "payout-failed": ({ code }, { books }) => {
        // Nobody can ask for the float while the rail is silent.
        const isVouchedFor = books.all().some(({ stored }) => stored.swap.standIn);
        const isEnough = code !== "FLOAT_TOO_LOW" || isVouchedFor;
        return unless(isEnough, "the float did not suffice for what was promised");
      },
    },
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
    id: "I11",
    text: "the merchant is credited what was quoted, at the account that was scanned",
    after: {
      credited: ({ order }, { books }) => {
        const swap = books.ofOrder(order)?.stored.swap;
        const isSame =
          swap?.payee.khqr === order.khqr &&
          swap.quote.fiat.currency === order.amount.currency &&
          swap.quote.fiat.minor === order.amount.minor;
        return unless(isSame, "credited something else");
      },
    },
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
    id: "F8",
    text: "what is held is the invoice's amount, or a little more",
    after: {
      "payout-sent": ({ order }, { books }) => {
        const one = books.ofOrder(order);
        const invoice = one?.stored.swap.quote.invoiceMsat ?? 0n;
        const received = one?.held?.receivedMsat ?? invoice;
        const isRight = received >= invoice && received * 10n <= invoice * 11n;
        return unless(isRight, `paid out on ${received} of ${invoice} msat`);
      },
    },
  },
  {
    id: "F55",
    text: "no payout at a loss once the market has moved away",
    after: {
      committed: ({ before, after, step }) => {
        if (before.swap.kind !== "held" || !among(after.swap.kind, "paying-out", "claiming")) {
          return null;
        }
        if (step.event.kind !== "held-assessed") return null;
        const marketMsat = step.event.assessment.marketMsat ?? 0n;
        const isFair = marketMsat * 100n <= after.swap.quote.baseMsat * 101n;
        return unless(isFair, "paid out although the price has moved");
      },
    },
  },
  {
    id: "I17",
    text: "each credit has a payment of its own",
    after: {
      "payout-sent": ({ order }, { books }) =>
        unless(books.ofOrder(order)?.held !== null, "sent for a payment that nobody made"),
    },
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
  {
    id: "F63",
    text: "no payment is given up as expired before its time",
    after: {
      committed: ({ before, after }, { around, books, startedMs }) => {
        const { swap } = after;
        if (before.swap.kind === swap.kind) return null;
        const isExpiry =
          swap.kind === "expired" ||
          (swap.kind === "cancelling" && swap.reason === "quote-expired");
        const one = books.ofHash(swap.paymentHash);
        const openedMs = one?.openedMs ?? 0;
        // A clock that was set while the power was off is all that a start knows.
        const isExcused = startedMs() > openedMs || one?.givenBackBy === "node";
        if (!isExpiry || isExcused) return null;
        const ageMs = around.schedule.nowMs() - openedMs;
        return unless(ageMs >= QUOTE_TTL_MS - 1_000, `expired after ${ageMs} ms`);
      },
    },
  },
];

/** Every rule. */
export const INVARIANTS: readonly Invariant[] = [
  ...MONEY,
  ...MORE_INVARIANTS,
  ...REFUND_INVARIANTS,
];
