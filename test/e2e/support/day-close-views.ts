import type { DayTaskText, LastCloseText } from "../../../main/bridge/contract-day.ts";
import type { CashierView } from "../../../main/bridge/contract-view.ts";

type Named = readonly (readonly [string, CashierView])[];

const last = (nowMs: number, change: Partial<LastCloseText> = {}): LastCloseText => ({
  name: "2026-11-22-2",
  closedAtMs: nowMs - 18_000_000,
  riel: "1,284,000 ៛ (112)",
  dollars: "US$1,212.50 (87)",
  bitcoin: "2,314,815 sats (199)",
  fee: "22,919 sats",
  matched: 396,
  underWay: 2,
  unmatched: 0,
  report: "printed",
  ...change,
});

const LONGEST: Partial<LastCloseText> = {
  name: "2026-11-22-e12-104",
  riel: "9,999,999,999 ៛ (1042)",
  dollars: "US$99,999,999.99 (1042)",
  bitcoin: "2,314,814,815.125 sats (2084)",
  fee: "22,918,958.125 sats",
  matched: 4166,
  underWay: 12,
  unmatched: 104,
  report: "unknown",
};

const task = (
  leg: DayTaskText["leg"],
  difference: DayTaskText["difference"],
  change: Partial<DayTaskText> = {},
): CashierView => ({
  kind: "day-task",
  task: {
    taskId: 1,
    leg,
    difference,
    day: "2026-11-22",
    here: "9,999,999,999 ៛",
    there: "US$99,999,999.99",
    swapId: "P-0123456789abcdef",
    reference: "100012345678901234567",
    ...change,
  },
  index: 98,
  count: 104,
});

const FIAT = ["timing", "amount-mismatch", "missing-there", "missing-here", "duplicate"] as const;
const BITCOIN = ["timing", "amount-mismatch", "missing-there", "missing-here"] as const;

/** The day close in every state it can be in, with the longest that each may hold. */
export const dayCloseViews = (nowMs: number): Named => {
  const base = {
    kind: "day-close",
    day: "2026-11-23",
    isOver: false,
    activity: "ready",
    sinceMs: null,
    code: null,
    last: null,
    tasks: 0,
  } as const;
  return [
    ["day-close-first", base],
    ["day-close-usual", { ...base, last: last(nowMs) }],
    ["day-close-tasks", { ...base, isOver: true, last: last(nowMs, LONGEST), tasks: 104 }],
    [
      "day-close-longest",
      { ...base, last: last(nowMs, { ...LONGEST, report: "failed" }), tasks: 104 },
    ],
    [
      "day-close-closing",
      { ...base, activity: "closing", sinceMs: nowMs - 4_000, last: last(nowMs), tasks: 2 },
    ],
    [
      "day-close-failed",
      {
        ...base,
        activity: "failed",
        code: "RAIL_ENVIRONMENT_MISMATCH",
        last: last(nowMs),
        tasks: 104,
      },
    ],
    ...FIAT.map((one) => [`day-task-fiat-${one}`, task("fiat", one)] as const),
    ...BITCOIN.map(
      (one) =>
        [
          `day-task-bitcoin-${one}`,
          task("bitcoin", one, {
            here: "2,314,814,815.125 sats",
            there: "0 sats",
            reference: null,
          }),
        ] as const,
    ),
    [
      "day-task-bitcoin-shortfall",
      task("bitcoin", "shortfall", {
        here: "2,314,814,815.125 sats",
        there: "2,314,804,814 sats",
        swapId: null,
        reference: null,
      }),
    ],
    [
      "day-task-stranger",
      { ...task("fiat", "missing-here", { swapId: null }), index: 0, count: 1 } as CashierView,
    ],
  ];
};
