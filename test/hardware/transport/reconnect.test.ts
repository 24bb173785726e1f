import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DeviceFault } from "../../../hardware/fault.ts";
import { createMemoryPair, type MemoryPair } from "../../../hardware/transport/memory.ts";
import { keepConnected } from "../../../hardware/transport/reconnect.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A device that can be put in and out, with a bell that rings when it is told to. */
const start = (isThere: boolean, hasBell = true) => {
  const told: string[] = [];
  const tries: number[] = [];
  const pairs: MemoryPair[] = [];
  const world = { isThere, code: "TRANSPORT_NOT_FOUND", watches: 0, ring: (): void => {} };
  const watch = (onChange: () => void): (() => void) => {
    world.watches += 1;
    world.ring = onChange;
    return () => {
      world.watches -= 1;
      world.ring = (): void => {};
    };
  };
  const startMs = performance.now();
  const link = keepConnected({
    clock: { monotonicMs: () => performance.now() },
    ...(hasBell ? { watch } : {}),
    open: () => {
      tries.push(Math.round(performance.now() - startMs));
      if (!world.isThere) return Promise.reject(new DeviceFault(world.code, "not there"));
      const pair = createMemoryPair();
      pairs.push(pair);
      return Promise.resolve(pair.host);
    },
    onOnline: () => told.push("online"),
    onOffline: (code) => told.push(code),
    onChunk: (chunk) => told.push(Buffer.from(chunk).toString()),
  });
  return { link, told, tries, pairs, world };
};

const passMs = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe("a connection that comes back by itself", () => {
  it("tries at doubled waits up to the cap while there is nothing", async () => {
    const { link, tries, told } = start(false, false);
    await passMs(20_000);
    expect(tries).toEqual([0, 250, 750, 1_750, 3_750, 7_750, 12_750, 17_750]);
    expect(new Set(told)).toEqual(new Set(["TRANSPORT_NOT_FOUND"]));
    await link.close();
  });

  it("tries at once when a device came, and then at short waits again", async () => {
    const { link, tries, told, world } = start(false);
    await passMs(8_000);
    world.ring();
    await passMs(0);
    expect(tries.at(-1)).toBe(8_000);
    world.isThere = true;
    await passMs(250);
    expect([tries.at(-1), told.at(-1)]).toEqual([8_250, "online"]);
    await link.close();
  });

  it("does not miss a device that comes while it looks for it", async () => {
    const { link, tries, told, world } = start(false);
    // The first look is under way: it has found nothing, and has not said so.
    world.ring();
    world.isThere = true;
    await passMs(0);
    expect([tries, told.at(-1)]).toEqual([[0, 0], "online"]);
    await link.close();
  });

  it("keeps a device's first moments to itself: no permission yet, an I/O error", async () => {
    const { link, told, world } = start(false);
    await passMs(300);
    const before = told.length;
    world.ring();
    world.code = "TRANSPORT_DENIED";
    await passMs(1_900);
    expect(told.length).toBe(before);
    await passMs(1_000);
    expect(told.at(-1)).toBe("TRANSPORT_DENIED");
    await link.close();
  });

  it("watches only while it is offline, and not after its end", async () => {
    const { link, pairs, world } = start(true);
    await passMs(0);
    expect(world.watches).toBe(0);
    pairs[0]?.cut();
    await passMs(0);
    expect(world.watches).toBe(1);
    await link.close();
    expect(world.watches).toBe(0);
  });

  it("lets a cable that comes and goes rest, says so, and is not rung up by it", async () => {
    const { link, told, pairs, tries, world } = start(true);
    for (let loss = 0; loss < 5; loss += 1) {
      await passMs(2_000);
      pairs.at(-1)?.cut();
      await passMs(0);
      world.ring();
      await passMs(250);
    }
    expect(told.filter((word) => word !== "online")).toEqual([
      ...Array.from({ length: 4 }, () => "TRANSPORT_LOST"),
      "TRANSPORT_UNSTEADY",
    ]);
    const before = tries.length;
    await passMs(29_000);
    expect(tries.length).toBe(before);
    await passMs(1_000);
    expect([tries.length, told.at(-1)]).toEqual([before + 1, "online"]);
    await link.close();
  });

  it("does not hold against a link what it lost long ago", async () => {
    const { link, told, pairs } = start(true);
    for (let loss = 0; loss < 8; loss += 1) {
      await passMs(15_000);
      pairs.at(-1)?.cut();
    }
    await passMs(1_000);
    expect(told).not.toContain("TRANSPORT_UNSTEADY");
    await link.close();
  });

  it("tells nothing after its end, and can be ended in the middle of a wait", async () => {
    const { link, told, pairs } = start(true);
    await passMs(0);
    await pairs[0]?.device.write(Buffer.from("a"), 100);
    await passMs(0);
    await link.close();
    await link.close();
    expect(told).toEqual(["online", "a"]);
    const other = start(false);
    await passMs(10);
    await other.link.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
