/** Rules of standing in for a silent rail: within the floor limits, and known to somebody. */
import { localMinuteOf } from "../../../main/domain/local-time.ts";
import { isFinal, type PaySwap } from "../../../main/domain/swap.ts";
import { START_MS } from "../around.ts";
import { CODES } from "../people/codes.ts";
import { POLICY } from "../policy.ts";
import type { Case } from "./books.ts";
import { among, type Evidence, type Invariant, isSteady, stateOf, unless } from "./rule.ts";

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

/** How long a merchant has waited for a credit while the terminal could have said so. */
const waitedMs = (pendingSinceMs: number, { around, wellSinceMs }: Evidence): number => {
  const nowMs = around.schedule.nowMs();
  return nowMs - Math.max(pendingSinceMs - START_MS, wellSinceMs() ?? nowMs);
};

export const STAND_IN_RULES: readonly Invariant[] = [
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
