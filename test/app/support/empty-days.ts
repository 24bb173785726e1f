/** The day close of a terminal whose rail and node list nothing. */
import { createDayCloses, type DayCloses } from "../../../main/app/day-close/day-close.ts";
import { msat } from "../../../main/domain/money.ts";
import { done, refused } from "../../../main/domain/outcome.ts";
import type { SqliteJournal } from "../../../main/journal/journal.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import type { ManualClock } from "../../support/manual-clock.ts";

export const createEmptyDays = (
  journal: SqliteJournal,
  time: ManualClock,
  onChange: () => void,
): DayCloses =>
  createDayCloses({
    closes: journal.closes,
    journal,
    rail: {
      statement: async () =>
        Promise.resolve(done({ lines: [], completeUntilMs: time.clock.nowMs(), nextCursor: null })),
    },
    node: {
      invoiceRecord: async () =>
        Promise.resolve(done({ state: "missing", receivedMsat: msat(0n) })),
      nodeFunds: async () => Promise.resolve(refused("LND_UNAUTHORISED")),
    },
    toleranceMsat: 0n,
    printer: { print: async () => Promise.resolve(done(null)) },
    folder: { has: () => true, write: () => undefined },
    clock: time.clock,
    timers: time.timers,
    log: createFakeLog(),
    report: {
      shopName: "Psar Thmei Coffee",
      terminalName: "T-1",
      mode: "sandbox",
      languages: ["en"],
    },
    onChange,
  });
