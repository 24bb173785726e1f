/**
 * Rules of bitcoin that goes back. That of one payment it goes once, whatever invoices were shown for
 * it, is judged by the payers' wallets and by what the node truly has under way.
 */
import { hashOf } from "../../../main/domain/send.ts";
import type { AttentionReason, PaymentHash, PaySwap, SwapId } from "../../../main/domain/swap.ts";
import type { StoredSwap } from "../../../main/ports/journal.ts";
import { START_MS } from "../around.ts";
import { feeLimitOf } from "../outside/send-course.ts";
import { POLICY } from "../policy.ts";
import type { Case } from "./books.ts";
import { type Evidence, type Invariant, isSteady, unless } from "./rule.ts";

const ownerOf = (hash: PaymentHash, { books, refunds }: Evidence): Case | undefined => {
  const id = refunds?.wallet.ofHash(hash)?.id;
  return id === undefined ? undefined : books.ofId(id);
};

const hashesOf = (id: SwapId, { refunds }: Evidence): readonly PaymentHash[] =>
  refunds?.wallet.ofSwap(id).map(({ choice }) => choice.paymentHash) ?? [];

/** Of one payment's other invoices, the first that is paid or may still be. */
const isRivalOf = (id: SwapId, hash: PaymentHash | null, evidence: Evidence): boolean =>
  hashesOf(id, evidence).some(
    (other) => other !== hash && evidence.refunds?.sender.maySettle(other) === true,
  );

/** What has come back to the payer of a payment, by whatever way. */
const cameBack = (one: Case, evidence: Evidence): { times: number; amountMsat: bigint } => {
  const { wallet, sender } = evidence.refunds ?? {};
  const owedMsat = one.held?.receivedMsat ?? 0n;
  let times = one.paidByHand;
  let amountMsat = owedMsat * BigInt(one.paidByHand);
  for (const { choice } of wallet?.ofSwap(one.stored.swap.id) ?? []) {
    if (sender?.isPaid(choice.paymentHash) !== true) continue;
    times += 1;
    amountMsat += choice.amountMsat;
  }
  return { times, amountMsat };
};

const chosenIn = ({ swap }: StoredSwap): PaymentHash | null =>
  swap.kind === "refunding" ? hashOf(swap.send) : null;

const tooMuch = (one: Case | undefined, evidence: Evidence): string | null => {
  if (one === undefined) return "paid an invoice that nobody showed";
  const { times, amountMsat } = cameBack(one, evidence);
  if (times > 1) return `paid back ${times} times`;
  const owedMsat = one.held?.receivedMsat ?? 0n;
  return unless(amountMsat <= owedMsat, `${amountMsat} msat paid back of ${owedMsat}`);
};

/** The books say how it was paid back, and so it was. */
const endedWrong = (swap: PaySwap, evidence: Evidence): string | null => {
  if (swap.kind !== "refunded") return null;
  if (swap.refund?.kind === "lightning") {
    const { paymentHash, feeMsat } = swap.refund;
    const trueFeeMsat = evidence.refunds?.sender.feeOf(paymentHash) ?? null;
    if (trueFeeMsat === null) return "said to be paid back, and the payer has nothing";
    return unless(trueFeeMsat === feeMsat, `a fee of ${feeMsat} in the books, not ${trueFeeMsat}`);
  }
  return null;
};

const ONCE: Invariant = {
  id: "RF1",
  text: "what is owed goes back once: no second way is begun while a first may come to something",
  after: {
    committed: ({ before, after }, evidence) => {
      const hash = chosenIn(after);
      if (evidence.refunds === null || hash === null || hash === chosenIn(before)) return null;
      const isRival = isRivalOf(after.swap.id, hash, evidence);
      return unless(!isRival, "another invoice chosen while the first may still be paid");
    },
    "pay-begun": ({ hash }, evidence) => {
      const one = ownerOf(hash, evidence);
      if (one === undefined) return "an invoice that nobody showed";
      if (one.paidByHand > 0) return "sent although it was paid back by hand";
      const isRival = isRivalOf(one.stored.swap.id, hash, evidence);
      return unless(!isRival, "two payments for one debt");
    },
    "pay-settled": ({ hash }, evidence) => tooMuch(ownerOf(hash, evidence), evidence),
    "paid-by-hand": ({ id }, evidence) => {
      const one = evidence.books.ofId(id);
      if (one !== undefined && isRivalOf(id, null, evidence)) {
        return "said to be paid back by hand while a refund is under way";
      }
      return tooMuch(one, evidence);
    },
  },
};

