import { describe, expect, it } from "vitest";
import { createInvoiceWatch } from "../../../main/app/watch/invoice-watch.ts";
import { unknown } from "../../../main/domain/outcome.ts";
import type { PayState } from "../../../main/domain/swap.ts";
import type { InvoiceState, Lightning } from "../../../main/ports/lightning.ts";
import { createFakeLightning } from "../../support/fake-lightning.ts";
import { flush } from "../../support/manual-clock.ts";
import { EVENTS } from "../../support/pay-events.ts";
import { answer, createGate } from "../../support/script.ts";
import { HELD, NOW_MS } from "../../support/swaps.ts";
import { createLoopBench } from "../support/loop-bench.ts";
import { eventsOf } from "../support/rig.ts";

const POLL_MS = 5_000;

const createBench = (port?: Partial<Lightning>) => {
  const bench = createLoopBench();
  const node = createFakeLightning(bench.time.clock);
  const told: string[] = [];
  const start = () =>
    createInvoiceWatch({
      journal: bench.journal,
      loop: {
        ...bench.loop,
        submit: async (id, event) => {
          told.push(event.kind);
          return bench.loop.submit(id, event);
        },
      },
      lightning: { ...node.port, ...port },
      clock: bench.time.clock,
      timers: bench.time.timers,
      pollMs: POLL_MS,
    });
  const stateOf = (id: Parameters<typeof bench.journal.swap>[0]): PayState | undefined =>
    bench.journal.swap(id)?.swap.kind;
  return { ...bench, node, told, start, stateOf };
};

const HELD_STATE: InvoiceState = { kind: "held", held: HELD };

describe("watching an invoice", () => {
  it("hears of the payment at once", async () => {
    const { node, start, make, stateOf } = createBench();
    start();
    const { swap } = make("awaiting-payment");
    expect(node.watching()).toBe(1);
    node.set(swap.paymentHash, HELD_STATE);
    await flush();
    expect(stateOf(swap.id)).toBe("held");
  });

  it("finds the payment by asking while the subscription is silent (F4)", async () => {
    const { node, start, make, stateOf, time } = createBench();
    start();
    const { swap } = make("awaiting-payment");
    node.isSilent = true;
    node.set(swap.paymentHash, HELD_STATE);
    await time.advance(POLL_MS - 1);
    expect(stateOf(swap.id)).toBe("awaiting-payment");
    await time.advance(1);
    expect(stateOf(swap.id)).toBe("held");
  });

  it("asks about every open invoice at the start", async () => {
    const { node, start, make, stateOf } = createBench();
    const first = make("awaiting-payment").swap;
    const second = make("awaiting-payment").swap;
    node.isSilent = true;
    node.set(first.paymentHash, HELD_STATE);
    node.set(second.paymentHash, { kind: "cancelled" });
    start();
    await flush();
    expect(stateOf(first.id)).toBe("held");
    expect(stateOf(second.id)).toBe("expired");
  });

  it("keeps asking when the node does not answer, and takes silence for nothing", async () => {
    const { node, start, make, stateOf, time } = createBench();
    start();
    const { swap } = make("awaiting-payment");
    node.isSilent = true;
    node.script.always("lookUpInvoice", answer(unknown("LINK_LOST")));
    node.set(swap.paymentHash, HELD_STATE);
    await time.advance(4 * POLL_MS);
    expect(stateOf(swap.id)).toBe("awaiting-payment");
    node.script.always("lookUpInvoice", null);
    await time.advance(POLL_MS);
    expect(stateOf(swap.id)).toBe("held");
  });

  it("commits a state that is told twice only once (F3)", async () => {
    const { node, start, make, journal, time } = createBench();
    start();
    const { swap } = make("awaiting-payment");
    for (let times = 0; times < 3; times += 1) node.set(swap.paymentHash, HELD_STATE);
    await time.advance(3 * POLL_MS);
    const events = eventsOf(journal, swap.id);
    expect(events.filter((kind) => kind === "invoice-held")).toHaveLength(1);
  });

  it("takes OPEN after HELD for nothing (F5)", async () => {
    const { node, start, make, journal, time, stateOf } = createBench();
    start();
    const { swap } = make("awaiting-payment");
    node.set(swap.paymentHash, HELD_STATE);
    await flush();
    const before = eventsOf(journal, swap.id);
    time.jumpWall(600_000);
    node.set(swap.paymentHash, { kind: "open" });
    await time.advance(3 * POLL_MS);
    expect(stateOf(swap.id)).toBe("held");
    expect(eventsOf(journal, swap.id)).toEqual(before);
  });

  it("ends the quote only on the node's word that the invoice is open", async () => {
    const { node, start, make, time, stateOf } = createBench();
    start();
    const { swap } = make("awaiting-payment");
    node.set(swap.paymentHash, { kind: "open" });
    time.jumpWall(65_000);
    await time.advance(POLL_MS - 1);
    expect(stateOf(swap.id)).toBe("awaiting-payment");
    await time.advance(2);
    expect(stateOf(swap.id)).toBe("cancelling");
  });
});

