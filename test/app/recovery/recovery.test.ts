import { describe, expect, it } from "vitest";
import { recover } from "../../../main/app/recovery/recovery.ts";
import type { PayEffectKind, PayState, PaySwap } from "../../../main/domain/swap.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { flush } from "../../support/manual-clock.ts";
import { createGate, LOST_REQUEST } from "../../support/script.ts";
import { HEIGHT, HELD } from "../../support/swaps.ts";
import { createLoopBench } from "../support/loop-bench.ts";
import { lead, OPEN_STATES, STAND_IN_STATES } from "../support/paths.ts";
import { balancesOf, createRig, eventsOf, type Rig, waitingOf } from "../support/rig.ts";

/** What waits after a power cut in each open state, besides receipts. */
const WAITING: Readonly<Partial<Record<PayState, readonly PayEffectKind[]>>> = {
  quoted: [],
  invoicing: ["create-invoice"],
  "awaiting-payment": [],
  held: ["assess-held"],
  claiming: ["settle-invoice"],
  "credit-pending": ["query-payout"],
  // Asked, never sent again.
  "paying-out": ["query-payout"],
  "payout-unknown": ["query-payout"],
  settling: ["settle-invoice"],
  suspending: ["query-payout", "settle-invoice"],
  suspense: ["query-payout"],
  owed: [],
  refunding: ["query-payment"],
  exposed: ["query-payout"],
  cancelling: ["cancel-invoice"],
};

describe("recovery", () => {
  it("has an answer for every open state", () => {
    expect(Object.keys(WAITING).sort()).toEqual([...OPEN_STATES].sort());
  });

  it.each(OPEN_STATES)("in %s leaves what has to be done waiting, once", (state) => {
    const { time, journal, loop, make } = createLoopBench();
    const { swap } = make(state);
    const log = createFakeLog();
    const waiting = (): readonly string[] =>
      waitingOf(journal, swap.id).filter((kind) => kind !== "print-receipt");
    expect(recover(journal, loop, time.clock, log)).toBe(1);
    expect([...waiting()].sort()).toEqual(WAITING[state]);
    const once = {
      stored: journal.swap(swap.id)?.swap,
      rows: journal.queuedRows(swap.id),
      balances: journal.balances(),
    };
    expect(recover(journal, loop, time.clock, log)).toBe(1);
    expect({
      stored: journal.swap(swap.id)?.swap,
      rows: journal.queuedRows(swap.id),
      balances: journal.balances(),
    }).toEqual(once);
  });

  it("queues what is missing, as after a row that ended unseen", () => {
    const { time, journal, loop, make } = createLoopBench();
    const { swap } = make("settling");
    for (const row of journal.queuedRows(swap.id)) journal.finishRow({ id: row.id, code: null });
    recover(journal, loop, time.clock, createFakeLog());
    expect(waitingOf(journal, swap.id)).toEqual(["settle-invoice"]);
  });

  it("leaves ended swaps alone", () => {
    const { time, journal, loop, make } = createLoopBench();
    const ended = (["paid", "returned", "lost"] as const).map((state) => make(state).swap.id);
    const before = ended.map((id) => [journal.swap(id), journal.eventsOf(id)]);
    expect(recover(journal, loop, time.clock, createFakeLog())).toBe(0);
    expect(ended.map((id) => [journal.swap(id), journal.eventsOf(id)])).toEqual(before);
  });
});

interface Ending {
  readonly state: PayState;
  readonly name: string;
  /** What the node and the rail really have, when the power comes back. */
  readonly world?: (rig: Rig, swap: PaySwap) => void;
  readonly waitMs?: number;
  readonly end: PayState;
  readonly sent: number;
  readonly credits: number;
}

const heldAtNode = ({ node }: Rig, { paymentHash }: PaySwap): void =>
  node.set(paymentHash, { kind: "held", held: HELD });

/** The rail has the payout, from before the power went. */
const paidAtRail = (rig: Rig, swap: PaySwap): void => {
  heldAtNode(rig, swap);
  void rig.rail.port.submitPayout({
    key: swap.payoutKey,
    khqr: swap.payee.khqr,
    amount: swap.quote.fiat,
    reference: "SATRIEL 1",
  });
};

const refusedAtRail = (rig: Rig, swap: PaySwap): void => {
  rig.rail.verdict = { failed: "ACCOUNT_CLOSED" };
  paidAtRail(rig, swap);
};

