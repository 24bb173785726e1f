/** Every open state under a journal that is older than the world: what the terminal may do, and when. */
import { describe, expect, it } from "vitest";
import { createNotFoundJudge } from "../../../main/app/recovery/restored.ts";
import type { PayState, PaySwap, SwapId } from "../../../main/domain/swap.ts";
import type { InvoiceState } from "../../../main/ports/lightning.ts";
import { createManualClock, flush } from "../../support/manual-clock.ts";
import { LOST_REQUEST } from "../../support/script.ts";
import { HELD, POLICY } from "../../support/swaps.ts";
import { lead, OPEN_STATES, STAND_IN_STATES } from "../support/paths.ts";
import { createRig, type Rig } from "../support/rig.ts";

/** What the rail has of the key. `silent`: it had nothing, and does not answer at first. */
type RailWord = "paid" | "pending" | "failed" | "not-found" | "silent";

const RAIL_WORDS: readonly RailWord[] = ["paid", "pending", "failed", "not-found", "silent"];

const INVOICES: Readonly<Record<InvoiceState["kind"], InvoiceState>> = {
  open: { kind: "open" },
  held: { kind: "held", held: HELD },
  settled: { kind: "settled" },
  cancelled: { kind: "cancelled" },
  missing: { kind: "missing" },
};
const INVOICE_WORDS = Object.keys(INVOICES) as InvoiceState["kind"][];

const VERDICTS = {
  paid: "paid",
  pending: "pending",
  failed: { failed: "ACCOUNT_CLOSED" },
} as const;

/** The payout that the lost journal knew of. */
const makePayout = async (rig: Rig, swap: PaySwap, word: RailWord): Promise<void> => {
  if (word === "silent" || word === "not-found") return;
  rig.rail.verdict = VERDICTS[word];
  const { payoutKey: key, payee, quote } = swap;
  await rig.rail.port.submitPayout({
    key,
    khqr: payee.khqr,
    amount: quote.fiat,
    reference: "SATRIEL 1",
  });
  rig.rail.verdict = "paid";
};

/** The node as it is, and as it will not be talked out of. */
const setInvoice = (rig: Rig, swap: PaySwap, word: InvoiceState["kind"]): void => {
  rig.node.set(swap.paymentHash, INVOICES[word]);
};

interface Course {
  /** Orders that the terminal sent before the rail's "not found" could be believed. */
  readonly early: number;
  /** Orders that it sent at all. */
  readonly sent: number;
  readonly credits: number;
  readonly swap: PaySwap;
  readonly rig: Rig;
  readonly id: SwapId;
}

/** Back up in `state`, let the world go on to these answers, restore, and watch for ten minutes. */
const course = async (
  state: PayState,
  word: RailWord,
  invoice: InvoiceState["kind"],
): Promise<Course> => {
  const rig = createRig({ unstarted: true });
  const { id } = rig.open({}, STAND_IN_STATES.includes(state)).swap;
  lead(rig.engine().loop, rig.journal(), id, state);
  const from = await rig.backUp();
  // Long enough that by the journal's own times "not found" would be sure to mean so.
  await rig.time.advance(600_000);
  await makePayout(rig, rig.swap(id), word);
  setInvoice(rig, rig.swap(id), invoice);
  await flush();
  const before = rig.rail.submissions.length;
  if (word === "silent") rig.rail.script.always("queryPayout", LOST_REQUEST);
  rig.restore(from);
  await rig.time.advance(POLICY.railConsistencyMs - 2_000);
  const early = rig.rail.submissions.length - before;
  rig.rail.script.always("queryPayout", null);
  await rig.time.advance(600_000);
  const sent = rig.rail.submissions.length - before;
  return { early, sent, credits: rig.rail.credits.length, swap: rig.swap(id), rig, id };
};

type Ends = Readonly<Record<RailWord, Readonly<Record<InvoiceState["kind"], PayState>>>>;

const alike = (end: PayState): Readonly<Record<InvoiceState["kind"], PayState>> => ({
  open: end,
  held: end,
  settled: end,
  cancelled: end,
  missing: end,
});

/**
 * A node that says OPEN of an invoice that was held has just restarted: nothing is certain, so
 * nothing happens. One that says MISSING has lost it: a person is called, and the swap stays.
 */
