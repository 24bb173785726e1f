import { describe, expect, it } from "vitest";
import { preflight, type PreflightOptions } from "../../../main/app/checkout/preflight.ts";
import { createHealth } from "../../../main/app/health/health.ts";
import { createMarketWatch } from "../../../main/app/watch/market-watch.ts";
import { AMOUNT_LIMITS } from "../../../main/domain/limits.ts";
import { MARKET_POLICY } from "../../../main/domain/market.ts";
import { fiat, khr, msat } from "../../../main/domain/money.ts";
import { refused, unknown } from "../../../main/domain/outcome.ts";
import type { Quote } from "../../../main/domain/quote.ts";
import type { PayoutRail } from "../../../main/ports/payout-rail.ts";
import { createFakeLightning } from "../../support/fake-lightning.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { createFakeRail } from "../../support/fake-rail.ts";
import { createFakeRates } from "../../support/fake-rates.ts";
import { EVENTS } from "../../support/pay-events.ts";
import { answer, LOST_REQUEST } from "../../support/script.ts";
import { POLICY } from "../../support/swaps.ts";
import { createLoopBench } from "../support/loop-bench.ts";

const AMOUNT = fiat("KHR", 12_000n);

const createBench = () => {
  const bench = createLoopBench();
  const { clock, timers } = bench.time;
  const node = createFakeLightning(clock);
  const rail = createFakeRail(clock);
  const rates = createFakeRates(clock);
  const market = createMarketWatch({
    rates,
    policy: MARKET_POLICY,
    clock,
    health: createHealth(clock),
    timers,
    log: createFakeLog(),
    tickMs: 1_000,
  });
  const options: PreflightOptions = {
    lightning: node.port,
    rail: rail.port,
    journal: bench.journal,
    market,
    clock,
    limits: AMOUNT_LIMITS,
    maxOpenSwaps: 3,
    maxOpenTotal: { KHR: 30_000n, USD: 10_000n },
    nodeRules: { oldest: "0.21.2", blocks: POLICY },
    spreadPpm: 10_000n,
    quoteTtlMs: 60_000,
    isStopped: () => false,
    standInRefusal: () => "RAIL_UNREACHABLE",
    isClockTrusted: () => true,
  };
  const judge = async (override: Partial<PreflightOptions> = {}, amount = AMOUNT) => {
    const result = await preflight({ ...options, ...override }, amount);
    return result.kind === "ready" ? "ready" : result.code;
  };
  const quote = async (): Promise<Quote> => {
    const result = await preflight(options, AMOUNT);
    if (result.kind !== "ready") throw new Error(result.code);
    return result.quote;
  };
  return { ...bench, node, rail, rates, options, judge, quote };
};
type Bench = ReturnType<typeof createBench>;

describe("when nothing stands in the way", () => {
  it("a price is locked for the whole of its time", async () => {
    const bench = createBench();
    const quote = await bench.quote();
    expect(quote).toMatchObject({
      fiat: AMOUNT,
      // 12,000 riel at 64,000 dollars and 40.6 riel a cent, rounded up.
      baseMsat: 4_618_227n,
      feeMsat: 46_183n,
      invoiceMsat: 4_665_000n,
      lockedAtMs: bench.time.clock.nowMs(),
      expiresAtMs: bench.time.clock.nowMs() + 60_000,
      sources: ["bitstamp", "coinbase", "kraken", "nbc"],
    });
  });

  it("the price is the one after the node has answered, not the one before", async () => {
    const bench = createBench();
    const lightning = {
      ...bench.node.port,
      nodeInfo: async () => {
        bench.rates.btcUsd = { num: 6_464_000n, den: 1n };
        bench.time.jumpWall(3_000);
        return bench.node.port.nodeInfo();
      },
    };
    const result = await preflight({ ...bench.options, lightning }, AMOUNT);
    expect(result).toMatchObject({
      kind: "ready",
      quote: { rate: { num: 262_438_400n, den: 1n }, lockedAtMs: bench.time.clock.nowMs() },
    });
  });
});

