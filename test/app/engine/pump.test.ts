import { describe, expect, it, vi } from "vitest";
import type {
  EffectHandler,
  EffectResult,
  EffectTable,
} from "../../../main/app/engine/effect-handler.ts";
import { createPump, type Pump } from "../../../main/app/engine/pump.ts";
import type { PayEffectKind } from "../../../main/domain/swap.ts";
import type { OutboxRow, StoredSwap } from "../../../main/ports/journal.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { createManualClock, flush } from "../../support/manual-clock.ts";
import { EVENTS } from "../../support/pay-events.ts";
import { createGate, type Gate } from "../../support/script.ts";
import { NOW_MS } from "../../support/swaps.ts";
import { createLoopBench, type LoopBench } from "../support/loop-bench.ts";
import { eventsOf, waitingOf } from "../support/rig.ts";

const BACKOFF = { baseMs: 1_000, capMs: 8_000 };
const KINDS: readonly PayEffectKind[] = [
  "create-invoice",
  "cancel-invoice",
  "settle-invoice",
  "assess-held",
  "submit-payout",
  "query-payout",
  "print-receipt",
];
const tableOf = <T>(value: (kind: PayEffectKind) => T): Readonly<Record<PayEffectKind, T>> =>
  Object.fromEntries(KINDS.map((kind) => [kind, value(kind)])) as Record<PayEffectKind, T>;

interface Started {
  readonly kind: PayEffectKind;
  readonly row: OutboxRow;
  readonly stored: StoredSwap;
  readonly atMs: number;
}

const AGAIN: EffectResult = { kind: "again", code: "LINK_LOST" };

/** A pump whose handlers answer what `handle` says; jitter always takes the whole ceiling. */
const createPumpBench = (handle: (started: Started) => Promise<EffectResult>) => {
  const bench: LoopBench = createLoopBench();
  const { time, journal, loop } = bench;
  const started: Started[] = [];
  const log = createFakeLog();
  const handler =
    (kind: PayEffectKind): EffectHandler =>
    async (stored, row) => {
      const one = { kind, row, stored, atMs: time.clock.monotonicMs() };
      started.push(one);
      return handle(one);
    };
  const effects: EffectTable = tableOf(handler);
  const build = (timers = time.timers): Pump =>
    createPump({
      journal,
      loop,
      effects,
      clock: time.clock,
      random: { bytes: (count) => new Uint8Array(count), fraction: () => 1 - 2 ** -40 },
      timers,
      log,
      backoff: tableOf(() => BACKOFF),
      onActivity: () => undefined,
    });
  const pump = build();
  loop.onCommit(() => pump.wake());
  return { ...bench, started, log, pump, build };
};

const kindsOf = (started: readonly Started[]): readonly string[] => started.map(({ kind }) => kind);

describe("lanes", () => {
  it("have one row under way at a time, in order", async () => {
    const gates: Gate[] = [];
    const bench = createPumpBench(async () => {
      const gate = createGate();
      gates.push(gate);
      await gate.until;
      return { kind: "ended", code: null };
    });
    const { swap } = bench.make("payout-unknown");
    bench.loop.apply(swap.id, { ...EVENTS["block-seen"], height: 900_000 });
    bench.pump.wake();
    bench.pump.wake();
    await flush();
    const inLane = (lane: string): readonly Started[] =>
      bench.started.filter(({ row }) => row.lane === `${lane}:${swap.id}`);
    expect(kindsOf(inLane("payout"))).toEqual(["assess-held"]);
    expect(kindsOf(inLane("invoice"))).toEqual(["create-invoice"]);
    for (const gate of gates) gate.open();
    await flush();
    expect(kindsOf(inLane("payout"))).toEqual(["assess-held", "query-payout"]);
    expect(kindsOf(inLane("invoice"))).toEqual(["create-invoice", "settle-invoice"]);
  });

  it("do not start a row twice when its handler causes a wake at once", async () => {
    let wake = (): void => undefined;
    const bench = createPumpBench(async () => {
      wake();
      await flush();
      return { kind: "ended", code: null };
    });
    let depth = 0;
    wake = () => {
      if (depth++ < 3) bench.pump.wake();
    };
    bench.make("invoicing");
    await flush();
    expect(kindsOf(bench.started)).toEqual(["create-invoice"]);
    await bench.pump.stop();
  });

  it("do not wait for each other: a head that fails blocks its own lane alone", async () => {
    let stuck = "";
    const bench = createPumpBench(async ({ stored }) =>
      Promise.resolve(
        stored.swap.id === stuck
          ? AGAIN
          : { kind: "answered", event: EVENTS["invoice-created"], code: "MADE" },
      ),
    );
    const first = bench.make("quoted").swap.id;
    const second = bench.make("quoted").swap.id;
    stuck = first;
    bench.loop.apply(first, EVENTS["quote-confirmed"]);
    bench.loop.apply(second, EVENTS["quote-confirmed"]);
    await flush();
    expect(bench.journal.swap(first)?.swap.kind).toBe("invoicing");
    expect(bench.journal.swap(second)?.swap.kind).toBe("awaiting-payment");
    expect(bench.journal.lastRow(second, "create-invoice")?.finished?.code).toBe("MADE");
    bench.loop.apply(first, EVENTS["cancel-requested"]);
    await flush();
    // The cancel took the failed row's place and failed in its turn.
    expect(kindsOf(bench.started)).toEqual(["create-invoice", "create-invoice", "cancel-invoice"]);
  });
});