describe("an invoice that needs no more watching", () => {
  it("is not subscribed to any more, and stale news of it is dropped", async () => {
    const { node, told, start, make, loop, journal, time } = createBench();
    start();
    const { swap } = make("settling");
    expect(node.watching()).toBe(1);
    const gate = createGate();
    node.set(swap.paymentHash, { kind: "cancelled" });
    node.script.next("lookUpInvoice", { kind: "answer-late", until: gate.until });
    // The subscription's news is on its way while the effect's own answer ends the swap.
    loop.apply(swap.id, EVENTS["invoice-settled"]);
    expect(node.watching()).toBe(0);
    const before = journal.eventsOf(swap.id);
    gate.open();
    await time.advance(2 * POLL_MS);
    expect(journal.swap(swap.id)?.swap.kind).toBe("paid");
    expect(journal.eventsOf(swap.id)).toEqual(before);
    expect(told).toEqual([]);
  });

  it("is dropped while a look-up of it is under way", async () => {
    const { node, told, start, make, loop, journal, time } = createBench();
    const { swap } = make("suspending");
    const gate = createGate();
    node.set(swap.paymentHash, { kind: "cancelled" });
    node.script.next("lookUpInvoice", { kind: "answer-late", until: gate.until });
    start();
    loop.apply(swap.id, EVENTS["invoice-settled"]);
    gate.open();
    await time.advance(1);
    // In suspense the bitcoin is ours: an old "cancelled" must not be taken for "gone".
    expect(journal.swap(swap.id)?.swap.kind).toBe("suspense");
    expect(told).toEqual([]);
  });

  it("is let go even when the first news arrives before the subscription is there", async () => {
    let stopped = 0;
    const { start, make, stateOf } = createBench({
      watchInvoice: (_hash, onState) => {
        onState({ kind: "cancelled" });
        return () => void (stopped += 1);
      },
    });
    start();
    const { swap } = make("invoicing");
    expect(() => make("awaiting-payment")).toThrow("expired");
    expect(stateOf(swap.id)).toBe("invoicing");
    expect(stopped).toBe(1);
    await flush();
  });

  it.each(["quoted", "invoicing", "suspense", "owed", "exposed", "paid", "expired"] as const)(
    "is none in %s",
    async (state) => {
      const { node, start, make } = createBench();
      make(state);
      start();
      expect(node.watching()).toBe(0);
      await flush();
      expect(node.script.calls("lookUpInvoice")).toBe(0);
    },
  );
});

describe("stopping the watch", () => {
  it("ends subscriptions, timers and late answers", async () => {
    const { node, start, make, time, stateOf } = createBench();
    const { swap } = make("awaiting-payment");
    const gate = createGate();
    node.script.next("lookUpInvoice", { kind: "wait", until: gate.until });
    const watch = start();
    watch.stop();
    expect(node.watching()).toBe(0);
    node.set(swap.paymentHash, HELD_STATE);
    gate.open();
    await time.advance(5 * POLL_MS);
    expect(stateOf(swap.id)).toBe("awaiting-payment");
    expect(time.waits()).toEqual([]);
    make("awaiting-payment");
    expect(node.watching()).toBe(0);
    expect(time.clock.nowMs()).toBeGreaterThan(NOW_MS);
  });
});
