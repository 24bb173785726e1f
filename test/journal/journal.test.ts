import { copyFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Posting } from "../../main/domain/ledger.ts";
import type { PayEffect, PayEvent, PaySwap, SwapId } from "../../main/domain/swap.ts";
import { createJournal, type SqliteJournal } from "../../main/journal/journal.ts";
import type { StepCommit } from "../../main/ports/journal.ts";
import { makeDirectory, openFixture } from "./fixture.ts";
import {
  T0,
  codeOf,
  makeCommit,
  makeHeld,
  makeOpening,
  makePaid,
  makePostings,
  makeRow,
  makeSwap,
  preimageOf,
  rowId,
} from "./support.ts";

const idOf = (n: number): SwapId => makeSwap(n).id;

/** All that can be read of swaps 1 to 3. */
const everything = (journal: SqliteJournal) => ({
  swaps: [1, 2, 3].map((n) => journal.swap(idOf(n))),
  open: journal.openSwaps(),
  history: journal.history({ before: null, limit: 100 }),
  events: [1, 2, 3].map((n) => journal.eventsOf(idOf(n))),
  queued: [1, 2, 3].map((n) => journal.queuedRows(idOf(n))),
  created: [1, 2, 3].map((n) => journal.lastRow(idOf(n), "create-invoice")),
  heads: journal.laneHeads(),
  balances: journal.balances(),
  unbalanced: journal.balanceCheck(),
});

describe("opening a swap", () => {
  it("keeps its state and its preimage", () => {
    const { journal } = openFixture();
    const stored = { swap: makeSwap(1), version: 1, epoch: 1, receiptNumber: 1, stateSinceMs: T0 };
    expect(journal.openSwap(makeOpening(1))).toEqual(stored);
    expect(journal.swap(idOf(1))).toEqual(stored);
    expect(Buffer.from(journal.preimage(idOf(1)))).toEqual(Buffer.from(preimageOf(1)));
    expect(journal.eventsOf(idOf(1))).toEqual([]);
  });

  it.each([
    ["its id", "JOURNAL_SWAP_EXISTS", { id: idOf(1) }],
    // An id is made from the hash: what shares the hash alone is no swap of this terminal.
    ["its payment hash", "JOURNAL_RULE_BROKEN", { paymentHash: makeSwap(1).paymentHash }],
    ["its payout key", "JOURNAL_SWAP_EXISTS", { payoutKey: makeSwap(1).payoutKey }],
  ])("refuses a second swap that shares %s", (_, code, shared) => {
    const { journal } = openFixture();
    journal.openSwap(makeOpening(1));
    const before = everything(journal);
    const second = { swap: makeSwap(2, shared), preimage: preimageOf(2) };
    expect(codeOf(() => journal.openSwap(second))).toBe(code);
    expect(everything(journal)).toEqual(before);
  });

  it.each([
    ["of another hash", preimageOf(2)],
    ["of another length", preimageOf(1).subarray(1)],
  ])("refuses a preimage %s and writes nothing", (_, preimage) => {
    const { journal } = openFixture();
    const before = everything(journal);
    expect(codeOf(() => journal.openSwap({ ...makeOpening(1), preimage }))).toBe(
      "PREIMAGE_INVALID",
    );
    expect(everything(journal)).toEqual(before);
    expect(journal.openSwap(makeOpening(1)).receiptNumber).toBe(1);
  });
});