describe("waits", () => {
  const attempts = async (result: EffectResult, advanceMs: number): Promise<readonly number[]> => {
    const bench = createPumpBench(async () => Promise.resolve(result));
    bench.make("invoicing");
    await bench.time.advance(advanceMs);
    const [first] = bench.started;
    return bench.started.map(({ atMs }) => atMs - (first?.atMs ?? 0));
  };

  it("double with every failure up to the cap, for ever", async () => {
    expect(await attempts(AGAIN, 40_000)).toEqual([
      0, 2_000, 6_000, 14_000, 22_000, 30_000, 38_000,
    ]);
  });

  it("last at least as long as the other side asked for", async () => {
    expect(await attempts({ ...AGAIN, retryAfterMs: 10_000 }, 31_000)).toEqual([
      0, 10_000, 20_000, 30_000,
    ]);
    expect(await attempts({ ...AGAIN, retryAfterMs: 1 }, 3_000)).toEqual([0, 2_000]);
  });

  it("are written down for people, with the reason", async () => {
    const bench = createPumpBench(async () => Promise.resolve(AGAIN));
    const { swap } = bench.make("invoicing");
    await bench.time.advance(2_500);
    expect(bench.journal.queuedRows(swap.id)).toMatchObject([
      { attempts: 2, lastCode: "LINK_LOST" },
    ]);
  });

  it("end with a restart: every row is due at once, whatever the wall clock says", async () => {
    const bench = createPumpBench(async () => Promise.resolve(AGAIN));
    bench.make("invoicing");
    await bench.time.advance(31_000);
    await bench.pump.stop();
    bench.time.jumpWall(-2 * 365 * 86_400_000);
    const before = bench.started.length;
    bench.build(createManualClock().timers).wake();
    await flush();
    expect(bench.started).toHaveLength(before + 1);
  });

  it.each([2, -2])(
    "neither shorten nor stretch when the wall clock jumps %i years",
    async (years) => {
      const bench = createPumpBench(async () => Promise.resolve(AGAIN));
      bench.make("invoicing");
      await flush();
      bench.time.jumpWall(years * 365 * 86_400_000);
      bench.pump.wake();
      await bench.time.advance(1_999);
      expect(bench.started).toHaveLength(1);
      await bench.time.advance(1);
      expect(bench.started).toHaveLength(2);
    },
  );

  it("have no timer left behind when nothing waits", async () => {
    const bench = createPumpBench(async () => Promise.resolve({ kind: "ended", code: null }));
    bench.make("invoicing");
    await flush();
    expect(bench.time.waits()).toEqual([]);
  });
});

