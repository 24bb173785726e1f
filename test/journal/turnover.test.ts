import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fiat } from "../../main/domain/money.ts";
import type { PaySwap } from "../../main/domain/swap.ts";
import type { SqliteJournal } from "../../main/journal/journal.ts";
import { takenOf } from "../simulation/journal/taken-of.ts";
import { openFixture } from "./fixture.ts";
import { makeCommit, makePaid, makeSwap, preimageOf, T0 } from "./support.ts";

const SHOP = { accountId: "shop@bank", memberId: null, currency: "KHR" } as const;
const HALF_HOUR_MS = 1_800_000;
const instant = fc.nat({ max: 8 }).map((count) => T0 + count * HALF_HOUR_MS);
const act = fc.oneof(
  fc.record({ kind: fc.constant("open" as const), createdAtMs: instant }),
  fc.record({ kind: fc.constant("pay" as const), n: fc.nat({ max: 5 }) }),
  fc.record({ kind: fc.constant("expire" as const), n: fc.nat({ max: 5 }) }),
  fc.record({ kind: fc.constant("ask" as const), sinceMs: instant }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const makeExpired = (n: number): PaySwap => {
  const { id, flow, standIn, paymentHash, payoutKey, payee, quote, attention, createdAtMs } =
    makeSwap(n);
  const common = {
    id,
    flow,
    standIn,
    paymentHash,
    payoutKey,
    payee,
    quote,
    attention,
    createdAtMs,
  };
  return { ...common, kind: "expired", endedAtMs: T0 };
};

/** `opened`: when each swap was created, by its number. */
const carryOut = (journal: SqliteJournal, opened: number[], asked: Act): void => {
  if (asked.kind === "ask") return void journal.taken(asked.sinceMs, SHOP);
  if (asked.kind === "open") {
    const n = opened.push(asked.createdAtMs) - 1;
    const swap = makeSwap(n, { createdAtMs: asked.createdAtMs });
    return void journal.openSwap({ swap, preimage: preimageOf(n) });
  }
  const createdAtMs = opened[asked.n];
  const expectedVersion = journal.swap(makeSwap(asked.n).id)?.version;
  if (createdAtMs === undefined || expectedVersion === undefined) return;
  const swap = { ...(asked.kind === "pay" ? makePaid : makeExpired)(asked.n), createdAtMs };
  journal.commit(makeCommit(asked.n, { swap, expectedVersion }));
};

describe("turnover", () => {
  it("has one row for each swap from an instant on, as it stands now", () => {
    const { journal } = openFixture();
    const dollars = fiat("USD", 9_007_199_254_740_993n);
    const { quote, payee } = makeSwap(1);
    const open = (n: number, change: Parameters<typeof makeSwap>[1]): void =>
      void journal.openSwap({ swap: makeSwap(n, change), preimage: preimageOf(n) });
    open(1, { createdAtMs: T0 - 1 });
    open(2, { createdAtMs: T0 });
    open(3, {
      createdAtMs: T0 + 1,
      quote: { ...quote, fiat: dollars },
      payee: { ...payee, memberId: "7" },
    });
    expect(journal.turnover(T0)).toEqual([
      { account: SHOP, minor: quote.fiat.minor, createdAtMs: T0, state: "invoicing" },
      {
        account: { accountId: "shop@bank", memberId: "7", currency: "USD" },
        minor: 9_007_199_254_740_993n,
        createdAtMs: T0 + 1,
        state: "invoicing",
      },
    ]);
    expect(journal.turnover(T0 + 2)).toEqual([]);
    expect(journal.turnover(T0 - 1)).toHaveLength(3);
  });

  it("is what the file holds, whatever was asked for before and whatever came since", () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 4, maxLength: 20 }), instant, (acts, sinceMs) => {
        const { journal, reopen } = openFixture();
        const opened: number[] = [];
        for (const asked of acts) carryOut(journal, opened, asked);
        const before = { rows: journal.turnover(sinceMs), taken: journal.taken(sinceMs, SHOP) };
        expect(before.taken).toEqual(takenOf(before.rows, SHOP));
        const after = reopen();
        expect(after.taken(sinceMs, SHOP)).toEqual(before.taken);
        expect(after.turnover(sinceMs)).toEqual(before.rows);
        after.close();
      }),
      { numRuns: 100 },
    );
  });
});
