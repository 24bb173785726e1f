/** Rules of what only some worlds have: parts of a payment, a rail that takes its "no" back, stand-in, records. */
import { localMinuteOf } from "../../main/domain/local-time.ts";
import { isSendEvent } from "../../main/domain/send.ts";
import { isFinal, type PaySwap, type PayState } from "../../main/domain/swap.ts";
import type { StepCommit } from "../../main/ports/journal.ts";
import { START_MS } from "./around.ts";
import type { Case } from "./books.ts";
import { CODES } from "./codes.ts";
import { POLICY } from "./policy.ts";
import { among, type Evidence, type Invariant, isSteady, stateOf, unless } from "./rules.ts";

/** How long the time between a judgement and what it allowed may be: two calls that run out of time. */
const JUDGED_MS = 60_000;

const standInFault = (opened: PaySwap, evidence: Evidence): string | null => {
  const { plan, schedule } = evidence.around;
  if (plan.standIn === null) return "stood in for the rail though nobody allowed it";
  const { limits, hasOwnCode } = plan.standIn;
  const { currency, minor } = opened.quote.fiat;
  if (minor > limits.maxAmount[currency]) return `${minor} ${currency} vouched for at once`;
  const open = evidence.books.all().filter(isVouchedFor);
  const total = open
    .map(({ stored }) => stored.swap.quote.fiat)
    .filter((fiat) => fiat.currency === currency)
    .reduce((sum, fiat) => sum + fiat.minor, 0n);
  if (total > limits.maxTotal[currency]) return `${total} ${currency} vouched for in all`;
  const isOwn = hasOwnCode && opened.payee.accountId === CODES.noodles[currency].accountId;
  if (!isOwn && !wasNamed(opened, evidence)) return "an account that the rail never named";
  if (!isSteady(evidence)) return null;
  const nowMs = schedule.nowMs();
  const heardMs = evidence.rail.heardMs();
  if (heardMs === null || nowMs - heardMs > limits.maxSilenceMs + JUDGED_MS) {
    return "vouched for a rail that was silent for too long";
  }
  const isOld = ({ stored, sinceMs }: Case): boolean =>
    stored.swap.kind === "credit-pending" && nowMs - sinceMs > limits.maxAgeMs + JUDGED_MS;
  if (open.some(isOld)) return "vouched for while a merchant has waited too long";
  const minute = localMinuteOf(START_MS + nowMs - JUDGED_MS);
  const { fromMinute, untilMinute } = limits.hours;
  const isOpen =
    fromMinute < untilMinute
      ? minute >= fromMinute && minute < untilMinute
      : minute >= fromMinute || minute < untilMinute;
  return unless(isOpen, "vouched for outside of hours");
};

const isVouchedFor = ({ stored: { swap } }: Case): boolean =>
  swap.standIn && !isFinal(swap) && !among(swap.kind, "owed", "refunding", "cancelling");

/** The rail has named the holder, just now or before a payment that it did not refuse. */
const wasNamed = ({ payee, quote, id }: PaySwap, { books, rail, around }: Evidence): boolean => {
  const namedMs = rail.namedMs();
  if (namedMs !== null && around.schedule.nowMs() - namedMs <= JUDGED_MS) return true;
  const last = books
    .all()
    .findLast(
      ({ stored: { swap } }) =>
        swap.id !== id &&
        !swap.standIn &&
        swap.payee.accountId === payee.accountId &&
        swap.quote.fiat.currency === quote.fiat.currency,
    );
  return last !== undefined && !among(stateOf(last), "owed", "refunding", "refunded");
};

const STAND_IN: readonly Invariant[] = [
  {
    id: "SI",
    text: "stood in for the rail only within the floor limits, and the bitcoin comes first",
    after: {
      opened: ({ stored: { swap } }, evidence) =>
        swap.standIn ? standInFault(swap, evidence) : null,
      committed: ({ before, after }, { node }) => {
        if (before.swap.standIn !== after.swap.standIn) return "decided after the quote";
        const { swap } = after;
        if (swap.kind !== "claiming" || before.swap.kind === "claiming") return null;
        if (!swap.standIn) return "claimed first without standing in";
        const left = swap.held.timeoutHeight - node.height() + node.minedSinceTold();
        return unless(left >= POLICY.payoutMinBlocks, `claimed first with ${left} blocks left`);
      },
    },
  },
];

/** How long a merchant has waited for a credit while the terminal could have said so. */
const waitedMs = (pendingSinceMs: number, { around, wellSinceMs }: Evidence): number => {
  const nowMs = around.schedule.nowMs();
  return nowMs - Math.max(pendingSinceMs - START_MS, wellSinceMs() ?? nowMs);
};

