/** The day close as the operator sees it in the evening. */
import type { DayTaskText, LastCloseText } from "../../bridge/contract-day.ts";
import type { ReceiptState } from "../../bridge/contract-swap.ts";
import type { CashierView } from "../../bridge/contract-view.ts";
import { closeName, type CloseTask, type DayClose } from "../../domain/day-close/close.ts";
import type { LegTotals, Tally } from "../../domain/day-close/totals.ts";
import type { LedgerUnit } from "../../domain/ledger.ts";
import { spanOf } from "../../domain/local-time.ts";
import type { ClosePrint } from "../../ports/day-close.ts";
import type { DayCloses } from "../day-close/day-close.ts";
import { formatUnit } from "../day-close/report.ts";
import { NO_PRINTER } from "../effects/print-effect.ts";

const counted = (unit: LedgerUnit, { count, amount }: Tally): string =>
  `${formatUnit(unit, amount)} (${count})`;

const sum = (legs: readonly LegTotals[], pick: (leg: LegTotals) => number): number =>
  legs.reduce((total, leg) => total + pick(leg), 0);

const reportOf = (print: ClosePrint | null): ReceiptState => {
  if (print === null || (print.isEnded && print.code === NO_PRINTER)) return "none";
  if (print.isEnded) return print.code === null ? "printed" : "unknown";
  if (print.code !== null) return "failed";
  return print.isStarted ? "printing" : "waiting";
};

const lastText = (close: DayClose, print: ClosePrint | null): LastCloseText => {
  const { match, totals, funds } = close.content;
  const { fiat, bitcoin, split } = totals;
  const isShort = funds !== null && funds.shortMsat > 0n;
  const legs = [fiat.khr, fiat["usd-cents"], bitcoin];
  return {
    name: closeName(close),
    closedAtMs: close.closedAtMs,
    riel: counted("khr", fiat.khr.matched),
    dollars: counted("usd-cents", fiat["usd-cents"].matched),
    bitcoin: counted("msat", bitcoin.matched),
    fee: formatUnit("msat", split.fee),
    matched: sum(legs, (leg) => leg.matched.count),
    underWay: sum(legs, (leg) => leg.timing.count),
    unmatched: sum(legs, (leg) => leg.unmatched.count) + match.earlier.length + (isShort ? 1 : 0),
    report: reportOf(print),
  };
};

const taskText = ({ id, item }: CloseTask): DayTaskText => ({
  taskId: id,
  leg: item.leg,
  difference: item.class === "matched" ? "timing" : item.class,
  day: item.day,
  here: formatUnit(item.unit, item.open > 0n ? item.open : item.here),
  there: formatUnit(item.unit, item.there),
  swapId: item.swapId,
  reference: item.reference,
});

/** The day, its last close and how many tasks wait. */
export const dayCloseView = (days: DayCloses, nowMs: number): CashierView => {
  const activity = days.activity();
  const day = days.nextDay();
  const last = days.last();
  return {
    kind: "day-close",
    day,
    isOver: nowMs >= spanOf(day).untilMs,
    activity: activity.kind,
    sinceMs: activity.kind === "closing" ? activity.sinceMs : null,
    code: activity.kind === "failed" ? activity.code : null,
    last: last === null ? null : lastText(last, days.lastPrint()),
    tasks: days.tasks().length,
  };
};

/** One task; the day itself when there is none at this place any more. */
export const dayTaskView = (days: DayCloses, index: number, nowMs: number): CashierView => {
  const tasks = days.tasks();
  const task = tasks[Math.min(index, tasks.length - 1)];
  return task === undefined
    ? dayCloseView(days, nowMs)
    : { kind: "day-task", task: taskText(task), index: tasks.indexOf(task), count: tasks.length };
};
