/** The day close, put together: links whose health it teaches, the folder, the printer. */
import { join } from "node:path";
import { createDayCloses, type DayCloses } from "../../app/day-close/day-close.ts";
import type { Health } from "../../app/health/health.ts";
import type { Timers } from "../../app/time/timers.ts";
import type { Config } from "../../config/schema.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CloseStore } from "../../ports/day-close.ts";
import type { ReceiptPrinter } from "../../ports/devices.ts";
import type { JournalReader } from "../../ports/journal.ts";
import type { FundsRecords, InvoiceRecords } from "../../ports/lightning.ts";
import type { Log } from "../../ports/log.ts";
import type { PayoutStatements } from "../../ports/payout-rail.ts";
import { createReportFolder } from "../report-folder.ts";

/** What the day close is made from. */
export interface DayCloseParts {
  readonly config: Config;
  readonly journal: Pick<JournalReader, "balances"> & { readonly closes: CloseStore };
  readonly rail: PayoutStatements;
  readonly node: InvoiceRecords & FundsRecords;
  readonly printer: ReceiptPrinter;
  readonly health: Health;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly onChange: () => void;
}

/** Put the day close together; reports that an earlier start left undone go on at once. */
export const composeDayClose = (parts: DayCloseParts): DayCloses => {
  const { config, journal, rail, node, health } = parts;
  const days = createDayCloses({
    ...parts,
    closes: journal.closes,
    rail: {
      statement: async (page) => health.observe("payoutRail", async () => rail.statement(page)),
    },
    node: {
      invoiceRecord: async (hash) =>
        health.observe("lightning", async () => node.invoiceRecord(hash)),
      // Not a word on the link: a macaroon of before this question takes payments all the same.
      nodeFunds: async () => node.nodeFunds(),
    },
    toleranceMsat: BigInt(config.dayClose.chainFeesSats) * 1_000n,
    folder: createReportFolder(join(config.dataDir, "day-close")),
    report: {
      shopName: config.terminal.shopName,
      terminalName: config.terminal.name,
      mode: config.mode,
      languages: ["km", "en"],
    },
  });
  days.start();
  return days;
};
