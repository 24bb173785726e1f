/** Rules of held bitcoin: when it is claimed, when it may go back, and what counts as held. */
import { POLICY, QUOTE_TTL_MS } from "../policy.ts";
import type { Case } from "./books.ts";
import { among, type Evidence, type Invariant, stateOf, unless } from "./rule.ts";

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

export const BITCOIN_RULES: readonly Invariant[] = [
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
