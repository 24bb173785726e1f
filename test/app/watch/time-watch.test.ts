import { describe, expect, it } from "vitest";
import { createTimeWatch } from "../../../main/app/watch/time-watch.ts";
import { unknown } from "../../../main/domain/outcome.ts";
import { createFakeLightning } from "../../support/fake-lightning.ts";
import { flush } from "../../support/manual-clock.ts";
import { answer, createGate } from "../../support/script.ts";
import { HEIGHT, POLICY } from "../../support/swaps.ts";
import { createLoopBench } from "../support/loop-bench.ts";
import { eventsOf } from "../support/rig.ts";

const TICK_MS = 1_000;
const BLOCK_POLL_MS = 30_000;

const createBench = () => {
  const bench = createLoopBench();
  const node = createFakeLightning(bench.time.clock);
  const start = () =>
    createTimeWatch({
      journal: bench.journal,
      loop: bench.loop,
      lightning: node.port,
      clock: bench.time.clock,
      timers: bench.time.timers,
      tickMs: TICK_MS,
      blockPollMs: BLOCK_POLL_MS,
    });
  return { ...bench, node, start };
};

describe("the clock of blocks", () => {
  it("is heard from the subscription", async () => {
    const { node, start, make, journal } = createBench();
    const { swap } = make("payout-unknown");
    start();
    await flush();
    node.mine(113);
    await flush();
    expect(journal.swap(swap.id)?.swap.kind).toBe("payout-unknown");
    node.mine(1);
    await flush();
    expect(journal.swap(swap.id)?.swap.kind).toBe("suspending");
  });

  it("is asked for beside it, at the start and ever after", async () => {
    const { node, start, make, journal, time } = createBench();
    const first = make("payout-unknown").swap;
    node.isSilent = true;
    node.info.height = HEIGHT + 114;
    start();
    await flush();
    expect(journal.swap(first.id)?.swap.kind).toBe("suspending");
    const second = make("payout-unknown").swap;
    await time.advance(BLOCK_POLL_MS);
    expect(journal.swap(second.id)?.swap.kind).toBe("suspending");
  });

  it("stands still while the node does not answer, and goes on when it does", async () => {
    const { node, start, make, journal, time } = createBench();
    const { swap } = make("payout-unknown");
    node.isSilent = true;
    node.info.height = HEIGHT + 120;
    node.script.always("nodeInfo", answer(unknown("LINK_LOST")));
    start();
    await time.advance(3 * BLOCK_POLL_MS);
    expect(journal.swap(swap.id)?.swap.kind).toBe("payout-unknown");
    node.script.always("nodeInfo", null);
    await time.advance(BLOCK_POLL_MS);
    expect(journal.swap(swap.id)?.swap.kind).toBe("suspending");
  });

  it("ends a held payment that may no more be paid out", async () => {
    const { node, start, make, journal } = createBench();
    const { swap } = make("held");
    start();
    node.mine(144 - POLICY.payoutMinBlocks + 1);
    await flush();
    expect(journal.swap(swap.id)?.swap).toMatchObject({
      kind: "cancelling",
      reason: "too-few-blocks",
    });
  });
});

describe("the clock of seconds", () => {
  it("ends a quote that nobody took", async () => {
    const { start, make, journal, time } = createBench();
    const { swap } = make("quoted");
    start();
    await time.advance(60_000);
    expect(journal.swap(swap.id)?.swap.kind).toBe("quoted");
    await time.advance(TICK_MS);
    expect(journal.swap(swap.id)?.swap.kind).toBe("expired");
  });

  it("calls a person to a payout that stays unknown, once", async () => {
    const { start, make, journal, time } = createBench();
    const { swap } = make("payout-unknown");
    start();
    await time.advance(POLICY.payoutAlarmMs + 20_000);
    expect(journal.swap(swap.id)?.swap.attention).toBe("payout-outcome-unknown");
    const events = eventsOf(journal, swap.id);
    expect(events.filter((kind) => kind === "time-passed")).toHaveLength(1);
  });

  it("leaves no trace in the journal while it changes nothing", async () => {
    const { start, make, journal, time } = createBench();
    const { swap } = make("awaiting-payment");
    const before = eventsOf(journal, swap.id);
    start();
    await time.advance(120_000);
    expect(eventsOf(journal, swap.id)).toEqual(before);
  });
});

describe("stopping the clocks", () => {
  it("leaves no timer, and late heights change nothing", async () => {
    const { node, start, make, journal, time } = createBench();
    const { swap } = make("payout-unknown");
    const gate = createGate();
    node.script.next("nodeInfo", { kind: "wait", until: gate.until });
    const watch = start();
    watch.stop();
    node.mine(120);
    gate.open();
    await time.advance(200_000);
    expect(journal.swap(swap.id)?.swap.kind).toBe("payout-unknown");
    expect(time.waits()).toEqual([]);
  });
});
