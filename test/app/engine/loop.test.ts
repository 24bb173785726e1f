import { describe, expect, it } from "vitest";
import { laneOf } from "../../../main/app/engine/step-commit.ts";
import { Failure } from "../../../main/domain/failure.ts";
import type { PayEffectKind, PayState, SwapId } from "../../../main/domain/swap.ts";
import type { GroupWrite } from "../../../main/ports/journal.ts";
import { EVENTS } from "../../support/pay-events.ts";
import { HEIGHT } from "../../support/swaps.ts";
import { createLoopBench, type LoopBench } from "../support/loop-bench.ts";
import { PATHS } from "../support/paths.ts";
import { eventsOf, waitingOf } from "../support/rig.ts";

/** Everything the journal has of a swap. */
const traceOf = ({ journal }: LoopBench, id: SwapId) => ({
  stored: journal.swap(id),
  events: journal.eventsOf(id),
  rows: journal.queuedRows(id),
  balances: journal.balances(),
});

const rowOf = ({ journal }: LoopBench, id: SwapId, kind: PayEffectKind) => {
  const row = journal.queuedRows(id).find(({ effect }) => effect.kind === kind);
  if (row === undefined) throw new Error(`no row ${kind}`);
  return row;
};

describe("an event that moves a swap", () => {
  it("is one commit: state, event, row and postings", () => {
    const bench = createLoopBench();
    const { swap, version } = bench.make();
    const applied = bench.loop.apply(swap.id, EVENTS["quote-confirmed"]);
    expect(applied).toMatchObject({ kind: "committed", stored: { version: version + 1 } });
    expect(bench.journal.swap(swap.id)?.swap.kind).toBe("invoicing");
    expect(eventsOf(bench.journal, swap.id)).toEqual(["quote-confirmed"]);
    expect(bench.journal.queuedRows(swap.id)).toMatchObject([
      { lane: `invoice:${swap.id}`, effect: { kind: "create-invoice" }, attempts: 0 },
    ]);
    expect(bench.journal.balances()).toEqual(
      expect.arrayContaining([{ account: "payout-reserved", unit: "khr", amount: 12_000n }]),
    );
  });

  it("tells each listener once, with what was written", () => {
    const bench = createLoopBench();
    const told: string[] = [];
    bench.loop.onCommit(({ swap }, event) => told.push(`${event.kind} ${swap.kind}`));
    const stop = bench.loop.onCommit(() => told.push("second"));
    const { swap } = bench.make();
    stop();
    bench.loop.apply(swap.id, EVENTS["quote-confirmed"]);
    expect(told).toEqual(["recovered quoted", "second", "quote-confirmed invoicing"]);
  });

  it("ends the row that it answers in the same commit", () => {
    const bench = createLoopBench();
    const { swap } = bench.make("invoicing");
    const { id } = rowOf(bench, swap.id, "create-invoice");
    bench.loop.apply(swap.id, EVENTS["invoice-created"], { id, code: null });
    expect(bench.journal.lastRow(swap.id, "create-invoice")).toMatchObject({
      id,
      attempts: 1,
      finished: { id, code: null },
    });
    expect(waitingOf(bench.journal, swap.id)).toEqual([]);
  });

  it("ends the rows that it makes pointless", () => {
    const bench = createLoopBench();
    const { swap } = bench.make("held");
    const { id } = rowOf(bench, swap.id, "assess-held");
    bench.loop.apply(swap.id, EVENTS["cancel-requested"]);
    expect(waitingOf(bench.journal, swap.id)).toEqual(["cancel-invoice"]);
    expect(bench.journal.lastRow(swap.id, "assess-held")?.finished).toEqual({
      id,
      code: "SUPERSEDED",
    });
  });
});

describe("effects that wait already", () => {
  it("are not queued a second time", () => {
    const bench = createLoopBench();
    const { swap } = bench.make("payout-unknown");
    const before = bench.journal.queuedRows(swap.id);
    bench.loop.apply(swap.id, EVENTS["block-seen"]);
    bench.loop.apply(swap.id, { ...EVENTS["block-seen"], height: HEIGHT + 114 });
    expect(bench.journal.swap(swap.id)?.swap.kind).toBe("suspending");
    expect(waitingOf(bench.journal, swap.id)).toEqual(["query-payout", "settle-invoice"]);
    expect(bench.journal.queuedRows(swap.id)[0]?.id).toBe(before[0]?.id);
  });

  it("are queued again when the waiting row is the one being answered", () => {
    const bench = createLoopBench();
    const { swap } = bench.make("exposed");
    const { id } = rowOf(bench, swap.id, "query-payout");
    bench.loop.apply(swap.id, EVENTS["payout-unknown"], { id, code: "HTTP_TIMEOUT" });
    expect(waitingOf(bench.journal, swap.id)).toEqual(["query-payout"]);
    expect(rowOf(bench, swap.id, "query-payout").id).toBeGreaterThan(id);
  });

  it("take turns while a payout is asked about, sent again and asked about", () => {
    const bench = createLoopBench();
    const { swap } = bench.make("payout-unknown");
    const late = { ...EVENTS["payout-not-found"], atMs: EVENTS["payout-unknown"].atMs + 90_000 };
    bench.loop.apply(swap.id, late);
    expect(waitingOf(bench.journal, swap.id)).toEqual(["submit-payout"]);
    bench.loop.apply(swap.id, EVENTS["payout-unknown"]);
    expect(waitingOf(bench.journal, swap.id)).toEqual(["query-payout"]);
  });
});

