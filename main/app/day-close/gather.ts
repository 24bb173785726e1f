/** Everything a close is judged by, fetched from rail, journal and node. */
import type { SwapBooks } from "../../domain/day-close/books.ts";
import type { LastEvent } from "../../domain/day-close/close.ts";
import type { FundsCheck } from "../../domain/day-close/funds.ts";
import {
  type InvoiceRecord,
  type MatchItem,
  type StatementLine,
  taskKey,
} from "../../domain/day-close/item.ts";
import { type DayFacts, stillOpen } from "../../domain/day-close/match.ts";
import { type BusinessDay, DAY_MS, spanOf } from "../../domain/local-time.ts";
import { done, type Outcome, unknown } from "../../domain/outcome.ts";
import type { PaymentHash } from "../../domain/swap.ts";
import type { CloseStore } from "../../ports/day-close.ts";
import type { FundsRecords, InvoiceRecords } from "../../ports/lightning.ts";
import type { PayoutStatements } from "../../ports/payout-rail.ts";
import { type FundsParts, gatherFunds } from "./gather-funds.ts";

export interface GatherParts extends FundsParts {
  readonly closes: CloseStore;
  readonly rail: PayoutStatements;
  readonly node: InvoiceRecords & FundsRecords;
}

/** A day as it was gathered, and the newest fact that was in the books then. */
export interface Gathered {
  readonly facts: DayFacts;
  /** The node's own bitcoin as it is now, whatever the day. */
  readonly funds: FundsCheck | null;
  readonly lastEvent: LastEvent | null;
}

/** A statement that never ends is no statement: so many pages are more than any terminal's month. */
const MOST_PAGES = 1_000;
const LOOK_UPS_AT_ONCE = 8;

interface Statement {
  readonly lines: readonly StatementLine[];
  readonly completeUntilMs: number;
}

const readStatement = async (
  rail: PayoutStatements,
  span: { readonly fromMs: number; readonly untilMs: number },
): Promise<Outcome<Statement>> => {
  const lines: StatementLine[] = [];
  let cursor: string | null = null;
  let completeUntilMs = Number.POSITIVE_INFINITY;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page: Awaited<ReturnType<PayoutStatements["statement"]>> = await rail.statement({
      ...span,
      cursor,
    });
    if (page.kind !== "done") return page;
    lines.push(...page.value.lines);
    completeUntilMs = Math.min(completeUntilMs, page.value.completeUntilMs);
    cursor = page.value.nextCursor;
    if (cursor === null) return done({ lines, completeUntilMs });
  }
  return unknown("RAIL_STATEMENT_ENDLESS");
};

const readRecords = async (
  node: InvoiceRecords,
  hashes: readonly PaymentHash[],
): Promise<Outcome<ReadonlyMap<PaymentHash, InvoiceRecord>>> => {
  const records = new Map<PaymentHash, InvoiceRecord>();
  for (let start = 0; start < hashes.length; start += LOOK_UPS_AT_ONCE) {
    const some = hashes.slice(start, start + LOOK_UPS_AT_ONCE);
    const answers = await Promise.all(some.map(async (hash) => node.invoiceRecord(hash)));
    for (const [index, answer] of answers.entries()) {
      const hash = some[index];
      if (answer.kind !== "done") return answer;
      if (hash !== undefined) records.set(hash, answer.value);
    }
  }
  return done(records);
};

/** True for a payment that the day has anything to do with, as far as the node is concerned. */
const concerns = (
  { createdAtMs, isOpen, bitcoin, paymentHash }: SwapBooks,
  day: BusinessDay,
  carried: readonly MatchItem[],
): boolean => {
  const { fromMs, untilMs } = spanOf(day);
  if (createdAtMs >= untilMs) return false;
  const lastAtMs = bitcoin.kind === "taken" || bitcoin.kind === "returned" ? bitcoin.atMs : 0;
  const isCarried = carried.some(({ subject }) => subject === paymentHash);
  return isOpen || isCarried || Math.max(createdAtMs, lastAtMs) >= fromMs;
};

/** What the closes before this one left open, but for what a person has dealt with. */
const carriedInto = (closes: CloseStore, resolved: ReadonlySet<string>): readonly MatchItem[] => {
  const [last] = closes.recent(1);
  return last === undefined
    ? []
    : stillOpen(last.content.match).filter((item) => !resolved.has(taskKey(item)));
};

const firstDay = (day: BusinessDay, carried: readonly MatchItem[]): BusinessDay =>
  carried.reduce((first, item) => (item.day < first ? item.day : first), day);

/**
 * Gather a day. The order matters while payments go on: the books are read after the statement and
 * before the node is asked, so that whatever moves in between is seen as under way and never as
 * missing. `unknown` or `refused` when the rail or the node could not tell everything.
 */
export const gatherDay = async (
  parts: GatherParts,
  day: BusinessDay,
): Promise<Outcome<Gathered>> => {
  const { closes, rail, node } = parts;
  const resolved = closes.resolved();
  const carried = carriedInto(closes, resolved);
  const fromMs = spanOf(firstDay(day, carried)).fromMs;
  const statement = await readStatement(rail, { fromMs, untilMs: spanOf(day).untilMs });
  if (statement.kind !== "done") return statement;
  // A day more: the rail's clock, by which its credits are dated, may be behind the terminal's.
  const books = closes.books(fromMs - DAY_MS);
  // With the books, in one turn: a fact of later is news, and brings the next close of this day.
  const lastEvent = closes.lastEventBefore(spanOf(day).untilMs);
  const hashes = books
    .filter((one) => concerns(one, day, carried))
    .map(({ paymentHash }) => paymentHash);
  const invoices = await readRecords(node, hashes);
  if (invoices.kind !== "done") return invoices;
  const funds = await gatherFunds(parts);
  if (funds.kind !== "done") return funds;
  const facts = { day, books, ...statement.value, invoices: invoices.value, carried, resolved };
  return done({ facts, funds: funds.value, lastEvent });
};
