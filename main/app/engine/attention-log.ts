/** Says in the log that a person is called, once for each reason. */
import type { AttentionReason, SwapId } from "../../domain/swap.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Log } from "../../ports/log.ts";
import type { CommitListener } from "./loop.ts";

/** A listener for every commit. What was called for before the start has been said before. */
export const createAttentionLog = (
  journal: Pick<Journal, "openSwaps">,
  log: Log,
): CommitListener => {
  const told = new Map<SwapId, AttentionReason | null>(
    journal.openSwaps().map(({ swap }) => [swap.id, swap.attention]),
  );
  return ({ swap: { id, kind, attention } }) => {
    if (attention !== null && told.get(id) !== attention) {
      log.warn({ swap: id, state: kind, attention }, "a person is called");
    }
    if (attention === null) told.delete(id);
    else told.set(id, attention);
  };
};