describe("an event that is no news", () => {
  it("writes nothing and tells nobody", () => {
    const bench = createLoopBench();
    const { swap } = bench.make("held");
    const before = traceOf(bench, swap.id);
    let told = 0;
    bench.loop.onCommit(() => (told += 1));
    for (const kind of ["invoice-open", "invoice-held", "time-passed", "block-seen"] as const) {
      expect(bench.loop.apply(swap.id, EVENTS[kind]).kind, kind).toBe("unchanged");
    }
    expect(traceOf(bench, swap.id)).toEqual(before);
    expect(told).toBe(0);
  });

  it("still ends the row that it answers", () => {
    const bench = createLoopBench();
    const { swap } = bench.make("cancelling");
    const { id } = rowOf(bench, swap.id, "cancel-invoice");
    const events = eventsOf(bench.journal, swap.id);
    bench.loop.apply(swap.id, EVENTS["invoice-held"], { id, code: "INVOICE_MISSING" });
    expect(waitingOf(bench.journal, swap.id)).toEqual([]);
    expect(eventsOf(bench.journal, swap.id)).toEqual(events);
  });
});

describe("a refused event", () => {
  it.each([
    ["paying-out", "cancel-requested", "CANCEL_TOO_LATE"],
    ["held", "quote-confirmed", "EVENT_OUT_OF_PLACE"],
    ["paid", "refund-made", "SWAP_ENDED"],
    ["held", "reprint-requested", "NO_RECEIPT"],
  ] as const)("in %s leaves everything: %s", (state, kind, code) => {
    const bench = createLoopBench();
    const { swap } = bench.make(state);
    const before = traceOf(bench, swap.id);
    expect(bench.loop.apply(swap.id, EVENTS[kind])).toEqual({ kind: "refused", code });
    expect(traceOf(bench, swap.id)).toEqual(before);
  });

  it("ends the row that it would have answered, with the reason", () => {
    const bench = createLoopBench();
    const { swap } = bench.make("held");
    const { id } = rowOf(bench, swap.id, "assess-held");
    bench.loop.apply(swap.id, EVENTS["quote-confirmed"], { id, code: null });
    expect(bench.journal.lastRow(swap.id, "assess-held")?.finished).toEqual({
      id,
      code: "EVENT_OUT_OF_PLACE",
    });
  });

  it("is the answer for a swap that the journal does not know", () => {
    const { loop } = createLoopBench();
    expect(loop.apply("P-0000000000000000" as SwapId, EVENTS.recovered)).toEqual({
      kind: "refused",
      code: "SWAP_UNKNOWN",
    });
  });
});

const overtaken = (write: GroupWrite): GroupWrite => {
  if (write.kind !== "step") return write;
  const { step } = write;
  return { kind: "step", step: { ...step, expectedVersion: step.expectedVersion - 1 } };
};

describe("a commit that fails", () => {
  it.each(["JOURNAL_DISK_FULL", "JOURNAL_VERSION_CONFLICT"])(
    "%s: no trace, nobody told",
    (code) => {
      let isBroken = false;
      const bench = createLoopBench((journal) => ({
        ...journal,
        writeAll: (group) => {
          // A copy that has been overtaken is what the real journal finds out by the version.
          if (isBroken && code === "JOURNAL_VERSION_CONFLICT") {
            return journal.writeAll(group.map(overtaken));
          }
          if (isBroken) throw new Failure(code, "the disk is full");
          return journal.writeAll(group);
        },
      }));
      const { swap } = bench.make("held");
      const { id } = rowOf(bench, swap.id, "assess-held");
      const before = traceOf(bench, swap.id);
      let told = 0;
      bench.loop.onCommit(() => (told += 1));
      isBroken = true;
      const apply = (): unknown =>
        bench.loop.apply(swap.id, EVENTS["held-assessed"], { id, code: null });
      // A full disk passes; whatever else the journal says must not be taken for an answer.
      if (code === "JOURNAL_DISK_FULL") expect(apply()).toEqual({ kind: "refused", code });
      else expect(apply).toThrow(expect.objectContaining({ code }));
      expect(traceOf(bench, swap.id)).toEqual(before);
      expect(told).toBe(0);
      isBroken = false;
      apply();
      expect(bench.journal.swap(swap.id)?.swap.kind).toBe("paying-out");
      expect(told).toBe(1);
    },
  );
});

describe("the books", () => {
  it.each(Object.keys(PATHS) as PayState[])(
    "balance after every commit on the way to %s",
    (state) => {
      const bench = createLoopBench();
      const states: string[] = [];
      bench.loop.onCommit(({ swap }) => {
        states.push(swap.kind);
        expect(bench.journal.balanceCheck()).toEqual([]);
      });
      bench.make(state);
      expect(states).toHaveLength(PATHS[state].length + 1);
    },
  );
});

describe("lanes", () => {
  it("keep calls to the node, to the rail and to the printer in order", () => {
    const id = "P-00000000000000aa" as SwapId;
    const lanes: Readonly<Record<PayEffectKind, string>> = {
      "create-invoice": `invoice:${id}`,
      "cancel-invoice": `invoice:${id}`,
      "settle-invoice": `invoice:${id}`,
      "assess-held": `payout:${id}`,
      "submit-payout": `payout:${id}`,
      "query-payout": `payout:${id}`,
      "print-receipt": "printer",
      "fetch-invoice": `send:${id}`,
      "pay-invoice": `send:${id}`,
      "query-payment": `send:${id}`,
      "prepare-transaction": `send:${id}`,
      "publish-transaction": `send:${id}`,
      "query-transaction": `send:${id}`,
    };
    for (const kind of Object.keys(lanes) as PayEffectKind[]) {
      expect(laneOf(id, kind), kind).toBe(lanes[kind]);
    }
  });
});
