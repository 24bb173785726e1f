import { describe, expect, it } from "vitest";
import { createNodeWatch } from "../../../main/app/health/node-watch.ts";
import { done, type Outcome, refused, unknown } from "../../../main/domain/outcome.ts";
import { createFakeLightning } from "../../support/fake-lightning.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { answer } from "../../support/script.ts";
import { POLICY } from "../../support/swaps.ts";
import { createLoopBench } from "../support/loop-bench.ts";

const createRig = (closes: readonly Outcome<number>[], blocks = POLICY) => {
  const { clock } = createLoopBench().time;
  const node = createFakeLightning(clock);
  const log = createFakeLog();
  let asked = 0;
  let changes = 0;
  const watch = createNodeWatch({
    lightning: node.port,
    channels: {
      closingChannels: async () => Promise.resolve(closes[asked++] ?? unknown("LND_TIMEOUT")),
    },
    health: { of: () => "up" },
    rules: { oldest: "0.20.3", blocks },
    span: () => null,
    clock,
    log,
  });
  watch.onChange(() => {
    changes += 1;
  });
  return { node, log, watch, clock, asked: () => asked, changes: () => changes };
};

describe("what is known of the node", () => {
  it("is nothing before its first answer", () => {
    const { watch } = createRig([]);
    expect(watch.sight()).toEqual({ link: "up", told: null, closingChannels: null });
    expect(watch.judge().verdict).toBe("unknown");
  });

  it("comes from its answers to whoever asks", async () => {
    const { watch, node, clock, asked } = createRig([]);
    await watch.lightning.nodeInfo();
    expect(watch.sight().told).toEqual({ info: node.info, atMs: clock.nowMs() });
    node.script.next("nodeInfo", answer(unknown("LINK_LOST")));
    await watch.lightning.nodeInfo();
    expect(watch.sight().told).not.toBeNull();
    // A payment does not wait for what only a person wants to know.
    expect(asked()).toBe(0);
  });

  it("has the closes too where a macaroon permits that, and says each time that it was asked", async () => {
    const { watch, changes } = createRig([done(2), unknown("LND_TIMEOUT"), done(0)]);
    await watch.ask();
    expect(watch.sight().closingChannels).toBe(2);
    expect(watch.judge().reasons).toEqual(["NODE_CHANNEL_CLOSING"]);
    await watch.ask();
    expect(watch.sight().closingChannels).toBeNull();
    await watch.ask();
    expect(watch.sight().closingChannels).toBe(0);
    expect(changes()).toBe(3);
  });

  it("is not asked for again where the macaroon is not made for the question", async () => {
    const { watch, asked } = createRig([refused("LND_UNAUTHORISED"), done(1)]);
    await watch.ask();
    await watch.ask();
    expect([asked(), watch.sight().closingChannels]).toEqual([1, null]);
  });

  it("does not ask a silent node for its closes", async () => {
    const { watch, node, asked, changes } = createRig([done(1)]);
    node.script.next("nodeInfo", answer(unknown("LINK_LOST")));
    await watch.ask();
    expect([asked(), changes()]).toEqual([0, 1]);
  });
});

describe("a node of another release", () => {
  const lax = { ...POLICY, nodeCancelBlocks: 12, suspenseBlocks: 24, payoutMinBlocks: 60 };

  it("is told to the log once, with what is to be set, when it comes back as that", async () => {
    const { watch, node, log } = createRig([], lax);
    node.info.version = "0.20.4-beta";
    await watch.ask();
    expect(log.lines).toEqual([]);
    node.info.version = "0.21.3-beta";
    await watch.ask();
    await watch.ask();
    expect(log.lines).toHaveLength(1);
    expect(log.lines[0]).toMatchObject({
      level: "error",
      fields: { code: "NODE_HOLDS_TOO_SHORT", version: "0.21.3-beta" },
    });
    expect(log.lines[0]?.message).toMatch(
      /: set pay\.nodeCancelBlocks to 18, pay\.suspenseBlocks to 30$/,
    );
  });
});
