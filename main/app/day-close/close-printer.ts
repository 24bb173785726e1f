/**
 * Prints Z reports, one after the other. A printer that certainly printed nothing is tried again;
 * one that may have printed is not: a further print is asked for by a person and says COPY.
 */
import type { DayClose } from "../../domain/day-close/close.ts";
import type { ReceiptDocument } from "../../domain/receipt-document.ts";
import type { ClosePrint, CloseStore } from "../../ports/day-close.ts";
import type { ReceiptPrinter } from "../../ports/devices.ts";
import type { Log } from "../../ports/log.ts";
import type { Timers } from "../time/timers.ts";

export interface ClosePrinterOptions {
  readonly closes: CloseStore;
  readonly printer: ReceiptPrinter;
  readonly toReport: (close: DayClose, copy: boolean) => ReceiptDocument;
  readonly timers: Timers;
  readonly log: Log;
  readonly onActivity: () => void;
}

export interface ClosePrinter {
  wake(): void;
  /** Start nothing new and wait for the print under way. */
  stop(): Promise<void>;
}

const RETRY_MS = 15_000;

/** Code of a print that the terminal's own end may have cut short. */
const INTERRUPTED = "PRINT_INTERRUPTED";

export const createClosePrinter = (options: ClosePrinterOptions): ClosePrinter => {
  const { closes, printer, timers, log } = options;
  let underWay: Promise<void> | null = null;
  let isStopped = false;
  let cancelRetry = (): void => undefined;

  /** False when it is to be tried again later. */
  const print = async ({ id, closeSeq, copy }: ClosePrint): Promise<boolean> => {
    const close = closes.bySeq(closeSeq);
    if (close === null) {
      closes.endPrint(id, "CLOSE_UNKNOWN");
      return true;
    }
    closes.startPrint(id);
    const outcome = await printer.print(options.toReport(close, copy));
    const code = outcome.kind === "done" ? null : outcome.code;
    log.info({ close: closeSeq, result: outcome.kind, code }, "day close printed");
    if (outcome.kind === "refused") closes.postponePrint(id, outcome.code);
    else closes.endPrint(id, code);
    return outcome.kind !== "refused";
  };

  const carryOut = async (job: ClosePrint): Promise<void> => {
    let isOver = false;
    try {
      isOver = await print(job);
    } catch (error) {
      log.error(
        { close: job.closeSeq, message: error instanceof Error ? error.message : "" },
        "day close not printed",
      );
    }
    underWay = null;
    options.onActivity();
    if (isOver) wake();
    else if (!isStopped) cancelRetry = timers.after(RETRY_MS, wake);
  };

  const wake = (): void => {
    cancelRetry();
    if (isStopped || underWay !== null) return;
    let job = closes.nextPrint();
    // Nothing is under way, so this one was started before the terminal ended.
    for (; job?.isStarted === true; job = closes.nextPrint()) closes.endPrint(job.id, INTERRUPTED);
    if (job !== null) underWay = carryOut(job);
  };

  return {
    wake,
    stop: async () => {
      isStopped = true;
      cancelRetry();
      await underWay;
    },
  };
};
