/**
 * A terminal that is not alone: the back office has another record under one of its numbers, so a
 * copy of its storage writes as it does, or its journal was put back without a new epoch. It
 * finishes what is open and begins nothing. Read from the records themselves, so that a restart
 * does not forget it; a person who queues the record again lifts it.
 */
import type { RecordStore } from "../../ports/settlement.ts";

/** What a record is parked with when another one stands under its number. */
export const RECORD_CONFLICT = "RECORD_CONFLICT";

/** Parked records wait for a person, so there are never many. */
const MOST_PARKED = 1_000;

/** Answers the code of the quarantine, or null. */
export const createQuarantine =
  (records: Pick<RecordStore, "summary" | "parked">) => (): string | null => {
    if (records.summary().parked === 0) return null;
    const isContradicted = records
      .parked(MOST_PARKED)
      .some(({ lastCode }) => lastCode === RECORD_CONFLICT);
    return isContradicted ? RECORD_CONFLICT : null;
  };