describe("what stands in the way", () => {
  const rows: readonly (readonly [string, (bench: Bench) => void, string])[] = [
    [
      "the rail is silent",
      ({ rail }) => rail.script.next("float", LOST_REQUEST),
      "RAIL_UNREACHABLE",
    ],
    [
      "the rail refuses",
      ({ rail }) => rail.script.next("float", answer(refused("UNAUTHORIZED"))),
      "UNAUTHORIZED",
    ],
    ["one riel too little at the rail", ({ rail }) => (rail.left.KHR = 11_999n), "FLOAT_TOO_LOW"],
    ["stale prices (F54)", ({ rates }) => (rates.ageMs = 11_000), "RATE_STALE"],
    [
      "a riel rate beyond belief",
      ({ rates }) => (rates.usdKhr = { num: 60n, den: 1n }),
      "FX_IMPLAUSIBLE",
    ],
    [
      "the node is silent",
      ({ node }) => node.script.next("nodeInfo", answer(unknown("LINK_LOST"))),
      "NODE_UNREACHABLE",
    ],
    [
      "the node refuses (F15)",
      ({ node }) => node.script.next("nodeInfo", answer(refused("UNAUTHORIZED"))),
      "NODE_UNREACHABLE",
    ],
    [
      "the node is behind the chain (F17)",
      ({ node }) => (node.info.syncedToChain = false),
      "NODE_NOT_SYNCED",
    ],
    [
      "no room to receive (F18)",
      ({ node }) => (node.info.inboundMsat = msat(0n)),
      "NO_INBOUND_LIQUIDITY",
    ],
  ];
  it.each(rows)("%s", async (_, spoil, code) => {
    const bench = createBench();
    spoil(bench);
    expect(await bench.judge()).toBe(code);
  });

  it("the operator's stop, before anybody is asked", async () => {
    const bench = createBench();
    expect(await bench.judge({ isStopped: () => true })).toBe("STOPPED_BY_OPERATOR");
    expect(bench.rail.script.log).toEqual([]);
    expect(bench.node.script.log).toEqual([]);
  });

  it.each(
    [
      [fiat("KHR", 99n), "AMOUNT_TOO_SMALL"],
      [fiat("KHR", 100n), "ready"],
      [fiat("KHR", 2_000_000n), "ready"],
      [fiat("KHR", 2_000_001n), "AMOUNT_TOO_LARGE"],
      [fiat("USD", 0n), "AMOUNT_TOO_SMALL"],
      [fiat("USD", 1n), "ready"],
      [fiat("USD", 50_001n), "AMOUNT_TOO_LARGE"],
    ].map(([amount, code]) => ({ amount: amount as typeof AMOUNT, code })),
  )("the limits: $amount.minor $amount.currency is $code", async ({ amount, code }) => {
    const bench = createBench();
    const maxOpenTotal = { KHR: 10_000_000n, USD: 1_000_000n };
    expect(await bench.judge({ maxOpenTotal }, amount)).toBe(code);
  });

  it("a spread that is no spread", async () => {
    expect(await createBench().judge({ spreadPpm: 100_001n })).toBe("QUOTE_SPREAD_INVALID");
  });

  it("a failure that has no code is not swallowed", async () => {
    const bench = createBench();
    const rail = {
      ...bench.rail.port,
      float: async () => Promise.reject(new TypeError("a fault of the program")),
    };
    await expect(bench.judge({ rail })).rejects.toThrow("a fault of the program");
  });
});

describe("a silent rail", () => {
  const offer = async (refusal: string | null, spoil: (bench: Bench) => void) => {
    const bench = createBench();
    spoil(bench);
    const asked: (typeof AMOUNT)[] = [];
    const result = await preflight(
      {
        ...bench.options,
        standInRefusal: (amount) => {
          asked.push(amount);
          return refusal;
        },
      },
      AMOUNT,
    );
    return { asked, said: result.kind === "ready" ? result.standIn : result.code };
  };
  const silence = ({ rail }: Bench): void => rail.script.next("float", LOST_REQUEST);

  it("is stood in for within the floor limits, and the quote says so", async () => {
    expect(await offer(null, silence)).toEqual({ asked: [AMOUNT], said: true });
  });

  it("stops the payment beyond them, with the limit's own code", async () => {
    expect((await offer("STAND_IN_TOTAL", silence)).said).toBe("STAND_IN_TOTAL");
  });

  it("is no reason to vouch for anything else", async () => {
    const both = (bench: Bench): void => {
      silence(bench);
      bench.node.info.syncedToChain = false;
    };
    expect((await offer(null, both)).said).toBe("NODE_NOT_SYNCED");
  });

  it("that answers is not stood in for, whatever it says", async () => {
    expect(await offer(null, () => undefined)).toEqual({ asked: [], said: false });
    const poor = ({ rail }: Bench): void => void (rail.left.KHR = 1n);
    expect(await offer(null, poor)).toEqual({ asked: [], said: "FLOAT_TOO_LOW" });
  });
});

