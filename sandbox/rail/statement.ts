import { createHash } from "node:crypto";

import { fiat, fiatToDecimal, parseFiat } from "../../main/domain/money.ts";
import type { BookData, Credit } from "./book.ts";
import type { RailFault } from "./faults.ts";
import { errorReply, statementReply } from "./reply.ts";
import type { Reply } from "./reply.ts";

/** Lines on one page; fewer than the document allows, so that a busy day has several. */
const LINES_A_PAGE = 20;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** What a request for the statement asks. */
interface StatementQuestion {
  readonly fromMs: number;
  readonly untilMs: number;
  /** How many lines the pages before had. */
  readonly skip: number;
}

const instantOf = (text: string | null): number | null =>
  text !== null && INSTANT.test(text) ? Date.parse(text) : null;

/** The question in an address; null when a part of it is missing or malformed. */
const readQuestion = (query: URLSearchParams): StatementQuestion | null => {
  const fromMs = instantOf(query.get("from"));
  const untilMs = instantOf(query.get("to"));
  const cursor = query.get("cursor") ?? "c0";
  if (fromMs === null || untilMs === null || untilMs < fromMs) return null;
  return /^c\d{1,9}$/.test(cursor) ? { fromMs, untilMs, skip: Number(cursor.slice(1)) } : null;
};

const foreignCredit = ({ fromMs, untilMs }: StatementQuestion, nowMs: number): Credit => ({
  key: createHash("sha256").update(`foreign:${fromMs}`).digest("hex"),
  accountId: "",
  currency: "KHR",
  amount: "4100",
  reference: "another terminal",
  railReference: "SBXFOREIGN",
  atMs: Math.min(nowMs, untilMs - 1),
});

const oneMore = (credit: Credit): Credit => {
  const { minor } = parseFiat(credit.currency, credit.amount);
  return { ...credit, amount: fiatToDecimal(fiat(credit.currency, minor + 1n)) };
};

/** The credits as the statement tells them under a fault. */
const told = (credits: readonly Credit[], fault: RailFault, foreign: Credit): readonly Credit[] => {
  const newest = credits.at(-1);
  const before = credits.slice(0, -1);
  if (fault === "statement-foreign-line") return [...credits, foreign];
  if (newest === undefined) return credits;
  switch (fault) {
    case "statement-without-line":
      return before;
    case "statement-line-twice":
      return [...credits, newest];
    case "statement-wrong-amount":
      return [...before, oneMore(newest)];
    default:
      return credits;
  }
};

/** What the statement is made from. */
interface StatementSource {
  readonly data: BookData;
  readonly nowMs: number;
  /** For how long a credit may not be listed yet. */
  readonly consistencyMs: number;
}

/** Answers `GET /v1/payouts`: the credits of a span by the time they were made, a page at a time. */
export const readStatement = (
  { data, nowMs, consistencyMs }: StatementSource,
  query: URLSearchParams,
  fault: RailFault,
): Reply => {
  const question = readQuestion(query);
  if (question === null) return errorReply(400, "REQUEST_INVALID");
  const { fromMs, untilMs, skip } = question;
  const isListed = ({ key, atMs }: Credit): boolean =>
    atMs >= fromMs && atMs < untilMs && (data.payouts.get(key)?.hiddenUntilMs ?? 0) <= nowMs;
  const credits = data.credits.filter(isListed).toSorted((one, other) => one.atMs - other.atMs);
  const all = told(credits, fault, foreignCredit(question, nowMs));
  const end = skip + LINES_A_PAGE;
  return statementReply({
    credits: all.slice(skip, end),
    completeUntilMs: nowMs - consistencyMs,
    nextCursor: end < all.length ? `c${end}` : null,
  });
};