describe("F41: a remote that is down", () => {
  const OUT: EffectResult = { kind: "again", code: "RAIL_UNAVAILABLE" };

  it("is found out about by one row; the others wait for it, and go when it is back", async () => {
    let isDown = true;
    const bench = createPumpBench(async () =>
      Promise.resolve(isDown ? OUT : { kind: "ended", code: null }),
    );
    for (let swap = 0; swap < 8; swap += 1) bench.make("invoicing");
    await flush();
    // All were under way when the first five had found out.
    expect(bench.started).toHaveLength(8);
    await bench.time.advance(60_000);
    const perSecond = new Map<number, number>();
    for (const { atMs } of bench.started.slice(8)) {
      const second = Math.floor(atMs / 1_000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    expect(Math.max(...perSecond.values())).toBe(1);
    expect(bench.started.length).toBeLessThan(8 + 20);
    isDown = false;
    await bench.time.advance(8_000);
    expect(bench.journal.laneHeads()).toEqual([]);
  });

  it("is left alone for as long as it asks", async () => {
    const bench = createPumpBench(async () => Promise.resolve({ ...OUT, retryAfterMs: 120_000 }));
    for (let swap = 0; swap < 8; swap += 1)
      bench.make("invoicing", { expiresAtMs: NOW_MS + 3_600_000 });
    await bench.time.advance(119_999);
    expect(bench.started).toHaveLength(8);
    await bench.time.advance(1);
    expect(bench.started).toHaveLength(9);
  });

  it("is not one that answers: a question that is refused opens nothing", async () => {
    const bench = createPumpBench(async () =>
      Promise.resolve({ kind: "again", code: "PAYOUT_PENDING" }),
    );
    for (let swap = 0; swap < 8; swap += 1) bench.make("invoicing");
    await flush();
    expect(bench.started).toHaveLength(8);
  });
});

describe("a row that came too late", () => {
  it("is not carried out: the machine is told the time and gives the invoice up", async () => {
    const bench = createPumpBench(async ({ kind }) =>
      Promise.resolve(kind === "cancel-invoice" ? { kind: "ended", code: null } : AGAIN),
    );
    const { swap } = bench.make("invoicing");
    await flush();
    expect(kindsOf(bench.started)).toEqual(["create-invoice"]);
    await bench.time.advance(71_000);
    expect(bench.journal.swap(swap.id)?.swap.kind).toBe("cancelling");
    expect(bench.journal.lastRow(swap.id, "create-invoice")?.finished?.code).toBe("SUPERSEDED");
    expect(kindsOf(bench.started).at(-1)).toBe("cancel-invoice");
  });
});

describe("a handler that rejects", () => {
  it("is tried again, and said", async () => {
    let isBroken = true;
    const bench = createPumpBench(async () => {
      if (isBroken) throw new Error("against the contract");
      return Promise.resolve({ kind: "answered", event: EVENTS["invoice-created"] });
    });
    const { swap } = bench.make("invoicing");
    await flush();
    expect(bench.journal.queuedRows(swap.id)).toMatchObject([{ lastCode: "EFFECT_FAILED" }]);
    expect(bench.log.lines.filter(({ level }) => level === "error")).toHaveLength(1);
    isBroken = false;
    await bench.time.advance(2_000);
    expect(bench.journal.swap(swap.id)?.swap.kind).toBe("awaiting-payment");
  });
});

describe("news on the way", () => {
  it("is told to the machine while the row stays", async () => {
    const bench = createPumpBench(async () =>
      Promise.resolve({ ...AGAIN, event: { ...EVENTS["time-passed"], atMs: 2_000_000_000_000 } }),
    );
    const { swap } = bench.make("invoicing");
    await flush();
    expect(bench.journal.swap(swap.id)?.swap.kind).toBe("cancelling");
    // The row that brought the news was superseded by it and the next took its lane.
    expect(kindsOf(bench.started)).toEqual(["create-invoice", "cancel-invoice"]);
  });
});

describe("a row that is superseded while it is under way", () => {
  it("still tells the machine its late answer, and runs no second time", async () => {
    const gate = createGate();
    const bench = createPumpBench(async ({ kind }) => {
      if (kind !== "submit-payout") return AGAIN;
      await gate.until;
      return { kind: "answered", event: EVENTS["payout-done"] };
    });
    const { swap } = bench.make("paying-out");
    // The rows on the way here were run by the bench's own handlers; only the payout counts.
    await flush();
    bench.loop.apply(swap.id, { ...EVENTS["block-seen"], height: 900_000 });
    expect(bench.journal.swap(swap.id)?.swap.kind).toBe("suspending");
    gate.open();
    await bench.time.advance(20_000);
    expect(bench.journal.swap(swap.id)?.swap.kind).toBe("settling");
    expect(eventsOf(bench.journal, swap.id)).toContain("payout-done");
    expect(bench.started.filter(({ kind }) => kind === "submit-payout")).toHaveLength(1);
    expect(bench.journal.lastRow(swap.id, "submit-payout")?.finished?.code).toBe("SUPERSEDED");
  });
});

describe("stopping", () => {
  it("waits for what is under way and starts nothing new", async () => {
    const gate = createGate();
    const bench = createPumpBench(async () => {
      await gate.until;
      return { kind: "answered", event: EVENTS["invoice-created"] };
    });
    const { swap } = bench.make("invoicing");
    let hasStopped = false;
    const stopped = bench.pump.stop().then(() => (hasStopped = true));
    bench.make("invoicing");
    await flush();
    expect(hasStopped).toBe(false);
    gate.open();
    await stopped;
    expect(bench.journal.swap(swap.id)?.swap.kind).toBe("awaiting-payment");
    expect(bench.started).toHaveLength(1);
    bench.pump.wake();
    await bench.time.advance(60_000);
    expect(bench.started).toHaveLength(1);
  });

  it("leaves no timer of a row that waits", async () => {
    const bench = createPumpBench(async () => Promise.resolve(AGAIN));
    const { swap } = bench.make("invoicing");
    await flush();
    await bench.pump.stop();
    expect(bench.time.waits()).toEqual([]);
    expect(waitingOf(bench.journal, swap.id)).toEqual(["create-invoice"]);
  });
});

describe("an answer", () => {
  // Blocks that are told in the same turn would overtake a height that waits for its end.
  it.each([
    ["held-assessed", { kind: "answered", event: EVENTS["held-assessed"] }, true],
    [
      "payout-not-found",
      { kind: "again", code: "PAYOUT_NOT_FOUND", event: EVENTS["payout-not-found"] },
      true,
    ],
    ["payout-done", { kind: "answered", event: EVENTS["payout-done"] }, false],
  ] as const)("%s waits for the end of the turn, or does not", async (_, result, isPassing) => {
    const bench = createPumpBench(async () => Promise.resolve(result));
    const submit = vi.spyOn(bench.loop, "submit");
    bench.make("invoicing");
    await flush();
    expect(submit).toHaveBeenCalledWith(
      expect.anything(),
      result.event,
      expect.objectContaining({ isPassing }),
    );
  });
});
