import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keepMining } from "../../sandbox/mining.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

let rig: WorldRig;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  rig = createWorldRig();
});
afterEach(async () => {
  vi.useRealTimers();
  await rig.remove();
});

it("finds a block every ten minutes until it is told to stop", async () => {
  const world = await rig.open();
  const height = world.lnd.height();
  const stop = keepMining(world);
  vi.advanceTimersByTime(599_999);
  expect(world.lnd.height()).toBe(height);
  for (const blocks of [1, 2, 3]) {
    vi.advanceTimersByTime(600_000);
    expect(world.lnd.height()).toBe(height + blocks);
  }
  stop();
  vi.advanceTimersByTime(3_600_000);
  expect(world.lnd.height()).toBe(height + 3);
});

it("goes on although a network cannot find one just now", () => {
  const act = vi.fn(async () => Promise.reject(new Error("the chain is away")));
  const stop = keepMining({ act });
  vi.advanceTimersByTime(1_200_000);
  expect(act).toHaveBeenCalledTimes(2);
  expect(act).toHaveBeenCalledWith({ kind: "mine", blocks: 1 });
  stop();
});
