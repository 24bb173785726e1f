import { describe, expect, it } from "vitest";
import type { Posting } from "../../main/domain/ledger.ts";
import type { PaySwap, SwapId } from "../../main/domain/swap.ts";
import {
  T0,
  codeOf,
  makeHeld,
  makeOpening,
  makePaid,
  makePostings,
  makeRow,
  makeSwap,
  openFixture,
  preimageOf,
} from "./support.ts";
import type { SwapCommit } from "../../main/journal/records.ts";
import type { JournalReader } from "../../main/journal/journal.ts";

const makeCommit = (override: Partial<SwapCommit> = {}): SwapCommit => ({
  swap: makeHeld(1),
  expectedVersion: 1,
  event: { kind: "invoice-held", atMs: T0 + 1 },
  postings: makePostings(2_806_000n),
  queued: [makeRow({ kind: "assess-held" })],
  superseded: [],
  ...override,
});

const everything = (journal: JournalReader, ...ids: readonly SwapId[]) => ({
  swaps: ids.map((id) => journal.swap(id)),
  open: journal.openSwaps(),
  history: journal.history({ limit: 100 }),
  events: ids.map((id) => journal.eventsOf(id)),
  rows: ids.map((id) => journal.rowsOf(id)),
  queued: journal.queuedRows(),
  balances: journal.balances(),
  unbalanced: journal.balanceCheck(),
});

describe("opening a swap", () => {
  it("writes state, preimage, event, postings and rows together", () => {
    const { journal } = openFixture();
    const opening = makeOpening(1, { postings: makePostings(5n) });
    expect(journal.openSwap(opening)).toEqual({ version: 1, seq: 1, receiptNumber: 1 });
    const { id } = opening.swap;
    expect(journal.swap(id)).toEqual({
      swap: opening.swap,
      version: 1,
      receiptNumber: 1,
      updatedAtMs: T0,
    });
    expect(Buffer.from(journal.preimage(id))).toEqual(Buffer.from(preimageOf(1)));
    expect(journal.eventsOf(id)).toEqual([
      {
        seq: 1,
        epoch: 1,
        swapId: id,
        kind: "quote-confirmed",
        fact: opening.event,
        atMs: T0,
        session: 1,
        monotonicMs: 0,
      },
    ]);
    expect(journal.postingsOf(1)).toEqual(makePostings(5n));
    expect(journal.rowsOf(id)).toEqual([
      {
        ...opening.queued[0],
        id: 1,
        eventSeq: 1,
        swapId: id,
        status: "queued",
        attempts: 0,
        lastCode: null,
        createdAtMs: T0,
        endedAtMs: null,
      },
    ]);
  });

  it("numbers receipts and events without gaps, also after refusals", () => {
    const { journal } = openFixture();
    journal.openSwap(makeOpening(1));
    expect(codeOf(() => journal.openSwap(makeOpening(1)))).toBe("JOURNAL_SWAP_EXISTS");
    const unbalanced = makeOpening(2, { postings: makePostings(1n).slice(1) });
    expect(codeOf(() => journal.openSwap(unbalanced))).toBe("JOURNAL_UNBALANCED");
    expect(journal.openSwap(makeOpening(2))).toEqual({ version: 1, seq: 2, receiptNumber: 2 });
  });

  it.each([
    ["its id", { id: makeSwap(1).id }],
    ["its payment hash", { paymentHash: makeSwap(1).paymentHash }],
    ["its payout key", { payoutKey: makeSwap(1).payoutKey }],
  ])("refuses a second swap that shares %s", (_, shared) => {
    const { journal } = openFixture();
    journal.openSwap(makeOpening(1));
    const before = everything(journal, makeSwap(1).id);
    const second = makeOpening(2, { swap: makeSwap(2, shared) });
    expect(codeOf(() => journal.openSwap(second))).toBe("JOURNAL_SWAP_EXISTS");
    expect(everything(journal, makeSwap(1).id)).toEqual(before);
  });

  it.each([
    ["of another hash", preimageOf(2)],
    ["of another length", preimageOf(1).subarray(1)],
  ])("refuses a preimage %s and writes nothing", (_, preimage) => {
    const { journal } = openFixture();
    expect(codeOf(() => journal.openSwap(makeOpening(1, { preimage })))).toBe("PREIMAGE_INVALID");
    expect(journal.swap(makeSwap(1).id)).toBeNull();
    expect(journal.queuedRows()).toEqual([]);
  });
});

