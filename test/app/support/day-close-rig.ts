/** Day closes over the engine of the rig: its real journal, its node and rail, and what those list. */
import { createDayCloses, type DayCloses } from "../../../main/app/day-close/day-close.ts";
import type { ReportOptions } from "../../../main/app/day-close/report.ts";
import type { NodeFunds } from "../../../main/domain/day-close/funds.ts";
import type { InvoiceRecord, StatementLine } from "../../../main/domain/day-close/item.ts";
import { msat } from "../../../main/domain/money.ts";
import { done, type Outcome } from "../../../main/domain/outcome.ts";
import type { ReceiptDocument } from "../../../main/domain/receipt-document.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import type { StatementPage } from "../../../main/ports/payout-rail.ts";
import { NO_FUNDS } from "../../domain/day-close/facts.ts";
import { flush } from "../../support/manual-clock.ts";
import { createScript, type Script } from "../../support/script.ts";
import { createRig, type Opened, type Rig } from "./rig.ts";

export const REPORT: ReportOptions = {
  shopName: "Psar Thmei Coffee",
  terminalName: "T-1",
  mode: "sandbox",
  languages: ["en"],
};

export interface CloseRig extends Rig {
  readonly days: () => DayCloses;
  /** Make the use case anew over the journal that is open, as a new start does. */
  readonly startAgain: () => DayCloses;
  readonly script: Script<"statement" | "invoiceRecord" | "nodeFunds" | "print">;
  readonly reports: readonly ReceiptDocument[];
  /** File names and what is in them. */
  readonly files: Map<string, string>;
  /** What the statement has more, or else; a test may change it. */
  readonly told: {
    lines: (honest: readonly StatementLine[]) => readonly StatementLine[];
    /** What the node has, when it has what it ever settled, in its channels. */
    funds: (honest: NodeFunds) => NodeFunds;
  };
  readonly records: Map<PaymentHash, InvoiceRecord>;
  isFolderBroken: boolean;
  /** One payment to its end. */
  readonly payment: () => Promise<Opened>;
}

const LINES_A_PAGE = 2;
const TOLERANCE_MSAT = 1_000_000n;

const honestLines = async (rig: Rig): Promise<readonly StatementLine[]> => {
  const lines: StatementLine[] = [];
  for (const { key } of rig.rail.credits) {
    const answer = await rig.rail.port.queryPayout(key);
    if (answer.kind !== "done" || answer.value.kind !== "paid") continue;
    const { payout, amount } = answer.value;
    lines.push({ key, amount, reference: payout.reference, paidAtMs: payout.paidAtMs });
  }
  return lines;
};

export const createCloseRig = (): CloseRig => {
  const rig = createRig();
  const script = createScript<"statement" | "invoiceRecord" | "nodeFunds" | "print">();
  const reports: ReceiptDocument[] = [];
  const files = new Map<string, string>();
  const records = new Map<PaymentHash, InvoiceRecord>();
  const told: CloseRig["told"] = { lines: (honest) => honest, funds: (honest) => honest };

  const page = (all: readonly StatementLine[], cursor: string | null): StatementPage => {
    const skip = Number(cursor ?? "0");
    const end = skip + LINES_A_PAGE;
    return {
      lines: all.slice(skip, end),
      completeUntilMs: rig.time.clock.nowMs() + 1,
      nextCursor: end < all.length ? String(end) : null,
    };
  };

  const recordOf = (hash: PaymentHash): InvoiceRecord => {
    const state = rig.node.state(hash);
    const order = rig.node.orders.find(({ paymentHash }) => paymentHash === hash);
    const amount = state === "settled" ? (order?.amountMsat ?? 0n) : 0n;
    return records.get(hash) ?? { state, receivedMsat: msat(amount) };
  };

  /** All that was ever settled, and what a test puts elsewhere. */
  const fundsOf = (): NodeFunds => {
    const settled = rig.node.orders.filter(
      ({ paymentHash }) => rig.node.state(paymentHash) === "settled",
    );
    const sum = settled.reduce((total, { amountMsat }) => total + amountMsat, 0n);
    return told.funds({ ...NO_FUNDS, channelsMsat: msat(sum) });
  };

  const make = (): DayCloses =>
    createDayCloses({
      closes: rig.journal().closes,
      journal: rig.journal(),
      rail: {
        statement: async ({ fromMs, untilMs, cursor }) => {
          const honest = await honestLines(rig);
          const all = told
            .lines(honest)
            .filter(({ paidAtMs }) => paidAtMs >= fromMs && paidAtMs < untilMs);
          return script.run("statement", () => done(page(all, cursor)));
        },
      },
      node: {
        invoiceRecord: async (hash) =>
          script.run("invoiceRecord", (): Outcome<InvoiceRecord> => done(recordOf(hash))),
        nodeFunds: async () => script.run("nodeFunds", (): Outcome<NodeFunds> => done(fundsOf())),
      },
      toleranceMsat: TOLERANCE_MSAT,
      printer: {
        print: async (document) =>
          script.run("print", () => {
            reports.push(document);
            return done(null);
          }),
      },
      folder: {
        has: (name) => files.has(name),
        write: (name, text) => {
          if (closeRig.isFolderBroken) throw new Error("ENOSPC");
          files.set(name, text);
        },
      },
      clock: rig.time.clock,
      timers: rig.time.timers,
      log: rig.log,
      report: REPORT,
      onChange: () => undefined,
    });

  let days = make();
  const closeRig: CloseRig = {
    ...rig,
    script,
    reports,
    files,
    records,
    told,
    isFolderBroken: false,
    days: () => days,
    startAgain: () => {
      days = make();
      return days;
    },
    payment: async () => {
      const opened = await rig.openInvoice();
      rig.node.pay(opened.hash);
      await flush();
      await rig.time.advance(2_000);
      return opened;
    },
  };
  return closeRig;
};
