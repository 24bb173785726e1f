/** Bugs of steps that share a commit: something is done, or known, before the group is durable. */
import type { EffectTable } from "../../../main/app/engine/effect-handler.ts";
import { laneOf } from "../../../main/app/engine/step-commit.ts";
import type { PayEffect, SwapId } from "../../../main/domain/swap.ts";
import type {
  GroupWrite,
  Journal,
  OutboxRow,
  StoredSwap,
  WriteResult,
} from "../../../main/ports/journal.ts";
import type { Mutant } from "./mutant.ts";

/** What the journal would have answered. */
export const asIfWritten = (write: GroupWrite): WriteResult => {
  if (write.kind !== "step") return { kind: "written", stored: null };
  const { swap, expectedVersion, event } = write.step;
  const numbers = { version: expectedVersion + 1, epoch: 1, receiptNumber: 1 };
  return { kind: "written", stored: { swap, ...numbers, stateSinceMs: event.atMs } };
};

const rowOf = (swapId: SwapId, effect: PayEffect, createdAtMs: number): OutboxRow => ({
  id: 0,
  swapId,
  lane: laneOf(swapId, effect.kind),
  effect,
  attempts: 0,
  createdAtMs,
  lastCode: null,
});

/** Start the payouts that a step queues. */
const sendPayouts = (table: EffectTable, write: GroupWrite): void => {
  const result = asIfWritten(write);
  if (write.kind !== "step" || result.kind !== "written" || result.stored === null) return;
  const { swap, event, queued } = write.step;
  for (const { effect } of queued) {
    if (effect.kind !== "submit-payout") continue;
    void table[effect.kind](result.stored, rowOf(swap.id, effect, event.atMs));
  }
};

/** The payouts of a group are on their way while it is still being written. */
const effectBeforeCommit: Mutant = {
  name: "the effects of a group start before its commit",
  within: 50,
  rules: ["I4"],
  engine: (shipped) => {
    let table: EffectTable | null = null;
    const writeAll: Journal["writeAll"] = (group) => {
      const effects = table;
      if (effects !== null) for (const write of group) sendPayouts(effects, write);
      return shipped.journal.writeAll(group);
    };
    return {
      ...shipped,
      journal: { ...shipped.journal, writeAll },
      effects: (ships) => {
        table = ships;
        return ships;
      },
    };
  },
};

/** Readers are told of a group before it is on the disk, and go on with it when it never gets there. */
const knownBeforeCommit: Mutant = {
  name: "the working set knows of a group before it is durable",
  within: 50,
  rules: ["I9"],
  engine: (shipped) => {
    const { journal } = shipped;
    const early = new Map<SwapId, StoredSwap>();
    const writeAll: Journal["writeAll"] = (group) => {
      for (const write of group) {
        const result = asIfWritten(write);
        if (write.kind !== "step" || result.kind !== "written" || result.stored === null) continue;
        early.set(write.step.swap.id, result.stored);
      }
      const results = journal.writeAll(group);
      for (const write of group) if (write.kind === "step") early.delete(write.step.swap.id);
      return results;
    };
    return {
      ...shipped,
      journal: { ...journal, writeAll, swap: (id) => early.get(id) ?? journal.swap(id) },
    };
  },
};

/** Each caller of a group hears what came of another's. */
const answersCrossed: Mutant = {
  name: "one payment's step in a group is taken for another's",
  within: 3_500,
  rules: ["I1", "I8", "I9"],
  engine: (shipped) => ({
    ...shipped,
    journal: {
      ...shipped.journal,
      writeAll: (group) => shipped.journal.writeAll(group).toReversed(),
    },
  }),
};

export const GROUP_MUTANTS: readonly Mutant[] = [
  effectBeforeCommit,
  knownBeforeCommit,
  answersCrossed,
];
