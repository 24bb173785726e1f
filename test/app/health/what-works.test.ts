import { describe, expect, it } from "vitest";
import {
  chainView,
  type Conditions,
  STALE_TIP_MS,
  whatWorks,
} from "../../../main/app/health/what-works.ts";
import type { Ability } from "../../../main/bridge/contract-view.ts";

const GOOD: Conditions = {
  lightning: "up",
  payoutRail: "up",
  rates: "up",
  printer: "up",
  backOffice: "up",
  clock: "ntp",
  chain: "fresh",
  release: null,
  isStopped: false,
  isDiskLow: false,
  quarantine: null,
  canStandIn: false,
  noMarket: null,
};
const FINE: readonly Ability[] = ["finish-held", "receipts", "history"];

describe("what can be done", () => {
  it.each<[string, Partial<Conditions>, string | null, readonly Ability[]]>([
    ["all is well", {}, null, FINE],
    [
      "nothing was asked yet",
      { lightning: "unknown", payoutRail: "unknown", rates: "unknown" },
      null,
      FINE,
    ],
    [
      "the bank is gone and the terminal may stand in",
      { payoutRail: "down", canStandIn: true },
      null,
      ["finish-held-when-bank", "receipts", "history"],
    ],
    [
      "nothing answers, stand-in or not",
      { lightning: "down", payoutRail: "down", canStandIn: true },
      "NOTHING_ANSWERS",
      ["finish-held-when-bank", "receipts", "history"],
    ],
    [
      "the back office has another record under its number",
      { quarantine: "RECORD_CONFLICT", isDiskLow: true },
      "RECORD_CONFLICT",
      FINE,
    ],
    ["links are slow", { lightning: "slow", payoutRail: "slow" }, null, FINE],
    [
      "the internet is gone",
      {
        lightning: "down",
        payoutRail: "down",
        rates: "down",
        backOffice: "down",
        noMarket: "RATES_UNAVAILABLE",
      },
      "NOTHING_ANSWERS",
      ["finish-held-when-bank", "receipts", "history", "records-kept"],
    ],
    [
      "Lightning is gone",
      { lightning: "down" },
      "NODE_UNREACHABLE",
      ["finish-held-when-lightning", "receipts", "history"],
    ],
    [
      "F41: the bank is gone or in maintenance",
      { payoutRail: "down" },
      "RAIL_UNREACHABLE",
      ["finish-held-when-bank", "receipts", "history"],
    ],
    ["F54: there are no prices", { rates: "down", noMarket: "RATE_STALE" }, "RATE_STALE", FINE],
    ["F62: nobody vouches for the time", { clock: "none" }, "CLOCK_UNTRUSTED", FINE],
    ["only a battery vouches for the time", { clock: "rtc" }, null, FINE],
    ["the node is too old", { release: "NODE_TOO_OLD", chain: "behind" }, "NODE_TOO_OLD", FINE],
    [
      "the node gives up too soon",
      { release: "NODE_HOLDS_TOO_SHORT" },
      "NODE_HOLDS_TOO_SHORT",
      FINE,
    ],
    [
      "a node that is too old has gone",
      { release: "NODE_TOO_OLD", lightning: "down" },
      "NODE_UNREACHABLE",
      ["finish-held-when-lightning", "receipts", "history"],
    ],
    ["F17: the node is behind", { chain: "behind" }, "NODE_NOT_SYNCED", FINE],
    ["F17: the chain stands still", { chain: "stale" }, "NODE_STALE_TIP", FINE],
    ["the printer is gone", { printer: "down" }, null, ["finish-held", "history"]],
    ["the back office is gone", { backOffice: "down" }, null, [...FINE, "records-kept"]],
    ["there is no back office", { backOffice: null }, null, FINE],
    [
      "an operator has stopped it",
      { isStopped: true, lightning: "down" },
      "STOPPED_BY_OPERATOR",
      ["finish-held-when-lightning", "receipts", "history"],
    ],
  ])("when %s", (_, change, blocked, abilities) => {
    expect(whatWorks({ ...GOOD, ...change })).toEqual({ blocked, abilities });
  });

  it.each([
    [true, 0, "fresh"],
    [true, STALE_TIP_MS, "fresh"],
    [true, STALE_TIP_MS + 1, "stale"],
    [true, null, "fresh"],
    [false, 0, "behind"],
  ] as const)(
    "a node that is synced %s with a tip of %s ms is %s",
    (syncedToChain, ageMs, view) => {
      const nowMs = 1_800_000_000_000;
      const tipAtMs = ageMs === null ? null : nowMs - ageMs;
      expect(chainView({ syncedToChain, tipAtMs }, nowMs)).toBe(view);
    },
  );
});
