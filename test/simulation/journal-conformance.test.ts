/** One suite over the journal in memory and the one that ships, so that the two cannot drift apart. */
import { hash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createLoop } from "../../main/app/engine/loop.ts";
import { isFailure } from "../../main/domain/failure.ts";
import { khr, msat } from "../../main/domain/money.ts";
import type { Quote } from "../../main/domain/quote.ts";
import type {
  PayEvent,
  PaymentHash,
  PayoutKey,
  PaySwap,
  Quoted,
  SwapId,
} from "../../main/domain/swap.ts";
import { createJournal } from "../../main/journal/journal.ts";
import type { GroupWrite, Journal, StepCommit, StoredSwap } from "../../main/ports/journal.ts";
import type { RecordEnd, RecordStore } from "../../main/ports/settlement.ts";
import { createChance } from "./chance.ts";
import { writeOne } from "./journal/groups.ts";
import { createMemoryJournal } from "./journal/memory-journal.ts";
import { POLICY } from "./policy.ts";

const T0 = 1_793_000_000_000;
/** A journal with the records that it keeps for the back office. */
type Kept = Journal & { readonly records: RecordStore };

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const sha256Hex = (bytes: Uint8Array): string => hash("sha256", bytes, "hex");

const openReal = (): Kept => {
  const directory = mkdtempSync(join(tmpdir(), "sim-journal-"));
  const chance = createChance(1);
  const journal = createJournal({
    path: join(directory, "journal.db"),
    keyFile: join(directory, "key"),
    terminalId: "T-1",
    clock: { nowMs: () => T0, monotonicMs: () => 0 },
    random: { bytes: chance.bytes, fraction: chance.fraction },
  });
  cleanups.push(() => {
    journal.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return journal;
};

const QUOTE: Quote = {
  fiat: { currency: "KHR", minor: khr(12_000n) },
  rate: { num: 262_906_350n, den: 1n },
  baseMsat: msat(4_564_363n),
  feeMsat: msat(45_644n),
  roundingMsat: msat(993n),
  invoiceMsat: msat(4_611_000n),
  lockedAtMs: T0,
  expiresAtMs: T0 + 60_000,
  sources: ["bitstamp", "coinbase", "kraken"],
  rateAgeMs: 500,
};

const preimageOf = (n: number): Uint8Array => new Uint8Array(32).fill(n);

const opening = (n: number, override: Partial<Quoted> = {}) => {
  const paymentHash = sha256Hex(preimageOf(n)) as PaymentHash;
  const swap: Quoted = {
    kind: "quoted",
    id: `P-${paymentHash.slice(0, 16)}` as SwapId,
    flow: "pay",
    paymentHash,
    payoutKey: sha256Hex(preimageOf(100 + n)) as PayoutKey,
    payee: {
      khqr: "00020101021129180014shop@bank",
      accountId: "shop@bank",
      memberId: null,
      codeName: "Chenda Noodles",
      holderName: "SOK DARA",
      city: "Phnom Penh",
      billNumber: null,
    },
    quote: QUOTE,
    createdAtMs: T0,
    standIn: false,
    attention: null,
    ...override,
  };
  return { swap, preimage: preimageOf(n) };
};

const idOf = (n: number): SwapId => opening(n).swap.id;

const HELD = { receivedMsat: QUOTE.invoiceMsat, acceptedAtMs: T0 + 3, timeoutHeight: 800_147 };
const PROOF = { reference: "FT1", paidAtMs: T0 + 5 };

/** A payment from the quote to the receipt, then its reprint. */
const EVENTS: readonly PayEvent[] = [
  { kind: "quote-confirmed", atMs: T0 + 1 },
  { kind: "invoice-created", request: "lnbcrt1", atMs: T0 + 2 },
  { kind: "invoice-held", held: HELD, atMs: T0 + 3 },
  {
    kind: "held-assessed",
    assessment: { height: 800_000, marketMsat: QUOTE.baseMsat, stopped: false, atMs: T0 + 4 },
    atMs: T0 + 4,
  },
  { kind: "payout-unknown", code: "NO_ANSWER", atMs: T0 + 5 },
  { kind: "recovered", atMs: T0 + 6 },
  { kind: "payout-done", payout: PROOF, atMs: T0 + 7 },
  { kind: "invoice-settled", atMs: T0 + 8 },
  { kind: "reprint-requested", atMs: T0 + 9 },
];

/** Preimages are buffers here and plain bytes there. */
const bytes = (read: () => Uint8Array): unknown => attempt(() => [...read()]);

const attempt = <T>(work: () => T): T | string => {
  try {
    return work();
  } catch (error) {
    if (isFailure(error)) return error.code;
    throw error;
  }
};

/** All that can be read of the payments 1 to 4. */
const everything = (journal: Kept): unknown => {
  const ids = [1, 2, 3, 4].map(idOf);
  return {
    swaps: ids.map((id) => journal.swap(id)),
    open: journal.openSwaps(),
    history: journal.history({ before: null, limit: 3 }),
    older: journal.history({ before: 2, limit: 3 }),
    newest: ["shop@bank", "stall@bank"].map((accountId) =>
      journal.newestTo({ accountId, memberId: null, currency: QUOTE.fiat.currency }),
    ),
    elsewhere: [
      journal.newestTo({ accountId: "shop@bank", memberId: "1", currency: "KHR" }),
      journal.newestTo({ accountId: "shop@bank", memberId: null, currency: "USD" }),
    ],
    turnover: [T0, T0 + 1].map((sinceMs) => journal.turnover(sinceMs)),
    events: ids.map((id) => journal.eventsOf(id)),
    balances: journal.balances(),
    heads: journal.laneHeads(),
    queued: ids.map((id) => journal.queuedRows(id)),
    prints: ids.map((id) => journal.lastRow(id, "print-receipt")),
    submits: ids.map((id) => journal.lastRow(id, "submit-payout")),
    preimages: ids.map((id) => bytes(() => journal.preimage(id))),
    due: [journal.records.due(1), journal.records.due(9)],
    parked: journal.records.parked(9),
    waiting: journal.records.summary(),
  };
};

type Act = (journal: Kept) => unknown;

const open =
  (n: number, override?: Partial<Quoted>): Act =>
  (journal) =>
    journal.openSwap(opening(n, override));

const tell =
  (n: number, event: PayEvent): Act =>
  (journal) =>
    createLoop({ journal, policy: POLICY }).apply(idOf(n), event);

/** The row that this fact queued. */
const rowId = (fact: number): number => fact * 16;

const finish =
  (id: number, code: string | null): Act =>
  (journal) =>
    writeOne(journal, { kind: "finished", row: { id, code } });

const reschedule =
  (id: number): Act =>
  (journal) =>
    writeOne(journal, { kind: "failed", attempt: { id, dueAtMs: T0 + 99, code: "NO_ANSWER" } });

const conclude =
  (...ends: readonly (readonly [kind: RecordEnd["kind"], seq: number])[]): Act =>
  (journal) =>
    journal.records.conclude(
      ends.map(([kind, seq]): RecordEnd => {
        const id = { epoch: 1, seq };
        return kind === "delivered" ? { kind, id } : { kind, id, code: `${kind} ${seq}` };
      }),
    );

const unpark =
  (seq: number, epoch = 1): Act =>
  (journal) =>
    journal.records.unpark({ epoch, seq });

const stored = (journal: Journal, n: number): StoredSwap => {
  const found = journal.swap(idOf(n));
  if (found === null) throw new Error("no such swap");
  return found;
};

/** A step that changes nothing but what is overridden. */
const step = (
  journal: Journal,
  n: number,
  override: (before: StoredSwap) => Partial<StepCommit>,
): GroupWrite => {
  const before = stored(journal, n);
  return {
    kind: "step",
    step: {
      swap: before.swap,
      expectedVersion: before.version,
      event: { kind: "time-passed", atMs: T0 + 10 },
      postings: [],
      queued: [],
      superseded: [],
      finished: null,
      ...override(before),
    },
  };
};

const commit =
  (n: number, override: (before: StoredSwap) => Partial<StepCommit>): Act =>
  (journal) =>
    writeOne(journal, step(journal, n, override));

/** Several writes at once; what rejects one of them is told by its code. */
const together =
  (...writes: readonly ((journal: Journal) => GroupWrite)[]): Act =>
  (journal) =>
    journal.writeAll(writes.map((write) => write(journal))).map((result) =>
      result.kind === "written"
        ? result.stored
        : attempt(() => {
            throw result.error;
          }),
    );

const stepOf =
  (n: number, override: (before: StoredSwap) => Partial<StepCommit> = () => ({})) =>
  (journal: Journal): GroupWrite =>
    step(journal, n, override);

const changed = (before: StoredSwap, change: Partial<PaySwap>): { readonly swap: PaySwap } => ({
  swap: { ...before.swap, ...change } as PaySwap,
});

const paid: readonly Act[] = [open(1), ...EVENTS.map((event) => tell(1, event))];

/** Scripts: what each act answers, and all that can be read afterwards, must be the same. */
const SCRIPTS: Readonly<Record<string, readonly Act[]>> = {
  "a payment from quote to reprint": paid,
  "an unknown swap": [
    (journal) => journal.swap(idOf(1)),
    (journal) => journal.lastRow(idOf(1), "print-receipt"),
    (journal) => bytes(() => journal.preimage(idOf(1))),
  ],
  "a hash that is taken": [open(1), open(1)],
  "a key that is taken": [open(1), open(2, { payoutKey: opening(1).swap.payoutKey }), open(2)],
  "a preimage of another swap": [
    (journal) => journal.openSwap({ ...opening(1), preimage: preimageOf(2) }),
    open(1),
  ],
  "a preimage that is too short": [
    (journal) => journal.openSwap({ ...opening(1), preimage: new Uint8Array(31) }),
  ],
  "a version that is over": [open(1), commit(1, () => ({ expectedVersion: 0 }))],
  "a version that is to come": [open(1), commit(1, () => ({ expectedVersion: 2 }))],
  "a swap that was never opened": [
    open(1),
    commit(1, (before) => changed(before, { id: idOf(2) })),
  ],
  "another hash for the same swap": [
    open(1),
    commit(1, (before) => changed(before, { paymentHash: opening(2).swap.paymentHash })),
  ],
  "another key for the same swap": [
    open(1),
    commit(1, (before) => changed(before, { payoutKey: opening(2).swap.payoutKey })),
  ],
  "another birthday for the same swap": [
    open(1),
    commit(1, (before) => changed(before, { createdAtMs: T0 + 1 })),
  ],
  "an ended swap that would open again": [
    open(1),
    tell(1, { kind: "cancel-requested", atMs: T0 + 1 }),
    commit(1, () => ({ swap: opening(1).swap })),
  ],
  "postings that do not balance": [
    open(1),
    commit(1, () => ({ postings: [{ account: "loss", unit: "khr", amount: 1n }] })),
    commit(1, () => ({
      postings: [
        { account: "loss", unit: "khr", amount: 1n },
        { account: "payout-float", unit: "usd-cents", amount: -1n },
      ],
    })),
  ],
  "postings of three legs": [
    open(1),
    commit(1, () => ({
      postings: [
        { account: "loss", unit: "khr", amount: 3n },
        { account: "payout-float", unit: "khr", amount: -1n },
        { account: "payout-reserved", unit: "khr", amount: -2n },
      ],
    })),
  ],
  "rows: another's, ended twice, missing": [
    open(1),
    open(2),
    tell(1, EVENTS[0] ?? { kind: "recovered", atMs: T0 }),
    commit(2, () => ({ finished: { id: rowId(3), code: null } })),
    commit(2, () => ({ finished: { id: 9, code: null } })),
    reschedule(rowId(3)),
    finish(rowId(3), "NO_ANSWER"),
    finish(rowId(3), null),
    reschedule(rowId(3)),
    finish(9, null),
    reschedule(9),
  ],
  "a row that is answered and superseded at once": [
    open(1),
    ...EVENTS.slice(0, 4).map((event) => tell(1, event)),
    commit(1, () => ({
      finished: { id: rowId(5), code: "NO_ANSWER" },
      superseded: ["submit-payout", "query-payout"],
    })),
  ],
  "a row that ends after it was superseded": [
    open(1),
    ...EVENTS.slice(0, 4).map((event) => tell(1, event)),
    commit(1, () => ({ superseded: ["submit-payout"] })),
    finish(rowId(5), null),
  ],
  "records: in order inside a payment, whatever becomes of each": [
    ...[1, 2].flatMap((n) => [open(n), ...EVENTS.map((event) => tell(n, event))]),
    conclude(["kept", 1]),
    conclude(["parked", 1], ["delivered", 3]),
    conclude(["kept", 1], ["delivered", 3], ["parked", 3]),
    unpark(3),
    unpark(2),
    unpark(9),
    unpark(1, 2),
    unpark(1),
    unpark(1),
    conclude(["delivered", 2], ["delivered", 9]),
    conclude(["delivered", 1], ["parked", 4], ["parked", 4]),
    conclude(["delivered", 2], ["delivered", 4]),
  ],
  "a group": [
    ...[1, 2, 3].flatMap((n) => [open(n), ...EVENTS.slice(0, 4).map((event) => tell(n, event))]),
    together(
      stepOf(1, () => ({ finished: { id: rowId(5), code: null } })),
      stepOf(2, () => ({ records: [{ stream: "s", kind: "credit", body: "{}" }] })),
      () => ({ kind: "finished", row: { id: 9, code: "NO_ANSWER" } }),
      () => ({ kind: "failed", attempt: { id: rowId(10), dueAtMs: T0 + 99, code: "NO_ANSWER" } }),
      stepOf(3, () => ({ records: [{ stream: "s", kind: "credit", body: "{}" }] })),
    ),
    together(),
  ],
  "a group of which some break a rule": [
    ...[1, 2, 3].flatMap((n) => [open(n), ...EVENTS.slice(0, 4).map((event) => tell(n, event))]),
    together(
      stepOf(1, () => ({ superseded: ["submit-payout"] })),
      stepOf(2, () => ({ postings: [{ account: "loss", unit: "khr", amount: 1n }] })),
      () => ({ kind: "finished", row: { id: 99, code: null } }),
      stepOf(3, () => ({ expectedVersion: 1 })),
    ),
    together(
      stepOf(1, () => ({ finished: { id: rowId(10), code: null } })),
      stepOf(2),
      stepOf(3, (before) => changed(before, { createdAtMs: T0 + 1 })),
    ),
    together(stepOf(2), stepOf(3)),
  ],
  "a group that writes the same twice": [
    ...[1, 2].flatMap((n) => [open(n), ...EVENTS.slice(0, 4).map((event) => tell(n, event))]),
    together(stepOf(1), stepOf(2), stepOf(1)),
    together(
      () => ({ kind: "failed", attempt: { id: rowId(5), dueAtMs: T0, code: "NO_ANSWER" } }),
      () => ({ kind: "finished", row: { id: rowId(5), code: null } }),
    ),
    // Not the same, though the step ends the row.
    together(
      stepOf(1, () => ({ superseded: ["submit-payout"] })),
      () => ({ kind: "failed", attempt: { id: rowId(5), dueAtMs: T0, code: "NO_ANSWER" } }),
    ),
    together(
      stepOf(2, () => ({ superseded: ["submit-payout"] })),
      () => ({ kind: "finished", row: { id: rowId(10), code: "NO_ANSWER" } }),
    ),
  ],
  "lanes of several payments": [
    open(1),
    open(2),
    open(3),
    ...[1, 2, 3].flatMap((n) => EVENTS.slice(0, 7).map((event) => tell(n, event))),
    finish(rowId(8), null),
  ],
};

const play = (journal: Kept, script: readonly Act[]): readonly unknown[] =>
  script.map((act) => [attempt(() => act(journal) ?? null), everything(journal)]);

describe("the journal in memory answers as the one that ships", () => {
  it.each(Object.entries(SCRIPTS))("%s", (_, script) => {
    const inMemory = play(createMemoryJournal(sha256Hex), script);
    const real = play(openReal(), script);
    expect(inMemory).toEqual(real);
  });
});
