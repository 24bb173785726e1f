/** The queue and the history, with the longest that each line may hold. */
import type { QueueLine } from "../../../main/bridge/contract-queue.ts";
import type { HistoryLine } from "../../../main/bridge/contract-swap.ts";
import {
  CAPITALS,
  KHMER,
  LONGEST_AMOUNT,
  NOW_MS,
  SITUATIONS,
  SWAP_ID,
  USUAL_AMOUNT,
} from "./swap-views.ts";

const line = (index: number): HistoryLine => ({
  swapId: `P-${index.toString().padStart(16, "0")}`,
  situation: SITUATIONS[(index * 7 + 14) % SITUATIONS.length] ?? "paid",
  amount: index % 3 === 0 ? LONGEST_AMOUNT : { fiat: `${index + 4},500 ៛`, sats: "1,042 sats" },
  payeeName: index % 2 === 0 ? CAPITALS : KHMER,
  createdAtMs: NOW_MS - index * 3_600_000,
  needsAttention: index === 2,
});

/** So many lines of the history, newest first. */
export const lines = (count: number): readonly HistoryLine[] =>
  Array.from({ length: count }, (_, index) => line(index));

/** One line of each kind, parked ones first. */
export const QUEUE: readonly QueueLine[] = [
  {
    id: "record:1/41",
    what: "record",
    swapId: SWAP_ID,
    amount: LONGEST_AMOUNT.fiat,
    payeeName: CAPITALS,
    count: 1,
    sinceMs: NOW_MS - 86_400_000,
    why: "KIND_UNKNOWN",
    isParked: true,
    canRetry: true,
  },
  {
    id: "records",
    what: "records",
    swapId: null,
    amount: null,
    payeeName: null,
    count: 100_000,
    sinceMs: NOW_MS - 7_200_000,
    why: "SINK_UNAUTHORISED",
    isParked: true,
    canRetry: true,
  },
  {
    id: "effect:7",
    what: "query-payout",
    swapId: SWAP_ID,
    amount: LONGEST_AMOUNT.fiat,
    payeeName: KHMER,
    count: 1,
    sinceMs: NOW_MS - 47_000,
    why: "RAIL_UNREACHABLE",
    isParked: false,
    canRetry: false,
  },
  {
    id: "effect:8",
    what: "print-receipt",
    swapId: SWAP_ID,
    amount: USUAL_AMOUNT.fiat,
    payeeName: CAPITALS,
    count: 1,
    sinceMs: NOW_MS - 3_000,
    why: null,
    isParked: false,
    canRetry: false,
  },
];