describe("the node's version", () => {
  it.each([
    ["0.21.2", "ready"],
    ["0.21.2-beta commit=v0.20.0-beta", "ready"],
    ["0.21.3-beta.rc1", "ready"],
    ["0.22.0", "ready"],
    ["0.22", "ready"],
    ["1.0.0-beta", "ready"],
    ["v0.21.10", "ready"],
    ["0.21.1-beta", "NODE_TOO_OLD"],
    ["0.21", "NODE_TOO_OLD"],
    ["0.9.9", "NODE_TOO_OLD"],
    ["0.20.99-beta", "NODE_TOO_OLD"],
    ["", "NODE_TOO_OLD"],
    ["unknown", "NODE_TOO_OLD"],
  ])("%s: %s", async (version, code) => {
    const bench = createBench();
    bench.node.info.version = version;
    expect(await bench.judge()).toBe(code);
  });

  it("asks for more blocks than the terminal keeps: nothing is held that the node gives up first", async () => {
    const bench = createBench();
    const lax = { ...POLICY, nodeCancelBlocks: 12, suspenseBlocks: 24, payoutMinBlocks: 36 };
    const nodeRules = { oldest: "0.20.3", blocks: lax };
    bench.node.info.version = "0.20.4-beta";
    expect(await bench.judge({ nodeRules })).toBe("ready");
    bench.node.info.version = "0.21.3-beta";
    expect(await bench.judge({ nodeRules })).toBe("NODE_HOLDS_TOO_SHORT");
  });
});

describe("room to receive", () => {
  it("has to exceed the invoice by one per cent", async () => {
    const bench = createBench();
    const { invoiceMsat } = await bench.quote();
    const needed = (invoiceMsat * 101n) / 100n;
    bench.node.info.inboundMsat = msat(needed);
    expect(await bench.judge()).toBe("ready");
    bench.node.info.inboundMsat = msat(needed - 1n);
    expect(await bench.judge()).toBe("NO_INBOUND_LIQUIDITY");
  });
});

describe("money promised to open payments", () => {
  it("is not offered a second time (F39)", async () => {
    const bench = createBench();
    bench.make("payout-unknown");
    bench.rail.left.KHR = 23_999n;
    expect(await bench.judge()).toBe("FLOAT_TOO_LOW");
    bench.rail.left.KHR = 24_000n;
    expect(await bench.judge()).toBe("ready");
  });

  it("is not offered again while a payout ends behind the rail's answer (F39)", async () => {
    const bench = createBench();
    const { swap } = bench.make("paying-out");
    bench.rail.left.KHR = 12_000n;
    // The rail answers what it has before the payout, and the payout ends before the answer is read.
    const float: PayoutRail["float"] = async (currency) => {
      const left = await bench.rail.port.float(currency);
      bench.loop.apply(swap.id, EVENTS["payout-done"]);
      return left;
    };
    expect(await bench.judge({ rail: { ...bench.rail.port, float } })).toBe("FLOAT_TOO_LOW");
  });

  it("is free again when the payment ends without a payout", async () => {
    const bench = createBench();
    bench.make("returned");
    bench.make("cancelled");
    bench.rail.left.KHR = 12_000n;
    expect(await bench.judge()).toBe("ready");
  });

  it("is counted for its own currency", async () => {
    const bench = createBench();
    bench.make("held", { fiat: { currency: "KHR", minor: khr(29_999n) } });
    bench.rail.left.USD = 1_000n;
    expect(await bench.judge({}, fiat("USD", 1_000n))).toBe("ready");
    expect(await bench.judge()).toBe("OPEN_LIMIT_REACHED");
  });

  it("has a limit in total, and the amount itself counts", async () => {
    const bench = createBench();
    bench.make("held");
    expect(await bench.judge({}, fiat("KHR", 18_000n))).toBe("ready");
    expect(await bench.judge({}, fiat("KHR", 18_001n))).toBe("OPEN_LIMIT_REACHED");
  });

  it("counts from the quote on: of two quotes at once only what fits both passes (F56)", async () => {
    const bench = createBench();
    bench.make("quoted", { fiat: { currency: "KHR", minor: khr(20_000n) } });
    expect(await bench.judge({}, fiat("KHR", 10_001n))).toBe("OPEN_LIMIT_REACHED");
    expect(await bench.judge({}, fiat("KHR", 10_000n))).toBe("ready");
    bench.rail.left.KHR = 29_999n;
    expect(await bench.judge({}, fiat("KHR", 10_000n))).toBe("FLOAT_TOO_LOW");
  });

  it("has a limit in number, whatever the open payments wait for", async () => {
    const bench = createBench();
    bench.make("owed");
    bench.make("quoted", { fiat: { currency: "USD", minor: fiat("USD", 1n).minor } } as never);
    expect(await bench.judge()).toBe("ready");
    bench.make("awaiting-payment", { fiat: { currency: "KHR", minor: khr(100n) } });
    expect(await bench.judge()).toBe("OPEN_LIMIT_REACHED");
  });
});
