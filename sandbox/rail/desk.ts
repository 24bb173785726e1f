import { readAccountCode } from "./account-code.ts";
import type { CodeAccount } from "./account-code.ts";
import { accountChanges, accountOf, enterPayout, floatOf } from "./book.ts";
import type { Order, Treatment } from "./book.ts";
import type { RailFault } from "./faults.ts";
import type { Keeper } from "./keeper.ts";
import { errorReply, floatReply, notFoundYetReply, okReply, payoutReply } from "./reply.ts";
import type { Reply, Silence } from "./reply.ts";
import { isCurrency, readOrder, readQuestion } from "./request.ts";
import { readStatement } from "./statement.ts";

/** One request, its token and environment already checked. */
export interface DeskRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly fault: RailFault;
}

const isSameOrder = (a: Order, b: Order): boolean =>
  a.khqr === b.khqr &&
  a.currency === b.currency &&
  a.amount === b.amount &&
  a.reference === b.reference;

/** Faults in which the order never reaches the book. */
const WITHOUT_EFFECT: Partial<Record<RailFault, () => Reply | Silence>> = {
  "timeout-and-does-not-happen": () => "silence",
  "error-500-and-does-not-happen": () => errorReply(500, "INTERNAL"),
  "in-progress": () => errorReply(409, "IN_PROGRESS"),
};

/** Faults in which the order is treated as usual and the answer is lost. */
const WITHOUT_ANSWER: Partial<Record<RailFault, () => Reply | Silence>> = {
  "timeout-but-happens": () => "silence",
  "error-500-but-happens": () => errorReply(500, "INTERNAL"),
};

const treatmentFault = (fault: RailFault): Treatment["fault"] => {
  switch (fault) {
    case "refused":
    case "pending-then-paid":
    case "late-failed":
    case "wrong-amount":
      return fault;
    default:
      return "none";
  }
};

const STATEMENT_PATH = "/v1/payouts?";
const PAYOUT_PATH = /^\/v1\/payouts\/([^/]+)$/;
const FLOAT_PATH = /^\/v1\/float\/([^/]+)$/;
const KEY = /^[0-9a-f]{64}$/;

/** The rail's work without its wire. */
export interface Desk {
  answer(request: DeskRequest): Reply | Silence;
  /** Orders that arrived under a key, answered or not. */
  attemptsOf(key: string): number;
}

/** Takes an order that is well-formed: finds its payout, or makes it. */
const takeOrder = (
  keeper: Keeper,
  entry: { readonly key: string; readonly order: Order; readonly code: CodeAccount },
  fault: RailFault,
): Reply | Silence => {
  const lost = WITHOUT_EFFECT[fault]?.();
  if (lost !== undefined) return lost;
  const { key, order } = entry;
  const known = keeper.data().payouts.get(key);
  if (known !== undefined && !isSameOrder(known.order, order)) return errorReply(422, "KEY_REUSED");
  if (known === undefined) {
    const { consistencyMs, pendingMs } = keeper.settings();
    const nowMs = keeper.nowMs();
    const treatment = { nowMs, consistencyMs, pendingMs, fault: treatmentFault(fault) };
    keeper.change((data) => enterPayout(data, entry, treatment, keeper.seed));
  }
  const payout = keeper.data().payouts.get(key);
  if (payout === undefined) return errorReply(500, "INTERNAL");
  return WITHOUT_ANSWER[fault]?.() ?? payoutReply(payout);
};

const readAndTake = (keeper: Keeper, key: string, { body, fault }: DeskRequest) => {
  const read = readOrder(body);
  if (!read.ok) return errorReply(400, read.code);
  const code = readAccountCode(read.value.khqr);
  if (code === null) return errorReply(400, "KHQR_INVALID");
  return takeOrder(keeper, { key, order: read.value, code }, fault);
};

const query = (keeper: Keeper, key: string): Reply => {
  const payout = keeper.data().payouts.get(key);
  return payout === undefined || payout.hiddenUntilMs > keeper.nowMs()
    ? notFoundYetReply(keeper.settings().consistencyMs)
    : payoutReply(payout);
};

const lookUp = (keeper: Keeper, body: string): Reply => {
  const read = readQuestion(body);
  if (!read.ok) return errorReply(400, read.code);
  const code = readAccountCode(read.value);
  if (code === null) return errorReply(400, "KHQR_INVALID");
  const account = accountOf(keeper.data(), code);
  if (account.status === "not-found") return errorReply(404, "ACCOUNT_NOT_FOUND");
  if (account.status === "closed") return errorReply(410, "ACCOUNT_CLOSED");
  keeper.change((data) => accountChanges(data, account));
  const { holderName, bank, currencies } = account;
  return okReply({ name: holderName, bank, currencies });
};

const readFloat = (keeper: Keeper, currency: string): Reply =>
  isCurrency(currency)
    ? floatReply(currency, floatOf(keeper.data(), currency), keeper.nowMs())
    : errorReply(400, "REQUEST_INVALID");

const statement = (keeper: Keeper, { path, fault }: DeskRequest): Reply => {
  const asked = new URLSearchParams(path.slice(STATEMENT_PATH.length));
  const { consistencyMs } = keeper.settings();
  return readStatement({ data: keeper.data(), nowMs: keeper.nowMs(), consistencyMs }, asked, fault);
};

/** Makes the desk that works on a keeper's book. */
export const createDesk = (keeper: Keeper): Desk => {
  const attempts = new Map<string, number>();
  const payouts = (key: string, request: DeskRequest): Reply | Silence => {
    if (!KEY.test(key)) return errorReply(400, "REQUEST_INVALID");
    if (request.method === "GET") return query(keeper, key);
    attempts.set(key, (attempts.get(key) ?? 0) + 1);
    return readAndTake(keeper, key, request);
  };
  return {
    answer: (request) => {
      const { method, path, body } = request;
      const key = PAYOUT_PATH.exec(path)?.[1];
      if (key !== undefined && (method === "PUT" || method === "GET")) return payouts(key, request);
      if (path.startsWith(STATEMENT_PATH) && method === "GET") return statement(keeper, request);
      if (path === "/v1/accounts/lookup" && method === "POST") return lookUp(keeper, body);
      const currency = FLOAT_PATH.exec(path)?.[1];
      if (currency !== undefined && method === "GET") return readFloat(keeper, currency);
      return errorReply(404, "NOT_FOUND");
    },
    attemptsOf: (key) => attempts.get(key) ?? 0,
  };
};