describe("committing a step", () => {
  it("moves state, event, ledger and outbox together", () => {
    const { journal, clock } = openFixture();
    journal.openSwap(makeOpening(1));
    clock.at = T0 + 5;
    expect(journal.commit(makeCommit())).toEqual({ version: 2, seq: 2 });
    const { id } = makeSwap(1);
    expect(journal.swap(id)).toEqual({
      swap: makeHeld(1),
      version: 2,
      receiptNumber: 1,
      updatedAtMs: T0 + 5,
    });
    expect(journal.eventsOf(id).map(({ kind }) => kind)).toEqual([
      "quote-confirmed",
      "invoice-held",
    ]);
    expect(journal.balances()).toEqual(makePostings(2_806_000n));
    expect(journal.rowsOf(id).map(({ kind, eventSeq }) => [kind, eventSeq])).toEqual([
      ["create-invoice", 1],
      ["assess-held", 2],
    ]);
    expect(journal.balanceCheck()).toEqual([]);
  });

  const one = (unit: Posting["unit"], amount: bigint): Posting => ({
    account: "loss",
    unit,
    amount,
  });
  const refusals: readonly (readonly [string, string, Partial<SwapCommit>])[] = [
    ["an old version", "JOURNAL_VERSION_CONFLICT", { expectedVersion: 0 }],
    ["a version ahead", "JOURNAL_VERSION_CONFLICT", { expectedVersion: 2 }],
    ["an unknown swap", "JOURNAL_SWAP_MISSING", { swap: makeHeld(9) }],
    ["one leg", "JOURNAL_UNBALANCED", { postings: makePostings(1n).slice(1) }],
    [
      "legs that only balance across units",
      "JOURNAL_UNBALANCED",
      { postings: [one("msat", 1n), one("khr", -1n)] },
    ],
    ["a unit that is none", "JOURNAL_RULE_BROKEN", { postings: [one("eur" as "khr", 0n)] }],
    ["an amount beyond 64 bits", "JOURNAL_VALUE_TOO_LARGE", { postings: makePostings(2n ** 63n) }],
    ["a row of nobody", "JOURNAL_ROW_FOREIGN", { finishedRow: { id: 99, code: "DONE" } }],
    ["a row of another swap", "JOURNAL_ROW_FOREIGN", { finishedRow: { id: 2, code: "DONE" } }],
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
      "a state with more than it should have",
      "JOURNAL_STATE_INVALID",
      { swap: { ...makeHeld(1), preimage: "00" } as PaySwap },
    ],
    [
      "a fact that is not plain",
      "JOURNAL_CODEC_INVALID",
      { event: { kind: "a", atMs: 1, at: new Date(0) } as SwapCommit["event"] },
    ],
    [
      "an effect that is not plain",
      "JOURNAL_CODEC_INVALID",
      { queued: [makeRow(), makeRow({ payload: new Uint8Array(32) })] },
    ],
    ["an effect without a lane", "JOURNAL_RULE_BROKEN", { queued: [makeRow({ lane: "" })] }],
    ["half a millisecond", "JOURNAL_RULE_BROKEN", { queued: [makeRow({ dueAtMs: 0.5 })] }],
  ];

  it.each(refusals)("refuses %s with %s and writes nothing", (_, code, override) => {
    const { journal } = openFixture();
    journal.openSwap(makeOpening(1));
    journal.openSwap(makeOpening(2));
    const ids = [makeSwap(1).id, makeSwap(2).id];
    const before = everything(journal, ...ids);
    const step = makeCommit({ superseded: ["create-invoice"], ...override });
    expect(codeOf(() => journal.commit(step))).toBe(code);
    expect(everything(journal, ...ids)).toEqual(before);
    expect(journal.commit(makeCommit())).toEqual({ version: 2, seq: 3 });
  });

  it("keeps an ended swap ended", () => {
    const { journal } = openFixture();
    journal.openSwap(makeOpening(1));
    journal.commit(makeCommit({ swap: makePaid(1) }));
    expect(journal.openSwaps()).toEqual([]);
    const reopening = makeCommit({ expectedVersion: 2 });
    expect(codeOf(() => journal.commit(reopening))).toBe("JOURNAL_RULE_BROKEN");
  });

  it("ends the finished row, drops what is superseded, then queues", () => {
    const { journal } = openFixture();
    const queued = [makeRow(), makeRow({ kind: "cancel-invoice" }), makeRow({ kind: "print" })];
    journal.openSwap(makeOpening(1, { queued }));
    journal.openSwap(makeOpening(2, { queued: [makeRow({ kind: "cancel-invoice" })] }));
    journal.parkRow({ id: 2, code: "NODE_REFUSED" });
    journal.commit(
      makeCommit({
        finishedRow: { id: 1, code: "DONE" },
        superseded: ["create-invoice", "cancel-invoice"],
        queued: [makeRow({ kind: "cancel-invoice" })],
      }),
    );
    const status = (n: number) =>
      journal.rowsOf(makeSwap(n).id).map((row) => [row.kind, row.status, row.lastCode]);
    expect(status(1)).toEqual([
      ["create-invoice", "done", "DONE"],
      ["cancel-invoice", "superseded", "NODE_REFUSED"],
      ["print", "queued", null],
      ["cancel-invoice", "queued", null],
    ]);
    expect(status(2)).toEqual([["cancel-invoice", "queued", null]]);
  });

  it("takes the answer of a row that was superseded while it ran", () => {
    const { journal } = openFixture();
    journal.openSwap(makeOpening(1));
    journal.commit(makeCommit({ superseded: ["create-invoice"] }));
    const late = makeCommit({ expectedVersion: 2, finishedRow: { id: 1, code: "DONE" } });
    expect(journal.commit(late)).toEqual({ version: 3, seq: 3 });
    expect(journal.rowsOf(makeSwap(1).id)[0]).toMatchObject({ status: "superseded", attempts: 0 });
  });
});

