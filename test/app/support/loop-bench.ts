/** A loop over a real journal, with nothing that carries effects out. */
import { newSwap } from "../../../main/app/checkout/new-swap.ts";
import { createLoop, type Loop } from "../../../main/app/engine/loop.ts";
import type { Quote } from "../../../main/domain/quote.ts";
import type { PayState } from "../../../main/domain/swap.ts";
import type { SqliteJournal } from "../../../main/journal/journal.ts";
import type { Journal, StoredSwap } from "../../../main/ports/journal.ts";
import { createManualClock, type ManualClock } from "../../support/manual-clock.ts";
import { createSeededRandom } from "../../support/seeded-random.ts";
import { sha256Hex } from "../../support/sha256.ts";
import { PAYEE, POLICY, QUOTE } from "../../support/swaps.ts";
import { lead, STAND_IN_STATES } from "./paths.ts";
import { openTempJournal } from "./temp-journal.ts";

export interface LoopBench {
  readonly time: ManualClock;
  readonly journal: SqliteJournal;
  readonly loop: Loop;
  /** A swap in this state, and what the journal has of it. */
  readonly make: (state?: PayState, quote?: Partial<Quote>) => StoredSwap;
}

/** `wrap` stands between the loop and the journal. */
export const createLoopBench = (
  wrap: (journal: SqliteJournal) => Journal = (journal) => journal,
): LoopBench => {
  const time = createManualClock();
  const journal = openTempJournal(time.clock).current();
  const loop = createLoop({ journal: wrap(journal), policy: POLICY });
  const random = createSeededRandom("bench");
  return {
    time,
    journal,
    loop,
    make: (state = "quoted", quote = {}) => {
      const parts = { random, clock: time.clock, sha256Hex };
      const standIn = STAND_IN_STATES.includes(state);
      const { swap } = loop.open(newSwap(parts, PAYEE, { ...QUOTE, ...quote }, standIn));
      lead(loop, journal, swap.id, state);
      const stored = journal.swap(swap.id);
      if (stored === null) throw new Error("the swap is gone");
      return stored;
    },
  };
};
