// A receipt from its outbox row to the words on the cashier's screen, with a real driver between.
import { healthOfPrinter } from "../../../hardware/device-model/drivers.ts";
import type { Printer, PrinterParts } from "../../../hardware/printer/device.ts";
import type { PrintDocument } from "../../../hardware/printer/document.ts";
import { PRINT_BEGUN, printReceipt } from "../../../main/app/effects/print-effect.ts";
import { createHealth, type Health } from "../../../main/app/health/health.ts";
import { swapText } from "../../../main/app/view/swap-text.ts";
import type { SwapText } from "../../../main/bridge/contract-swap.ts";
import { tellHealth } from "../../../main/hosts/device-life.ts";
import type {
  FinishedRow,
  JournalReader,
  OutboxRow,
  StoredSwap,
} from "../../../main/ports/journal.ts";
import { deviceWordOf, receiptWordOf, wordsOf } from "../../../renderer/words/say.ts";
import type { Words } from "../../../renderer/words/words.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { NO_REFUNDS } from "../../support/no-refunds.ts";
import { COMMON, NOW_MS, SWAPS } from "../../support/swaps.ts";
import { deviceTextOf } from "../support/device-text.ts";
import { short, startRig, startRigOver, type CableEnds, type PrinterRig, type Rig } from "./rig.ts";

/** English and Khmer. */
export type Sentence = readonly [en: string, km: string];

const STORED: StoredSwap = {
  swap: SWAPS.paid,
  version: 1,
  epoch: 1,
  receiptNumber: 41,
  stateSinceMs: NOW_MS,
};

/** A till: the printer, one receipt for it, and the cashier's screen. */
export interface Till {
  /** Carries the row out once, as the outbox does. */
  readonly print: (document?: PrintDocument) => Promise<void>;
  readonly sees: () => Pick<SwapText, "receipt" | "receiptCode">;
  /** What the screen says of the receipt. */
  readonly reads: () => Sentence;
  /** What it says of the printer. */
  readonly device: () => Sentence;
}

export type Counter = PrinterRig & Till;

/** A receipt on its way: its row, its printer, and the screen it is told on. */
const openTill = (health: Health, printer: Printer): Till => {
  let row: OutboxRow = {
    id: 1,
    swapId: COMMON.id,
    lane: "printer",
    effect: { kind: "print-receipt", copy: false },
    attempts: 0,
    createdAtMs: NOW_MS,
    lastCode: null,
  };
  let finished: FinishedRow | null = null;
  const journal = { queuedRows: () => [], lastRow: () => ({ ...row, finished }) };

  const print = async (document: PrintDocument = short): Promise<void> => {
    const handler = printReceipt({
      printer: {
        print: async (receipt) => {
          const outcome = await printer.print(receipt);
          return outcome.kind === "done" ? { kind: "done", value: null } : outcome;
        },
      },
      toReceipt: () => document,
      markBegun: async () => {
        row = { ...row, lastCode: PRINT_BEGUN };
        return Promise.resolve(true);
      },
    });
    const result = await handler(STORED, row);
    if (result.kind === "ended") finished = { id: row.id, code: result.code };
    if (result.kind === "again") row = { ...row, lastCode: result.code };
  };
  const sees = (): SwapText =>
    swapText(STORED, {
      journal: journal as unknown as JournalReader,
      health,
      nowMs: 0,
      epoch: 1,
      refunds: NO_REFUNDS,
    });
  const inBoth = (say: (words: Words) => string): Sentence => [
    say(wordsOf("en")),
    say(wordsOf("km")),
  ];
  return {
    print,
    sees,
    reads: () => inBoth((words) => receiptWordOf(words, sees()) ?? ""),
    device: () => inBoth((words) => deviceWordOf(words, deviceTextOf(health, "printer"))),
  };
};

const startHealth = (): {
  readonly health: Health;
  readonly parts: Pick<PrinterParts, "onHealth">;
} => {
  const health = createHealth(createManualClock().clock);
  const tell = tellHealth(health, "printer");
  return { health, parts: { onHealth: (told) => tell(healthOfPrinter(told)) } };
};

/** A till whose printer hangs on a cable in memory. */
export const startCounter = async (parts: Partial<PrinterParts> = {}): Promise<Counter> => {
  const told = startHealth();
  const rig = await startRig({ ...parts, ...told.parts });
  return { ...rig, ...openTill(told.health, rig.printer) };
};

/** A till whose printer hangs on this cable. */
export const startCounterOver = async (
  cable: CableEnds,
  parts: Partial<PrinterParts> = {},
): Promise<Rig & Till> => {
  const told = startHealth();
  const rig = await startRigOver(cable, { ...parts, ...told.parts });
  return { ...rig, ...openTill(told.health, rig.printer) };
};
