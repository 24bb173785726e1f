/** What the commands of the day close's screens do. */
import type { Ack, Commands } from "../../bridge/contract.ts";
import { parseBusinessDay } from "../../domain/local-time.ts";
import type { ScreenState } from "../screen-state.ts";
import type { DayCloses } from "./day-close.ts";

type DayCloseCommand =
  "showDayClose" | "showDayTask" | "closeDay" | "resolveDayTask" | "reprintDayClose";

type DayCloseTable = {
  readonly [Name in DayCloseCommand]: (args: Parameters<Commands[Name]>[0]) => Ack;
};

const toAck = (code: string | null): Ack => (code === null ? { ok: true } : { ok: false, code });

export const createDayCloseCommands = (days: DayCloses, screen: ScreenState): DayCloseTable => {
  const turnTo = (focus: Parameters<ScreenState["turnTo"]>[0]): Ack => {
    screen.turnTo(focus);
    return toAck(null);
  };

  /** The screen may be older than the day: what is held is a close of the day that it named. */
  const closeDay = (text: string): Ack => {
    const day = parseBusinessDay(text);
    if (day === null || day !== days.nextDay()) return toAck("CLOSE_DAY");
    if (days.activity().kind === "closing") return toAck("CLOSE_BUSY");
    void days.close(day);
    return toAck(null);
  };

  return {
    showDayClose: () => turnTo({ kind: "day-close" }),
    showDayTask: ({ index }) => turnTo({ kind: "day-task", index }),
    closeDay: ({ day }) => closeDay(day),
    resolveDayTask: ({ taskId }) => toAck(days.resolve(taskId, "marked at the terminal")),
    reprintDayClose: () => toAck(days.reprint()),
  };
};