const settledAtNode = (rig: Rig, swap: PaySwap): void => {
  paidAtRail(rig, swap);
  rig.node.set(swap.paymentHash, { kind: "settled" });
};

const ENDINGS: readonly Ending[] = [
  { state: "quoted", name: "runs out", waitMs: 61_000, end: "expired", sent: 0, credits: 0 },
  {
    state: "invoicing",
    name: "makes the invoice (F1)",
    end: "awaiting-payment",
    sent: 0,
    credits: 0,
  },
  {
    state: "invoicing",
    name: "finds the invoice that it had made (F2)",
    world: ({ node }, { paymentHash, quote }) =>
      void node.port.createHoldInvoice({
        paymentHash,
        amountMsat: quote.invoiceMsat,
        description: "",
        expiresInMs: 60_000,
        cltvDelta: 144,
      }),
    end: "awaiting-payment",
    sent: 0,
    credits: 0,
  },
  {
    state: "awaiting-payment",
    name: "sees the payment that came meanwhile",
    world: heldAtNode,
    end: "paid",
    sent: 1,
    credits: 1,
  },
  {
    state: "awaiting-payment",
    name: "sees that the node gave it up",
    world: ({ node }, { paymentHash }) => node.set(paymentHash, { kind: "cancelled" }),
    end: "expired",
    sent: 0,
    credits: 0,
  },
  { state: "held", name: "pays out", world: heldAtNode, end: "paid", sent: 1, credits: 1 },
  {
    state: "held",
    name: "sees that the node gave it back (F6)",
    world: (rig, swap) => {
      rig.node.info.syncedToChain = false;
      rig.node.set(swap.paymentHash, { kind: "cancelled" });
    },
    end: "returned",
    sent: 0,
    credits: 0,
  },
  {
    state: "paying-out",
    name: "finds the payout done, without sending it again",
    world: paidAtRail,
    end: "paid",
    sent: 1,
    credits: 1,
  },
  {
    state: "paying-out",
    name: "finds the payout refused",
    world: refusedAtRail,
    end: "returned",
    sent: 1,
    credits: 0,
  },
  {
    state: "paying-out",
    name: "finds that the payout never arrived and sends it after the window",
    world: heldAtNode,
    waitMs: 160_000,
    end: "paid",
    sent: 1,
    credits: 1,
  },
  {
    state: "paying-out",
    name: "finds the payout done and the bitcoin gone: a loss, no second payout (F6)",
    world: (rig, swap) => {
      paidAtRail(rig, swap);
      rig.node.set(swap.paymentHash, { kind: "cancelled" });
    },
    end: "lost",
    sent: 1,
    credits: 1,
  },
  {
    state: "payout-unknown",
    name: "finds the payout done",
    world: paidAtRail,
    end: "paid",
    sent: 1,
    credits: 1,
  },
  {
    state: "claiming",
    name: "claims the bitcoin, and only then sends the payout",
    world: heldAtNode,
    end: "paid",
    sent: 1,
    credits: 1,
  },
  {
    state: "claiming",
    name: "sees that the node gave it back, and sends nothing",
    world: (rig, swap) => rig.node.set(swap.paymentHash, { kind: "cancelled" }),
    end: "returned",
    sent: 0,
    credits: 0,
  },
  {
    state: "credit-pending",
    name: "finds the payout done, without sending it again",
    world: settledAtNode,
    end: "paid",
    sent: 1,
    credits: 1,
  },
  {
    state: "credit-pending",
    name: "finds that the payout never arrived and sends it after the window",
    world: (rig, swap) => rig.node.set(swap.paymentHash, { kind: "settled" }),
    waitMs: 160_000,
    end: "paid",
    sent: 1,
    credits: 1,
  },
  { state: "settling", name: "settles", world: paidAtRail, end: "paid", sent: 1, credits: 1 },
  {
    state: "settling",
    name: "settles again what was settled (F12)",
    world: settledAtNode,
    end: "paid",
    sent: 1,
    credits: 1,
  },
  {
    state: "suspending",
    name: "claims the bitcoin and finds the payout done",
    world: paidAtRail,
    end: "paid",
    sent: 1,
    credits: 1,
  },
  {
    state: "suspending",
    name: "finds the payout refused before the claim went through and gives back",
    world: (rig, swap) => {
      rig.node.script.always("settleInvoice", LOST_REQUEST);
      refusedAtRail(rig, swap);
    },
    end: "returned",
    sent: 1,
    credits: 0,
  },
  {
    state: "suspense",
    name: "finds the payout done",
    world: settledAtNode,
    end: "paid",
    sent: 1,
    credits: 1,
  },
  {
    state: "suspense",
    name: "finds the payout refused: owed (F42)",
    world: (rig, swap) => {
      rig.rail.verdict = { failed: "ACCOUNT_CLOSED" };
      settledAtNode(rig, swap);
    },
    end: "owed",
    sent: 1,
    credits: 0,
  },
  { state: "owed", name: "still waits for a person", end: "owed", sent: 0, credits: 0 },
  {
    state: "refunding",
    name: "asks the node, which never had it, and pays the same invoice back",
    waitMs: 60_000,
    end: "refunded",
    sent: 0,
    credits: 0,
  },
  {
    state: "exposed",
    name: "finds the payout refused: nothing was lost",
    world: refusedAtRail,
    end: "returned",
    sent: 1,
    credits: 0,
  },
  {
    state: "exposed",
    name: "finds the payout done: a loss (F6)",
    world: paidAtRail,
    end: "lost",
    sent: 1,
    credits: 1,
  },
  {
    state: "cancelling",
    name: "gives the bitcoin back",
    world: heldAtNode,
    end: "returned",
    sent: 0,
    credits: 0,
  },
];