const CLAIMING: Ends = {
  paid: {
    open: "claiming",
    held: "paid",
    settled: "paid",
    // The payout was made and the bitcoin is not ours.
    cancelled: "lost",
    missing: "settling",
  },
  pending: {
    open: "claiming",
    held: "payout-unknown",
    settled: "suspense",
    cancelled: "exposed",
    missing: "payout-unknown",
  },
  // Never claimed for a merchant whom the rail will not credit.
  failed: {
    open: "claiming",
    held: "returned",
    settled: "owed",
    cancelled: "returned",
    missing: "cancelling",
  },
  "not-found": {
    open: "claiming",
    held: "paid",
    settled: "paid",
    cancelled: "returned",
    missing: "claiming",
  },
  silent: {
    open: "claiming",
    held: "paid",
    settled: "paid",
    cancelled: "returned",
    missing: "claiming",
  },
};

/** The bitcoin is ours, whatever the node says; the rail alone decides. */
const CREDIT_PENDING: Ends = {
  paid: alike("paid"),
  pending: alike("credit-pending"),
  failed: alike("owed"),
  "not-found": alike("paid"),
  silent: alike("paid"),
};

const stateRows = (state: PayState, ends: Ends) =>
  RAIL_WORDS.flatMap((word) =>
    INVOICE_WORDS.map((invoice) => ({ state, word, invoice, end: ends[word][invoice] })),
  );

describe("F21: a payment under stand-in in a restored journal", () => {
  it.each([...stateRows("claiming", CLAIMING), ...stateRows("credit-pending", CREDIT_PENDING)])(
    "$state, the rail says $word, the node $invoice: $end",
    async ({ state, word, invoice, end }) => {
      const { early, sent, credits, swap } = await course(state, word, invoice);
      expect(early).toBe(0);
      expect(swap.kind).toBe(end);
      const isNew = word === "not-found" || word === "silent";
      expect(credits).toBe(end === "paid" || word === "paid" ? 1 : 0);
      expect(sent).toBe(isNew && end === "paid" ? 1 : 0);
    },
  );

  it("is kept from commands while the rail is asked about what is being claimed", async () => {
    const { rig, id } = await course("claiming", "not-found", "open");
    expect(rig.swap(id).kind).toBe("claiming");
    const kept = createRig({ unstarted: true });
    const opened = kept.open({}, true).swap;
    lead(kept.engine().loop, kept.journal(), opened.id, "claiming");
    kept.restore(await kept.backUp());
    await flush();
    expect(
      kept.engine().loop.apply(opened.id, {
        kind: "cancel-requested",
        atMs: kept.time.clock.nowMs(),
      }),
    ).toEqual({ kind: "refused", code: "RESTORE_CHECKING" });
  });

  it("prints what may be on paper already as a copy", async () => {
    const { rig } = await course("credit-pending", "paid", "settled");
    const texts = rig.printed.map((document) => JSON.stringify(document));
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.every((text) => text.includes("COPY"))).toBe(true);
  });
});

interface Judged {
  readonly state: PayState;
  /** Why an older journal cannot make it act wrongly. */
  readonly why: string;
  readonly word: RailWord;
  readonly invoice: InvoiceState["kind"];
  readonly end: PayState;
  readonly sent: number;
}

const ASKS = "asks first; 'not found' counts from the restore on; the key is the one that was sent";
const CLAIMS = "the proof of the payout is in the journal; claiming twice is claiming once";
const REFUSED = "given up only after the rail refused for good: no payout can have followed";
const NEVER_BEGUN =
  "is asked about under its hash and never begun again: another may have been paid since";
const PERSON = "only a person acts, and is told to see first whether it was done";

