/** The world's own account of each payment: what the node, the rail and the printer truly did. */
import type { HeldPayment, PaymentHash, PayState, SwapId } from "../../../main/domain/swap.ts";
import type { StoredSwap } from "../../../main/ports/journal.ts";
import type { PayoutOrder } from "../../../main/ports/payout-rail.ts";
import type { NewRecord } from "../../../main/ports/settlement.ts";
import type { Fact, FactKind, GivenBackBy, ReceiptSays } from "../facts.ts";
import { createSums, type Sums } from "../journal/sums.ts";

/** One payment, seen from outside. */
export interface Case {
  stored: StoredSwap;
  /** World time at which the swap came into its present state. */
  sinceMs: number;
  readonly openedMs: number;
  confirmedMs: number | null;
  held: HeldPayment | null;
  isClaimed: boolean;
  givenBackBy: GivenBackBy | null;
  /** State of the swap when its bitcoin went back. */
  givenBackIn: PayState | null;
  /** How often the machine said that a payout is to be sent, and how often it was. */
  toSend: number;
  sent: number;
  /** The rail has said that it will never pay. */
  isFailed: boolean;
  /** The terminal was told of the credit after it had acted on the rail's "no". */
  isConflict: boolean;
  readonly credits: PayoutOrder[];
  isEscrowed: boolean;
  /** Receipts without COPY, by what they say. */
  readonly originals: Record<ReceiptSays, number>;
  /** What the back office is owed of it, and how much of that it has. */
  readonly records: NewRecord[];
  told: number;
  /** World time since which too few blocks are left to leave a payout unknown. */
  suspenseDueMs: number | null;
  /** What the ledger holds of it. */
  legs: Sums;
  /** How often the payer got it back out of the till. */
  paidByHand: number;
}

/** What the journal said of a payment when a backup was made. */
interface Kept {
  readonly one: Case;
  readonly stored: StoredSwap;
  readonly sinceMs: number;
  readonly records: readonly NewRecord[];
  readonly legs: Sums;
}

export interface Books {
  ofHash(hash: PaymentHash): Case | undefined;
  ofId(id: SwapId): Case | undefined;
  /** The payment that a stream of records is of. */
  ofStream(stream: string): Case | undefined;
  /** The payment that an order is for: by what stands on the merchant's statement. */
  ofOrder(order: PayoutOrder): Case | undefined;
  all(): readonly Case[];
  enter(fact: Fact): void;
}

/** The facts that the books are kept by. */
export const BOOKED: readonly FactKind[] = [
  "opened",
  "committed",
  "block",
  "paid-in",
  "claimed",
  "given-back",
  "escrowed",
  "printed",
  "noticed",
  "payout-sent",
  "credited",
  "payout-failed",
  "paid-by-hand",
  "backed-up",
  "restored",
];

/** States in which a payment is whose payout was refused. */
const GIVEN_UP: ReadonlySet<PayState> = new Set<PayState>([
  "cancelling",
  "returned",
  "owed",
  "refunding",
  "refunded",
]);

export interface BooksOptions {
  readonly nowMs: () => number;
  readonly suspenseBlocks: number;
}