describe("committing a step", () => {
  it("moves state, event, ledger and outbox together", () => {
    const { journal } = openFixture();
    journal.openSwap(makeOpening(1));
    const step = makeCommit(1);
    const stored = {
      swap: makeHeld(1),
      version: 2,
      epoch: 1,
      receiptNumber: 1,
      stateSinceMs: T0 + 1,
    };
    expect(journal.commit(step)).toEqual(stored);
    expect(journal.swap(idOf(1))).toEqual(stored);
    expect(journal.eventsOf(idOf(1))).toEqual([{ seq: 2, event: step.event, atMs: T0 + 1 }]);
    expect(journal.postingsOf(2)).toEqual(step.postings);
    expect(journal.balances()).toEqual(step.postings);
    expect(journal.queuedRows(idOf(1))).toEqual([
      {
        id: rowId(2),
        swapId: idOf(1),
        lane: "payout:1",
        effect: { kind: "assess-held" },
        attempts: 0,
        createdAtMs: T0 + 1,
        lastCode: null,
      },
    ]);
  });

  it("dates the state from the step that entered it", () => {
    const { journal } = openFixture();
    journal.openSwap(makeOpening(1));
    const entered = journal.commit(makeCommit(1));
    const event: PayEvent = { kind: "recovered", atMs: T0 + 9 };
    const stayed = journal.commit(makeCommit(1, { expectedVersion: 2, event }));
    const left = journal.commit(makeCommit(1, { expectedVersion: 3, event, swap: makePaid(1) }));
    expect([entered, stayed, left].map(({ stateSinceMs }) => stateSinceMs - T0)).toEqual([1, 1, 9]);
  });

  const one = (unit: Posting["unit"], amount: bigint): Posting => ({
    account: "loss",
    unit,
    amount,
  });
  const refusals: readonly (readonly [string, string, Partial<StepCommit>])[] = [
    ["an old version", "JOURNAL_VERSION_CONFLICT", { expectedVersion: 1 }],
    ["a version ahead", "JOURNAL_VERSION_CONFLICT", { expectedVersion: 3 }],
    ["an unknown swap", "JOURNAL_SWAP_MISSING", { swap: makeHeld(9) }],
    ["one leg", "JOURNAL_UNBALANCED", { postings: makePostings(1n).slice(1) }],
    [
      "legs that only balance across units",
      "JOURNAL_UNBALANCED",
      { postings: [one("msat", 1n), one("khr", -1n)] },
    ],
    ["a unit that is none", "JOURNAL_RULE_BROKEN", { postings: [one("eur" as "khr", 0n)] }],
    ["an amount beyond 64 bits", "JOURNAL_VALUE_TOO_LARGE", { postings: makePostings(2n ** 63n) }],
    ["the answer of no row", "JOURNAL_ROW_FOREIGN", { finished: { id: 99, code: null } }],
    [
      "the answer of another's row",
      "JOURNAL_ROW_FOREIGN",
      { finished: { id: rowId(4), code: null } },
    ],
    [
      "another payout key",
      "JOURNAL_RULE_BROKEN",
      { swap: { ...makeHeld(1), payoutKey: makeSwap(7).payoutKey } },
    ],
    [
      "another payment hash",
      "JOURNAL_RULE_BROKEN",
      { swap: { ...makeHeld(1), paymentHash: makeSwap(7).paymentHash } },
    ],
    ["another birth", "JOURNAL_RULE_BROKEN", { swap: { ...makeHeld(1), createdAtMs: T0 + 1 } }],
    [
      "a state that is not whole",
      "JOURNAL_STATE_INVALID",
      { swap: { ...makeHeld(1), held: undefined } as unknown as PaySwap },
    ],
    [
      "a fact that is not plain",
      "JOURNAL_CODEC_INVALID",
      { event: { kind: "recovered", atMs: 1, at: new Date(0) } as PayEvent },
    ],
    [
      "an effect that is not plain, after one that is",
      "JOURNAL_CODEC_INVALID",
      {
        queued: [
          makeRow(),
          makeRow({ effect: { kind: "settle-invoice", by: preimageOf(1) } as PayEffect }),
        ],
      },
    ],
    ["an effect without a lane", "JOURNAL_RULE_BROKEN", { queued: [makeRow({ lane: "" })] }],
    ["half a millisecond", "JOURNAL_RULE_BROKEN", { queued: [makeRow({ dueAtMs: 0.5 })] }],
  ];

  it.each(refusals)("refuses %s with %s and writes nothing", (_, code, override) => {
    const { journal } = openFixture();
    for (const n of [1, 2]) journal.openSwap(makeOpening(n));
    const queued = [makeRow()];
    const event: PayEvent = { kind: "quote-confirmed", atMs: T0 };
    for (const n of [1, 2]) journal.commit(makeCommit(n, { swap: makeSwap(n), event, queued }));
    const before = everything(journal);
    const step = makeCommit(1, { expectedVersion: 2, superseded: ["create-invoice"] });
    expect(codeOf(() => journal.commit({ ...step, ...override }))).toBe(code);
    expect(everything(journal)).toEqual(before);
    expect(journal.commit(step).version).toBe(3);
    // No number was lost to the refusal.
    expect(journal.eventsOf(idOf(1)).at(-1)?.seq).toBe(5);
    expect(journal.queuedRows(idOf(1)).at(-1)?.id).toBe(rowId(5));
  });

  it("keeps an ended swap ended, and lets it move on as such", () => {
    const { journal } = openFixture();
    journal.openSwap(makeOpening(1));
    journal.commit(makeCommit(1, { swap: makePaid(1) }));
    expect(journal.openSwaps()).toEqual([]);
    const reopening = makeCommit(1, { expectedVersion: 2 });
    expect(codeOf(() => journal.commit(reopening))).toBe("JOURNAL_RULE_BROKEN");
    const reprint = makeCommit(1, {
      swap: makePaid(1),
      expectedVersion: 2,
      event: { kind: "reprint-requested", atMs: T0 + 2 },
      postings: [],
      queued: [makeRow({ lane: "printer", effect: { kind: "print-receipt", copy: true } })],
    });
    expect(journal.commit(reprint).version).toBe(3);
    expect(journal.lastRow(idOf(1), "print-receipt")?.effect).toEqual({
      kind: "print-receipt",
      copy: true,
    });
  });
});