describe("reading", () => {
  it("pages the history from the newest and lists open swaps from the oldest", () => {
    const { journal } = openFixture();
    for (const n of [1, 2, 3, 4, 5]) journal.openSwap(makeOpening(n));
    journal.commit(makeCommit({ swap: makePaid(1) }));
    journal.commit(makeCommit({ swap: makePaid(3) }));
    const numbers = (page: Parameters<typeof journal.history>[0]) =>
      journal.history(page).map(({ receiptNumber }) => receiptNumber);
    expect(numbers({ limit: 2 })).toEqual([5, 4]);
    expect(numbers({ before: 4, limit: 2 })).toEqual([3, 2]);
    expect(numbers({ before: 2, limit: 2 })).toEqual([1]);
    expect(journal.openSwaps().map(({ receiptNumber }) => receiptNumber)).toEqual([2, 4, 5]);
  });

  it("records a fact that moves no swap", () => {
    const { journal } = openFixture();
    journal.openSwap(makeOpening(1));
    const { id } = makeSwap(1);
    const row = makeRow({ lane: "print", kind: "print-receipt", payload: { copy: true } });
    const event = { kind: "reprint-requested", atMs: T0 + 9 };
    expect(journal.note({ swapId: id, event, queued: [row] })).toEqual({ seq: 2 });
    expect(journal.note({ swapId: null, event, queued: [row] })).toEqual({ seq: 3 });
    expect(journal.swap(id)?.version).toBe(1);
    expect(journal.rowsOf(id)).toHaveLength(2);
    expect(journal.queuedRows()).toHaveLength(3);
  });

  it("knows nothing of a swap that never was", () => {
    const { journal } = openFixture();
    expect(journal.swap(makeSwap(1).id)).toBeNull();
    expect(journal.eventsOf(makeSwap(1).id)).toEqual([]);
    expect(codeOf(() => journal.preimage(makeSwap(1).id))).toBe("PREIMAGE_MISSING");
  });

  it("counts exactly beyond 2^53, up to 64 bits, and overflows loudly", () => {
    const { journal } = openFixture();
    const large = 2n ** 53n + 1n;
    journal.openSwap(makeOpening(1, { postings: makePostings(large) }));
    journal.commit(makeCommit({ swap: makeHeld(1, large), postings: makePostings(10n ** 15n) }));
    expect(journal.balances()).toEqual(makePostings(large + 10n ** 15n));
    expect(journal.swap(makeSwap(1).id)?.swap).toEqual(makeHeld(1, large));
    const most = 2n ** 63n - 1n;
    const step = makeCommit({ expectedVersion: 2, postings: makePostings(most) });
    journal.commit(step);
    expect(codeOf(() => journal.balances())).toBe("JOURNAL_FAILED");
  });

  it("is the same after a restart, and knows that it was one", () => {
    const { journal, reopen, options } = openFixture();
    for (const n of [1, 2, 3]) journal.openSwap(makeOpening(n, { postings: makePostings(9n) }));
    journal.commit(makeCommit());
    journal.parkRow({ id: 1, code: "NODE_REFUSED" });
    const ids = [1, 2, 3].map((n) => makeSwap(n).id);
    const before = everything(journal, ...ids);
    const reopened = reopen();
    expect(everything(reopened, ...ids)).toEqual(before);
    expect(Buffer.from(reopened.preimage(ids[2] ?? makeSwap(3).id))).toEqual(
      Buffer.from(preimageOf(3)),
    );
    expect(reopened.writer).toEqual({ terminalId: options.terminalId, epoch: 1, session: 2 });
  });
});
