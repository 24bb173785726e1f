/** Rules of a rail that takes its "no" back. */
import { isSendEvent } from "../../../main/domain/send.ts";
import type { StepCommit } from "../../../main/ports/journal.ts";
import { type Invariant, unless } from "./rule.ts";

/** What a person asked for, or what goes on with a move that was made before. */
const isNoNewAction = (event: string): boolean =>
  event === "reprint-requested" || event === "retry-requested" || event === "recovered";

/** A refund that was under way is found out about, and its receipt printed; nothing more is sent. */
const isFollowedUp = ({ event, queued }: StepCommit): boolean =>
  isSendEvent(event) && queued.every(({ effect }) => effect.kind !== "pay-invoice");

export const REVERSAL_RULES: readonly Invariant[] = [
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