/** A person has been called for more than that something is owed. */
const CALLED: ReadonlySet<AttentionReason | null> = new Set<AttentionReason | null>([
  "refund-overdue",
  "payout-conflict",
]);

export const REFUND_RULES: readonly Invariant[] = [
  ONCE,
  {
    id: "I10",
    text: "routing costs no more than the cap",
    after: {
      "pay-sent": ({ payment: { maxFeeMsat, amountMsat } }) =>
        unless(
          maxFeeMsat <= feeLimitOf(amountMsat),
          `up to ${maxFeeMsat} msat allowed for routing`,
        ),
      "pay-settled": ({ amountMsat, feeMsat }) =>
        unless(feeMsat <= feeLimitOf(amountMsat), `${feeMsat} msat paid for routing`),
    },
  },
  {
    id: "RF2",
    text: "nothing is sent before the choice is on disk, nor for what a restore took back",
    after: {
      "pay-sent": ({ payment }, { journal, refunds }) => {
        const { paymentHash: hash } = payment;
        const id = refunds?.wallet.ofHash(hash)?.id;
        const stored = id === undefined ? null : journal.swap(id);
        if (stored === null) return "sent to nobody's invoice";
        if (stored.epoch < journal.epoch()) return "begun for a refund of before the restore";
        const { swap } = stored;
        const isChosen = swap.kind === "refunding" && swap.send.kind === "paying";
        return unless(
          isChosen && chosenIn(stored) === hash,
          `sent while the journal says ${swap.kind}`,
        );
      },
    },
  },
  {
    id: "RF3",
    text: "what is said to be back is back, and what is owed is owed",
    after: {
      committed: ({ before, after }, evidence) => {
        const { swap } = after;
        if (evidence.refunds === null || before.swap.kind === swap.kind) return null;
        const isOwedAgain = swap.kind === "owed" && before.swap.kind === "refunding";
        // What a restored journal knows nothing of, a person finds out.
        if (isOwedAgain && after.epoch === evidence.journal.epoch()) {
          const isRival = isRivalOf(swap.id, null, evidence);
          return unless(!isRival, "owed again while an invoice may still be paid");
        }
        return endedWrong(swap, evidence);
      },
      printed: ({ hash, says }, evidence) => {
        if (says !== "refund") return null;
        const one = evidence.books.ofHash(hash);
        const isBack = one !== undefined && cameBack(one, evidence).times > 0;
        return unless(isBack, "a receipt of a refund that did not come");
      },
    },
    atEnd: (one, evidence) => {
      const { swap } = one.stored;
      // The merchant has it after all: whose loss that is, people settle.
      if (evidence.refunds === null || swap.attention === "payout-conflict") return null;
      const { times } = cameBack(one, evidence);
      const expected = swap.kind === "refunded" ? 1 : 0;
      return unless(times === expected, `${swap.kind}, and paid back ${times} times`);
    },
  },
  {
    id: "I8",
    text: "a refund that takes long is known to somebody",
    after: {
      block: (_, evidence) => {
        if (evidence.refunds === null || !isSteady(evidence)) return null;
        const { around, books } = evidence;
        const nowMs = around.schedule.nowMs();
        const sinceMs = evidence.wellSinceMs() ?? nowMs;
        const patienceMs = POLICY.send.alarmMs + 3 * around.plan.pace.tickMs;
        const isLate = books.all().some(({ stored: { swap } }) => {
          if (swap.kind !== "refunding" || CALLED.has(swap.attention)) return false;
          return nowMs - Math.max(swap.send.startedAtMs - START_MS, sinceMs) > patienceMs;
        });
        return unless(!isLate, "a refund under way for too long and no alarm");
      },
    },
  },
];
