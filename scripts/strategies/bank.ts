import type { Chance } from "../../test/simulation/chance.ts";

/** What goes wrong with the first order of a payment. */
export const FAULTS = [
  "time-out before the effect",
  "time-out after the effect",
  "5xx",
  "duplicate notice",
  "late decision",
  "restart in between",
] as const;
export type Fault = (typeof FAULTS)[number];

export type Answer = "done" | "failed" | "unknown";
export type Status = "paid" | "failed" | "pending" | "not-found";

/** A bank that pays each key at most once, and whose first answer is struck by a fault. */
export interface Bank {
  submit(key: string, atMs: number): Answer;
  query(key: string, atMs: number): Status;
  /** How often the merchant has been credited by then. */
  credits(atMs: number): number;
}

interface Order {
  readonly visibleAtMs: number;
  readonly decidedAtMs: number;
  readonly verdict: "paid" | "failed";
}

const MINUTE_MS = 60_000;
/** It may say "not found" for so long of what it has taken; below the window that terminals wait. */
const MOST_HIDDEN_MS = 80_000;
/** The latest decision: hours before held bitcoin runs out. */
const LATEST_MS = 12 * 60 * MINUTE_MS;

const isTaken = (fault: Fault, chance: Chance): boolean => {
  switch (fault) {
    case "time-out before the effect":
      return false;
    case "5xx":
    case "restart in between":
      return chance.happens(0.5);
    default:
      return true;
  }
};

/** The bank of one payment; all chance is drawn from `chance`. */
export const createBank = (fault: Fault, chance: Chance): Bank => {
  const orders = new Map<string, Order>();
  const taken = isTaken(fault, chance);
  const hiddenMs = chance.fraction() * MOST_HIDDEN_MS;
  const lateMs = fault === "late decision" ? MINUTE_MS + chance.fraction() * LATEST_MS : 0;
  const verdict = fault === "late decision" && chance.happens(0.2) ? "failed" : "paid";
  let isFirst = true;

  const statusOf = (order: Order, atMs: number): "paid" | "failed" | "pending" =>
    atMs < order.decidedAtMs ? "pending" : order.verdict;

  const struck = (key: string, atMs: number): Answer => {
    if (taken) {
      orders.set(key, { visibleAtMs: atMs + hiddenMs, decidedAtMs: atMs + lateMs, verdict });
    }
    return fault === "duplicate notice" ? "done" : "unknown";
  };

  return {
    submit: (key, atMs) => {
      const wasFirst = isFirst;
      isFirst = false;
      if (wasFirst) return struck(key, atMs);
      const known = orders.get(key);
      if (known === undefined) {
        orders.set(key, { visibleAtMs: atMs, decidedAtMs: atMs, verdict: "paid" });
        return "done";
      }
      const status = statusOf(known, atMs);
      return status === "paid" ? "done" : status === "pending" ? "unknown" : status;
    },
    query: (key, atMs) => {
      const order = orders.get(key);
      return order === undefined || atMs < order.visibleAtMs ? "not-found" : statusOf(order, atMs);
    },
    credits: (atMs) =>
      [...orders.values()].filter((order) => statusOf(order, atMs) === "paid").length,
  };
};
