/** Whatever happens to a payment, the journal it leaves must pass the checks of the next start. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newSwap } from "../../../main/app/checkout/new-swap.ts";
import { createLoop } from "../../../main/app/engine/loop.ts";
import type { PayEventKind } from "../../../main/domain/swap.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { EVENTS } from "../../support/pay-events.ts";
import { createSeededRandom } from "../../support/seeded-random.ts";
import { sha256Hex } from "../../support/sha256.ts";
import { NOW_MS, PAYEE, POLICY, QUOTE } from "../../support/swaps.ts";
import { openTempJournal } from "../support/temp-journal.ts";

interface Happening {
  readonly swap: number;
  readonly kind: PayEventKind;
  readonly lateMs: number;
  /** Taken as the answer to the first row that waits in some lane of the swap. */
  readonly answers: boolean;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  swap: fc.nat({ max: 2 }),
  kind: fc.constantFrom(...(Object.keys(EVENTS) as PayEventKind[])),
  lateMs: fc.constantFrom(0, 1_000, 70_000, 600_000),
  answers: fc.boolean(),
});

/** Roads that lead somewhere, with anything in between. */
const ROAD: readonly PayEventKind[] = [
  "quote-confirmed",
  "invoice-created",
  "invoice-held",
  "held-assessed",
];

describe("the checks of a start", () => {
  it("pass after any events in any order, answers among them", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(happening, { minLength: 5, maxLength: 40 }),
        fc.nat({ max: 4 }),
        (story, far) => {
          const { clock } = createManualClock();
          const file = openTempJournal(clock);
          const journal = file.current();
          const loop = createLoop({ journal, policy: POLICY });
          const random = createSeededRandom(`story ${story.length} ${far}`);
          const ids = [0, 1, 2].map(
            () => loop.open(newSwap({ random, clock, sha256Hex }, PAYEE, QUOTE)).swap.id,
          );
          for (const kind of ROAD.slice(0, far)) for (const id of ids) loop.apply(id, EVENTS[kind]);
          for (const { swap, kind, lateMs, answers } of story) {
            const id = ids[swap];
            if (id === undefined) continue;
            const row = journal.laneHeads().find(({ swapId }) => swapId === id);
            const finished = answers && row !== undefined ? { id: row.id, code: null } : undefined;
            loop.apply(id, { ...EVENTS[kind], atMs: NOW_MS + lateMs }, finished);
          }
          for (const id of ids) seen.add(journal.swap(id)?.swap.kind ?? "");
          expect(() => file.reopen()).not.toThrow();
        },
      ),
      { numRuns: 120, seed: 20_260_101 },
    );
    expect(seen.size).toBeGreaterThan(10);
  });
});