export const createBooks = ({ nowMs, suspenseBlocks }: BooksOptions): Books => {
  const cases: Case[] = [];
  const byHash = new Map<PaymentHash, Case>();
  const byId = new Map<SwapId, Case>();
  const byReference = new Map<string, Case>();
  let kept: readonly Kept[] = [];

  const open = (stored: StoredSwap): void => {
    const fresh: Case = {
      stored,
      sinceMs: nowMs(),
      openedMs: nowMs(),
      confirmedMs: null,
      held: null,
      isClaimed: false,
      givenBackBy: null,
      givenBackIn: null,
      toSend: 0,
      sent: 0,
      isFailed: false,
      isConflict: false,
      credits: [],
      isEscrowed: false,
      originals: { paid: 0, pending: 0, refund: 0 },
      records: [],
      told: 0,
      suspenseDueMs: null,
      legs: createSums(),
      paidByHand: 0,
    };
    cases.push(fresh);
    byHash.set(stored.swap.paymentHash, fresh);
    byReference.set(`SATRIEL ${stored.receiptNumber}`, fresh);
    byId.set(stored.swap.id, fresh);
  };

  const ofOrder = ({ reference }: PayoutOrder): Case | undefined => byReference.get(reference);

  const enterBlock = (height: number): void => {
    for (const one of cases) {
      const isDue = one.held !== null && one.held.timeoutHeight - height <= suspenseBlocks;
      if (isDue) one.suspenseDueMs ??= nowMs();
    }
  };

  const enterOfHash = (hash: PaymentHash, change: (one: Case) => void): void => {
    const one = byHash.get(hash);
    if (one !== undefined) change(one);
  };

  const enterOfOrder = (order: PayoutOrder, change: (one: Case) => void): void => {
    const one = ofOrder(order);
    if (one !== undefined) change(one);
  };

  const enterCommit = (fact: Extract<Fact, { kind: "committed" }>): void => {
    const one = byId.get(fact.after.swap.id);
    if (one === undefined) return;
    if (fact.before.swap.kind !== fact.after.swap.kind) one.sinceMs = nowMs();
    if (fact.before.swap.kind === "quoted") one.confirmedMs = nowMs();
    one.stored = fact.after;
    one.legs.add(fact.step.postings);
    if (fact.step.queued.some(({ effect }) => effect.kind === "submit-payout")) one.toSend += 1;
    if (fact.step.records !== undefined) one.records.push(...fact.step.records);
  };

  const keep = (): void => {
    kept = cases.map((one) => {
      const { stored, sinceMs, records, legs } = one;
      return { one, stored, sinceMs, records: [...records], legs: legs.copy() };
    });
  };

  /** What the journal has forgotten is no longer on its books; what happened outside stays. */
  const goBack = (): void => {
    for (const { one, stored, sinceMs, records, legs } of kept) {
      one.stored = stored;
      one.sinceMs = sinceMs;
      one.records.splice(0, one.records.length, ...records);
      one.legs = legs.copy();
    }
  };

  const enterOutside = (fact: Fact): void => {
    switch (fact.kind) {
      case "backed-up":
        return keep();
      case "restored":
        return goBack();
      case "paid-by-hand": {
        const one = byId.get(fact.id);
        if (one !== undefined) one.paidByHand += 1;
        return undefined;
      }
      case "paid-in":
        return enterOfHash(fact.hash, (one) => {
          one.held = fact.held;
        });
      case "claimed":
        return enterOfHash(fact.hash, (one) => {
          one.isClaimed = true;
        });
      case "given-back":
        return enterOfHash(fact.hash, (one) => {
          one.givenBackBy = fact.by;
          one.givenBackIn = one.stored.swap.kind;
        });
      case "escrowed":
        return enterOfHash(fact.hash, (one) => {
          one.isEscrowed = true;
        });
      case "printed":
        return enterOfHash(fact.hash, (one) => {
          if (!fact.copy) one.originals[fact.says] += 1;
        });
      case "noticed":
        return enterOfHash(fact.hash, (one) => {
          one.isConflict = GIVEN_UP.has(one.stored.swap.kind);
        });
      case "payout-sent":
        return enterOfOrder(fact.order, (one) => {
          one.sent += 1;
        });
      case "credited":
        return enterOfOrder(fact.order, (one) => {
          one.credits.push(fact.order);
        });
      case "payout-failed":
        return enterOfOrder(fact.order, (one) => {
          one.isFailed = true;
        });
      default:
        return undefined;
    }
  };

  return {
    ofHash: (hash) => byHash.get(hash),
    ofId: (id) => byId.get(id),
    ofStream: (stream) => byId.get(stream.slice(stream.indexOf(":") + 1) as SwapId),
    ofOrder,
    all: () => cases,
    enter: (fact) => {
      switch (fact.kind) {
        case "opened":
          return open(fact.stored);
        case "committed":
          return enterCommit(fact);
        case "block":
          return enterBlock(fact.height);
        default:
          return enterOutside(fact);
      }
    },
  };
};