const WAITING: readonly Invariant[] = [
  {
    id: "I8",
    text: "a merchant who waits for a credit is known to somebody",
    after: {
      committed: ({ before, after }, evidence) => {
        const { swap } = before;
        if (swap.kind !== "credit-pending" || after.swap.kind === "credit-pending") return null;
        const patienceMs = POLICY.creditAlarmMs + 3 * evidence.around.plan.pace.tickMs;
        const isLate = waitedMs(swap.pendingSinceMs, evidence) > patienceMs;
        const isKnown = !isLate || !isSteady(evidence) || swap.attention === "credit-overdue";
        return unless(isKnown, "a credit was pending for too long and no alarm");
      },
    },
  },
];

const PARTS: readonly Invariant[] = [
  {
    id: "F7",
    text: "part of a payment is no payment",
    after: {
      committed: ({ after }, { books }) => {
        if (after.swap.kind !== "held") return null;
        const isWhole = books.ofHash(after.swap.paymentHash)?.held !== null;
        return unless(isWhole, "taken for held while the node holds a part of it or nothing");
      },
    },
    atEnd: ({ stored }, { node }) =>
      unless(!node.hasParts(stored.swap.paymentHash), "parts are held for ever"),
  },
];

/** What a person asked for, or what goes on with a move that was made before. */
const isNoNewAction = (event: string): boolean =>
  event === "reprint-requested" || event === "retry-requested" || event === "recovered";

/** A refund that was under way is found out about, and its receipt printed; nothing more is sent. */
const isFollowedUp = ({ event, queued }: StepCommit): boolean =>
  isSendEvent(event) && queued.every(({ effect }) => effect.kind !== "pay-invoice");

const REVERSALS: readonly Invariant[] = [
  {
    id: "F35",
    text: 'a credit after the rail\'s "no" is an alarm that stays, and nothing else happens by itself',
    after: {
      committed: ({ after, step }, { books }) => {
        const one = books.ofHash(after.swap.paymentHash);
        if (one?.isConflict !== true) return null;
        if (after.swap.attention !== "payout-conflict") return "the alarm was dropped";
        const isQuiet = step.queued.length === 0 || isNoNewAction(step.event.kind);
        if (isFollowedUp(step)) return null;
        return unless(isQuiet, "something was set going by itself");
      },
    },
    atEnd: (one) =>
      unless(
        !one.isConflict || one.stored.swap.attention === "payout-conflict",
        'credited after a "no", and no alarm',
      ),
  },
];

const SENDING: readonly Invariant[] = [
  {
    id: "I4b",
    text: "a payout is sent once for each time that the machine says so",
    after: {
      "payout-sent": ({ order }, { books }) => {
        const one = books.ofOrder(order);
        return unless(one === undefined || one.sent <= one.toSend, "sent again without a reason");
      },
    },
  },
];

/** What the back office must know of a payment by its end: kinds of records, in their order. */
const OWED: Readonly<Partial<Record<PayState, readonly (readonly string[])[]>>> = {
  paid: [
    ["payout-confirmed", "bitcoin-claimed"],
    // Into suspense, or under stand-in.
    ["bitcoin-claimed", "payout-confirmed"],
  ],
  lost: [["payout-confirmed", "loss"], ["loss"]],
  returned: [["bitcoin-returned"]],
  refunded: [
    ["owed-to-payer", "paid-back"],
    ["bitcoin-claimed", "owed-to-payer", "paid-back"],
  ],
  expired: [[]],
  cancelled: [[]],
};

const recordsFault = ({ stored, records, told }: Case, { around }: Evidence): string | null => {
  const kinds = records.map(({ kind }) => kind).join(", ");
  const isRight = OWED[stored.swap.kind]?.some((expected) => expected.join(", ") === kinds);
  if (isRight === false) return `${stored.swap.kind}, and the records say ${kinds}`;
  const isTold = !around.plan.hasOffice || told === records.length || !isFinal(stored.swap);
  return unless(isTold, `the back office has ${told} of ${records.length} records`);
};

const RECORDS: readonly Invariant[] = [
  {
    id: "RQ",
    text: "the back office is told everything that it is owed, once and in order",
    after: {
      "record-stored": ({ record }, { books }) => {
        const one = books.ofStream(record.stream);
        const next = one?.records[one.told];
        if (one === undefined || next === undefined) return "a record of nothing";
        one.told += 1;
        return unless(next.body === record.body, `${record.kind} before ${next.kind}`);
      },
    },
    atEnd: recordsFault,
  },
];

export const MORE_INVARIANTS: readonly Invariant[] = [
  ...STAND_IN,
  ...WAITING,
  ...PARTS,
  ...REVERSALS,
  ...SENDING,
  ...RECORDS,
];
