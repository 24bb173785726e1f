import { z } from "zod";
import type { CloseContent, Standing } from "../domain/day-close/close.ts";
import type { BitcoinSplit } from "../domain/day-close/books.ts";
import type { FundsBooks, FundsCheck, NodeFunds } from "../domain/day-close/funds.ts";
import { LEGS, MATCH_CLASSES, type MatchItem } from "../domain/day-close/item.ts";
import type { DayMatch } from "../domain/day-close/match.ts";
import type { DayTotals, LegTotals, Tally } from "../domain/day-close/totals.ts";
import { Failure } from "../domain/failure.ts";
import type { LedgerAccount, LedgerUnit } from "../domain/ledger.ts";
import { type BusinessDay, parseBusinessDay } from "../domain/local-time.ts";
import type { Msat } from "../domain/money.ts";
import type { SwapId } from "../domain/swap.ts";
import { decode } from "./codec.ts";

const day = z.custom<BusinessDay>(
  (value) => typeof value === "string" && parseBusinessDay(value) !== null,
);
const unit = z.enum(["msat", "khr", "usd-cents"]) satisfies z.ZodType<LedgerUnit>;
const account = z.enum([
  "bitcoin-held",
  "bitcoin-owned",
  "payer-held",
  "suspense",
  "owed-to-payer",
  "owed-to-merchant",
  "payout-float",
  "payout-reserved",
  "fx-clearing",
  "fee-income",
  "rounding",
  "overpaid",
  "loss",
  "lightning-fees",
  "chain-fees",
]) satisfies z.ZodType<LedgerAccount>;

const item = z.strictObject({
  leg: z.enum(LEGS),
  subject: z.string(),
  swapId: z.custom<SwapId>((value) => typeof value === "string").nullable(),
  receiptNumber: z.int().nullable(),
  class: z.enum(MATCH_CLASSES),
  unit,
  here: z.bigint(),
  there: z.bigint(),
  open: z.bigint(),
  reference: z.string().nullable(),
  day,
  carriedFrom: day.nullable(),
}) satisfies z.ZodType<MatchItem>;
const items = z.array(item).readonly();

const match = z.strictObject({
  day,
  items,
  earlier: items,
  cleared: items,
}) satisfies z.ZodType<DayMatch>;

const tally = z.strictObject({ count: z.int(), amount: z.bigint() }) satisfies z.ZodType<Tally>;
const leg = z.strictObject({
  matched: tally,
  timing: tally,
  unmatched: z.strictObject({ count: z.int(), here: z.bigint(), there: z.bigint() }),
  cleared: tally,
}) satisfies z.ZodType<LegTotals>;
const split = z.strictObject({
  exchange: z.bigint(),
  fee: z.bigint(),
  rounding: z.bigint(),
  overpaid: z.bigint(),
  suspense: z.bigint(),
  owed: z.bigint(),
  paidBack: z.bigint(),
}) satisfies z.ZodType<BitcoinSplit>;
const totals = z.strictObject({
  fiat: z.strictObject({ khr: leg, "usd-cents": leg }),
  losses: z.strictObject({ khr: tally, "usd-cents": tally }),
  bitcoin: leg,
  split,
}) satisfies z.ZodType<DayTotals>;

const standing = z.strictObject({
  account,
  unit,
  amount: z.bigint(),
}) satisfies z.ZodType<Standing>;

const amountMsat = z.custom<Msat>((value) => typeof value === "bigint" && value >= 0n);
const funds = z.strictObject({
  node: z.strictObject({
    channelsMsat: amountMsat,
    chainMsat: amountMsat,
    openingMsat: amountMsat,
    waitingMsat: amountMsat,
    closingMsat: amountMsat,
    arrivingMsat: amountMsat,
    incomingMsat: amountMsat,
  }) satisfies z.ZodType<NodeFunds>,
  books: z.strictObject({
    leastMsat: amountMsat,
    mostMsat: amountMsat,
  }) satisfies z.ZodType<FundsBooks>,
  besideMsat: z.bigint(),
  shortMsat: amountMsat,
}) satisfies z.ZodType<FundsCheck>;

const content = z.strictObject({
  match,
  totals,
  standing: z.array(standing).readonly(),
  // Closes of before the node was asked for it have none.
  funds: funds.nullable().default(null),
}) satisfies z.ZodType<CloseContent>;

const read = <T>(schema: z.ZodType<T>, json: string, what: string): T => {
  const result = schema.safeParse(decode(json));
  if (result.success) return result.data;
  const paths = result.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new Failure("JOURNAL_CLOSE_INVALID", `${what} is not whole: ${paths}`);
};

/** What a close says, as it was written. Throws `JOURNAL_CLOSE_INVALID`, `JOURNAL_CODEC_INVALID`. */
export const decodeContent = (json: string): CloseContent => read(content, json, "a day close");

/** What a task is about, as it was written. Throws the same. */
export const decodeItem = (json: string): MatchItem => read(item, json, "a task of a day close");
