/**
 * Rules of bitcoin that goes back. That of one payment it goes once, whatever invoices were shown for
 * it, is judged by the payers' wallets and by what the node truly has under way.
 */
import { hashOf, type Send, type SendProof } from "../../../main/domain/send.ts";
import type { AttentionReason, PaymentHash, PaySwap, SwapId } from "../../../main/domain/swap.ts";
import type { StoredSwap } from "../../../main/ports/journal.ts";
import { START_MS } from "../around.ts";
import { feeLimitOf } from "../outside/send-course.ts";
import type { SimTransaction } from "../outside/sim-chain.ts";
import { POLICY } from "../policy.ts";
import type { Case } from "./books.ts";
import { type Evidence, type Invariant, isSteady, unless } from "./rule.ts";

const ownerOf = (hash: PaymentHash, { books, refunds }: Evidence): Case | undefined => {
  const id = refunds?.wallet.ofHash(hash)?.id;
  return id === undefined ? undefined : books.ofId(id);
};

const hashesOf = (id: SwapId, { refunds }: Evidence): readonly PaymentHash[] =>
  refunds?.wallet.ofSwap(id).map(({ choice }) => choice.paymentHash) ?? [];

const transactionsOf = (id: SwapId, { refunds }: Evidence): readonly SimTransaction[] =>
  refunds?.chain.ofSwap(id) ?? [];

/**
 * Something else for the same payment is paid, or may still be. `way`: the hash of an invoice, or the
 * name of a transaction; null: anything is something else.
 */
const isRivalOf = (id: SwapId, way: string | null, evidence: Evidence): boolean => {
  const { refunds } = evidence;
  return (
    hashesOf(id, evidence).some(
      (hash) => hash !== way && refunds?.sender.maySettle(hash) === true,
    ) ||
    transactionsOf(id, evidence).some(
      ({ txid }) => txid !== way && refunds?.chain.mayArrive(txid) === true,
    )
  );
};

/** What has come back to the payer of a payment, by whatever way. */
const cameBack = (one: Case, evidence: Evidence): { times: number; amountMsat: bigint } => {
  const { wallet, sender, chain } = evidence.refunds ?? {};
  const owedMsat = one.held?.receivedMsat ?? 0n;
  let times = one.paidByHand;
  let amountMsat = owedMsat * BigInt(one.paidByHand);
  for (const { choice } of wallet?.ofSwap(one.stored.swap.id) ?? []) {
    if (sender?.isPaid(choice.paymentHash) !== true) continue;
    times += 1;
    amountMsat += choice.amountMsat;
  }
  for (const { txid, amountSat } of transactionsOf(one.stored.swap.id, evidence)) {
    if (chain?.isOut(txid) !== true) continue;
    times += 1;
    amountMsat += amountSat * 1_000n;
  }
  return { times, amountMsat };
};

const transactionIn = (swap: PaySwap): string | null =>
  swap.kind === "refunding" && "transaction" in swap.send ? swap.send.transaction.txid : null;

/** What a refund goes by: the hash of an invoice, or the name of a transaction. */
const chosenIn = ({ swap }: StoredSwap): string | null =>
  swap.kind === "refunding" ? (hashOf(swap.send) ?? transactionIn(swap)) : null;

const tooMuch = (one: Case | undefined, evidence: Evidence): string | null => {
  if (one === undefined) return "paid an invoice that nobody showed";
  const { times, amountMsat } = cameBack(one, evidence);
  if (times > 1) return `paid back ${times} times`;
  const owedMsat = one.held?.receivedMsat ?? 0n;
  return unless(amountMsat <= owedMsat, `${amountMsat} msat paid back of ${owedMsat}`);
};

const confirmedWrong = (
  id: SwapId,
  { txid, feeMsat, amountMsat }: Extract<SendProof, { kind: "chain" }>,
  evidence: Evidence,
): string | null => {
  const one = transactionsOf(id, evidence).find((each) => each.txid === txid);
  const confirmations = evidence.refunds?.chain.confirmationsOf(txid) ?? 0;
  if (one === undefined || confirmations < (POLICY.send.chain?.confirmations ?? 1)) {
    return "said to be paid back on the chain, and no block has it";
  }
  const isSame = one.feeSat * 1_000n === feeMsat && one.amountSat * 1_000n === amountMsat;
  return unless(isSame, "another amount or fee in the books than on the chain");
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
  return swap.refund === null ? null : confirmedWrong(swap.id, swap.refund, evidence);
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
    "tx-out": ({ id, txid }, evidence) => {
      const one = evidence.books.ofId(id);
      if ((one?.paidByHand ?? 0) > 0) return "sent although it was paid back by hand";
      if (isRivalOf(id, txid, evidence)) return "two payments for one debt";
      return tooMuch(one, evidence);
    },
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

/** Blocks take their time. */
const patienceOf = (send: Send): number => {
  const { chain, alarmMs } = POLICY.send;
  return "address" in send ? (chain?.alarmMs ?? alarmMs) : alarmMs;
};

export const REFUND_RULES: readonly Invariant[] = [
  ONCE,
  {
    id: "I10",
    text: "routing and transactions cost no more than their caps",
    after: {
      "tx-sent": ({ feeSat }) =>
        unless(feeSat <= (POLICY.send.chain?.maxFeeSat ?? 0n), `a fee of ${feeSat} sats`),
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
    id: "RF2",
    text: "a transaction is on disk before it goes out",
    after: {
      "tx-sent": ({ id, txid }, { journal }) => {
        const stored = journal.swap(id);
        const isOnDisk = stored !== null && transactionIn(stored.swap) === txid;
        return unless(
          isOnDisk,
          `published while the journal says ${stored?.swap.kind ?? "nothing"}`,
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
        const isLate = books.all().some(({ stored: { swap } }) => {
          if (swap.kind !== "refunding" || CALLED.has(swap.attention)) return false;
          const patienceMs = patienceOf(swap.send) + 3 * around.plan.pace.tickMs;
          return nowMs - Math.max(swap.send.startedAtMs - START_MS, sinceMs) > patienceMs;
        });
        return unless(!isLate, "a refund under way for too long and no alarm");
      },
    },
  },
];
