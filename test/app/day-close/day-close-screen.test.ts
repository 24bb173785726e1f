import { describe, expect, it } from "vitest";
import { createDayCloseCommands } from "../../../main/app/day-close/day-close-commands.ts";
import { createScreenState } from "../../../main/app/screen-state.ts";
import { dayCloseView, dayTaskView } from "../../../main/app/view/day-close-view.ts";
import { businessDayOf, spanOf } from "../../../main/domain/local-time.ts";
import { refused, unknown } from "../../../main/domain/outcome.ts";
import { flush } from "../../support/manual-clock.ts";
import { answer, createGate } from "../../support/script.ts";
import { NOW_MS } from "../../support/swaps.ts";
import { type CloseRig, createCloseRig } from "../support/day-close-rig.ts";
import { SETTINGS } from "../support/screens-rig.ts";

const TODAY = businessDayOf(NOW_MS);

const createScreens = () => {
  const rig: CloseRig = createCloseRig();
  const screen = createScreenState(SETTINGS);
  return {
    rig,
    screen,
    commands: createDayCloseCommands(rig.days(), screen),
    view: () => dayCloseView(rig.days(), rig.time.clock.nowMs()),
    task: (index: number) => dayTaskView(rig.days(), index, rig.time.clock.nowMs()),
  };
};

const OK = { ok: true };
const no = (code: string) => ({ ok: false, code });

describe("the day close on screen", () => {
  it("begins with today and nothing closed", () => {
    const { view } = createScreens();
    expect(view()).toEqual({
      kind: "day-close",
      day: TODAY,
      isOver: false,
      activity: "ready",
      sinceMs: null,
      code: null,
      last: null,
      tasks: 0,
    });
  });

  it("says what is going on, and then how it came out", async () => {
    const { rig, commands, view } = createScreens();
    await rig.payment();
    const gate = createGate();
    rig.script.next("statement", { kind: "wait", until: gate.until });
    expect(commands.closeDay({ day: TODAY })).toEqual(OK);
    await flush();
    expect(view()).toMatchObject({ activity: "closing", sinceMs: rig.time.clock.nowMs() });
    expect(commands.closeDay({ day: TODAY })).toEqual(no("CLOSE_BUSY"));
    gate.open();
    await flush();
    expect(view()).toMatchObject({
      activity: "ready",
      last: {
        name: `${TODAY}-1`,
        riel: "12,000 ៛ (1)",
        dollars: "US$0.00 (0)",
        bitcoin: "4,610 sats (1)",
        fee: "45.643 sats",
        matched: 2,
        underWay: 0,
        unmatched: 0,
        report: "printed",
      },
    });
  });

  it("says why nothing was closed", async () => {
    const { rig, commands, view } = createScreens();
    rig.script.next("statement", answer(unknown("RAIL_TIMEOUT")));
    commands.closeDay({ day: TODAY });
    await flush();
    expect(view()).toMatchObject({ activity: "failed", code: "RAIL_TIMEOUT", last: null });
  });

  it("closes the day that the screen named, and no other", async () => {
    const { rig, commands, view } = createScreens();
    await rig.payment();
    rig.time.jumpWall(spanOf(TODAY).untilMs - rig.time.clock.nowMs());
    expect(view()).toMatchObject({ day: TODAY, isOver: true });
    const tomorrow = businessDayOf(rig.time.clock.nowMs());
    expect(commands.closeDay({ day: tomorrow })).toEqual(no("CLOSE_DAY"));
    expect(commands.closeDay({ day: "2026-02-30" })).toEqual(no("CLOSE_DAY"));
    expect(commands.closeDay({ day: TODAY })).toEqual(OK);
    await flush();
    expect(view()).toMatchObject({ day: tomorrow, isOver: false });
  });

  it.each([
    [refused("PRINTER_PAPER_OUT"), "failed"],
    [unknown("PRINTER_LINK_LOST"), "unknown"],
    [unknown("PRINTER_NOT_CONFIGURED"), "none"],
  ] as const)("tells of a report that came back as %o: %s", async (outcome, report) => {
    const { rig, commands, view } = createScreens();
    rig.script.next("print", answer(outcome));
    commands.closeDay({ day: TODAY });
    await flush();
    expect(view()).toMatchObject({ last: { report } });
  });

  it("prints a copy on demand, once there is a close", async () => {
    const { rig, commands } = createScreens();
    expect(commands.reprintDayClose({})).toEqual(no("NO_RECEIPT"));
    commands.closeDay({ day: TODAY });
    await flush();
    expect(commands.reprintDayClose({})).toEqual(OK);
    await flush();
    expect(rig.reports).toHaveLength(2);
  });
});

describe("the tasks of a day close", () => {
  it("are shown one at a time, and are gone once they are done", async () => {
    const { rig, screen, commands, view, task } = createScreens();
    const first = await rig.payment();
    await rig.payment();
    rig.told.lines = () => [];
    commands.closeDay({ day: TODAY });
    await flush();
    expect(view()).toMatchObject({ tasks: 2, last: { unmatched: 2 } });
    expect(commands.showDayTask({ index: 1 })).toEqual(OK);
    expect(screen.focus()).toEqual({ kind: "day-task", index: 1 });
    expect(task(0)).toMatchObject({
      kind: "day-task",
      index: 0,
      count: 2,
      task: {
        leg: "fiat",
        difference: "missing-there",
        day: TODAY,
        here: "12,000 ៛",
        there: "0 ៛",
        swapId: first.id,
        reference: "FT000001",
      },
    });
    expect(task(1)).toMatchObject({ index: 1 });
    // The place of a task that is gone shows the one that is there now.
    expect(commands.resolveDayTask({ taskId: 1 })).toEqual(OK);
    expect(commands.resolveDayTask({ taskId: 1 })).toEqual(no("TASK_UNKNOWN"));
    expect(task(1)).toMatchObject({ index: 0, count: 1, task: { taskId: 2 } });
    expect(commands.resolveDayTask({ taskId: 2 })).toEqual(OK);
    expect(task(1)).toMatchObject({ kind: "day-close", tasks: 0 });
    expect(commands.showDayClose({})).toEqual(OK);
    expect(screen.focus()).toEqual({ kind: "day-close" });
  });
});