describe("after a power cut", () => {
  it("every open state has an ending", () => {
    expect([...new Set(ENDINGS.map(({ state }) => state))].sort()).toEqual([...OPEN_STATES].sort());
  });

  it.each(ENDINGS)("in $state the terminal $name", async (ending) => {
    const rig = createRig({ unstarted: true });
    const { swap } = rig.open({}, STAND_IN_STATES.includes(ending.state));
    lead(rig.engine().loop, rig.journal(), swap.id, ending.state);
    ending.world?.(rig, swap);
    await flush();
    rig.powerCut();
    await rig.time.advance(ending.waitMs ?? 3_000);
    expect(rig.swap(swap.id).kind).toBe(ending.end);
    expect(rig.rail.submissions).toHaveLength(ending.sent);
    expect(rig.rail.credits).toHaveLength(ending.credits);
  });

  it.each(["before", "after"] as const)(
    "in the middle of a payout, %s the rail had it: at most one credit, and the books close",
    async (when) => {
      const rig = createRig();
      const { id, hash } = await rig.openInvoice();
      const never = createGate().until;
      rig.rail.script.next("submitPayout", {
        kind: when === "before" ? "wait" : "answer-late",
        until: never,
      });
      rig.node.pay(hash);
      await flush();
      expect(rig.swap(id).kind).toBe("paying-out");
      for (let cut = 0; cut < 3; cut += 1) {
        rig.powerCut();
        await rig.time.advance(1_000);
      }
      await rig.time.advance(180_000);
      expect(rig.swap(id).kind).toBe("paid");
      expect(rig.rail.credits).toHaveLength(1);
      expect(rig.rail.submissions).toHaveLength(when === "before" ? 2 : 1);
      expect(rig.node.state(hash)).toBe("settled");
      expect(balancesOf(rig.journal())).toContain("payout-float khr -12000");
    },
  );

  it("nothing is carried out before every swap has been recovered", async () => {
    const rig = createRig({ unstarted: true });
    const first = rig.open().swap;
    const second = rig.open().swap;
    lead(rig.engine().loop, rig.journal(), first.id, "held");
    lead(rig.engine().loop, rig.journal(), second.id, "paying-out");
    for (const swap of [first, second]) heldAtNode(rig, swap);
    rig.powerCut();
    await rig.time.advance(3_000);
    // The first was judged and paid; the second may have been, and is only asked about.
    expect(rig.rail.submissions.map(({ key }) => key)).toEqual([first.payoutKey]);
    expect(rig.swap(second.id).kind).toBe("payout-unknown");
    expect(eventsOf(rig.journal(), second.id)).toContain("recovered");
  });

  it("the height that a deadline is judged by is the node's, not the one before the cut", async () => {
    const rig = createRig({ unstarted: true });
    const { swap } = rig.open();
    lead(rig.engine().loop, rig.journal(), swap.id, "held");
    heldAtNode(rig, swap);
    rig.node.info.height = HEIGHT + 110;
    rig.powerCut();
    await rig.time.advance(3_000);
    expect(rig.swap(swap.id)).toMatchObject({ kind: "returned", reason: "too-few-blocks" });
    expect(rig.rail.submissions).toEqual([]);
  });
});