describe("F28: the log", () => {
  it("is folded into the file and cut to nothing, and no commit is lost", () => {
    const { journal, options } = openFixture();
    for (let n = 1; n <= 40; n += 1) journal.openSwap(makeOpening(n));
    const sizes = () => ["", "-wal"].map((side) => statSync(`${options.path}${side}`).size);
    const [before = 0, grown = 0] = sizes();
    expect(grown).toBeGreaterThan(500_000);
    journal.checkpoint();
    const [after = 0, log] = sizes();
    expect(log).toBe(0);
    expect(after).toBeGreaterThan(before);
    const copy = makeDirectory();
    copyFileSync(options.path, join(copy, "journal.db"));
    const folded = createJournal({ ...options, path: join(copy, "journal.db") });
    expect(folded.openSwaps()).toHaveLength(40);
    folded.close();
  });
});

describe("reading", () => {
  it("pages the history from the newest and lists open swaps from the oldest", () => {
    const { journal } = openFixture();
    for (const n of [1, 2, 3, 4, 5]) journal.openSwap(makeOpening(n));
    for (const n of [1, 3]) journal.commit(makeCommit(n, { swap: makePaid(n) }));
    const numbers = (before: number | null, limit: number) =>
      journal.history({ before, limit }).map(({ receiptNumber }) => receiptNumber);
    expect(numbers(null, 2)).toEqual([5, 4]);
    expect(numbers(4, 2)).toEqual([3, 2]);
    expect(numbers(2, 2)).toEqual([1]);
    expect(numbers(1, 2)).toEqual([]);
    expect(journal.openSwaps().map(({ receiptNumber }) => receiptNumber)).toEqual([2, 4, 5]);
  });

  it("knows nothing of a swap that never was", () => {
    const { journal } = openFixture();
    expect(journal.swap(idOf(1))).toBeNull();
    expect(journal.eventsOf(idOf(1))).toEqual([]);
    expect(journal.lastRow(idOf(1), "print-receipt")).toBeNull();
    expect(codeOf(() => journal.preimage(idOf(1)))).toBe("PREIMAGE_MISSING");
  });

  it("counts exactly beyond 2^53, up to 64 bits, and refuses what goes beyond", () => {
    const { journal } = openFixture();
    for (const n of [1, 2, 3]) journal.openSwap(makeOpening(n));
    const large = 2n ** 53n + 1n;
    journal.commit(makeCommit(1, { swap: makeHeld(1, large), postings: makePostings(large) }));
    journal.commit(makeCommit(2, { postings: makePostings(10n ** 15n + 1n) }));
    expect(journal.balances()).toEqual(makePostings(large + 10n ** 15n + 1n));
    expect(journal.swap(idOf(1))?.swap).toEqual(makeHeld(1, large));
    const tooMuch = makeCommit(3, { postings: makePostings(2n ** 63n - 1n) });
    expect(codeOf(() => journal.commit(tooMuch))).toBe("JOURNAL_RULE_BROKEN");
    expect(journal.balances()).toEqual(makePostings(large + 10n ** 15n + 1n));
  });

  it("is the same after a restart, which it counts", () => {
    const { journal, reopen, options } = openFixture();
    for (const n of [1, 2, 3]) journal.openSwap(makeOpening(n));
    for (const n of [1, 2]) journal.commit(makeCommit(n));
    journal.reschedule({ id: rowId(4), dueAtMs: T0 + 5, code: "HTTP_503" });
    const before = everything(journal);
    const reopened = reopen();
    expect(everything(reopened)).toEqual(before);
    expect(Buffer.from(reopened.preimage(idOf(3)))).toEqual(Buffer.from(preimageOf(3)));
    expect(reopened.writer).toEqual({
      terminalId: options.terminalId,
      epoch: 1,
      session: 2,
      restoredAtMs: null,
    });
  });
});