/** The states that the engine gets at once, in the worlds that may have come after them. */
const JUDGED: readonly Judged[] = [
  { state: "paying-out", why: ASKS, word: "paid", invoice: "settled", end: "paid", sent: 0 },
  {
    state: "paying-out",
    why: ASKS,
    word: "failed",
    invoice: "cancelled",
    end: "returned",
    sent: 0,
  },
  { state: "paying-out", why: ASKS, word: "not-found", invoice: "held", end: "paid", sent: 1 },
  { state: "paying-out", why: ASKS, word: "silent", invoice: "held", end: "paid", sent: 1 },
  { state: "payout-unknown", why: ASKS, word: "paid", invoice: "settled", end: "paid", sent: 0 },
  { state: "payout-unknown", why: ASKS, word: "paid", invoice: "cancelled", end: "lost", sent: 0 },
  { state: "payout-unknown", why: ASKS, word: "failed", invoice: "settled", end: "owed", sent: 0 },
  { state: "payout-unknown", why: ASKS, word: "not-found", invoice: "held", end: "paid", sent: 1 },
  { state: "suspending", why: ASKS, word: "paid", invoice: "settled", end: "paid", sent: 0 },
  { state: "suspending", why: ASKS, word: "failed", invoice: "settled", end: "owed", sent: 0 },
  { state: "suspending", why: ASKS, word: "not-found", invoice: "held", end: "paid", sent: 1 },
  { state: "suspense", why: ASKS, word: "paid", invoice: "settled", end: "paid", sent: 0 },
  { state: "suspense", why: ASKS, word: "failed", invoice: "settled", end: "owed", sent: 0 },
  { state: "suspense", why: ASKS, word: "not-found", invoice: "settled", end: "paid", sent: 1 },
  { state: "suspense", why: ASKS, word: "silent", invoice: "settled", end: "paid", sent: 1 },
  { state: "exposed", why: ASKS, word: "paid", invoice: "cancelled", end: "lost", sent: 0 },
  { state: "exposed", why: ASKS, word: "failed", invoice: "cancelled", end: "returned", sent: 0 },
  { state: "exposed", why: ASKS, word: "not-found", invoice: "cancelled", end: "exposed", sent: 0 },
  { state: "settling", why: CLAIMS, word: "paid", invoice: "settled", end: "paid", sent: 0 },
  { state: "settling", why: CLAIMS, word: "paid", invoice: "held", end: "paid", sent: 0 },
  { state: "settling", why: CLAIMS, word: "paid", invoice: "cancelled", end: "lost", sent: 0 },
  {
    state: "cancelling",
    why: REFUSED,
    word: "failed",
    invoice: "cancelled",
    end: "returned",
    sent: 0,
  },
  { state: "cancelling", why: REFUSED, word: "failed", invoice: "held", end: "returned", sent: 0 },
  { state: "cancelling", why: REFUSED, word: "failed", invoice: "settled", end: "owed", sent: 0 },
  {
    state: "refunding",
    why: NEVER_BEGUN,
    word: "failed",
    invoice: "settled",
    end: "refunding",
    sent: 0,
  },
  { state: "owed", why: PERSON, word: "failed", invoice: "settled", end: "owed", sent: 0 },
];

/** Kept back until the rail was asked; `restored.test.ts` and the table above have their courses. */
const KEPT_BACK: readonly PayState[] = [
  "quoted",
  "invoicing",
  "awaiting-payment",
  "held",
  "claiming",
];

describe("F21: a payment whose payout was under way when the backup was made", () => {
  it("every open state has been judged", () => {
    const judged = new Set([...KEPT_BACK, "credit-pending", ...JUDGED.map(({ state }) => state)]);
    expect([...judged].sort()).toEqual([...OPEN_STATES].sort());
  });

  it.each(JUDGED)(
    "$state, the rail says $word, the node $invoice: $end, since it $why",
    async ({ state, word, invoice, end, sent }) => {
      const found = await course(state, word, invoice);
      expect(found.early).toBe(0);
      expect(found.swap.kind).toBe(end);
      expect(found.sent).toBe(sent);
      expect(found.credits).toBe(sent === 1 || word === "paid" ? 1 : 0);
    },
  );
});

describe("the rail's 'not found' after a restore", () => {
  const bench = (restoredAgoMs: number) => {
    const time = createManualClock();
    const restore = { epoch: 2, restoredAtMs: time.clock.nowMs() - restoredAgoMs };
    return { time, judge: createNotFoundJudge(restore, time.clock, 90_000) };
  };

  it.each([
    [1, 89_999, false],
    [1, 90_000, true],
    [2, 0, true],
  ])("of a payment of epoch %i, %i ms after it: believed %j", (epoch, agoMs, believed) => {
    expect(bench(agoMs).judge({ epoch })).toBe(believed);
  });

  it("counts anew when the clock went back over it, and not for as long as it went back", () => {
    const { time, judge } = bench(-3_600_000);
    time.jumpWall(89_999);
    expect(judge({ epoch: 1 })).toBe(false);
    time.jumpWall(1);
    expect(judge({ epoch: 1 })).toBe(true);
  });
});
