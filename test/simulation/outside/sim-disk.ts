/** The disk under the journal: it may be full for a while, all but for a reserve of some writes. */
import { Failure } from "../../../main/domain/failure.ts";
import type { Around } from "../around.ts";

/** Thrown often: its stack would cost more than all else. */
const FULL = new Failure("JOURNAL_DISK_FULL", "the disk of this world is full");

export interface SimDisk {
  /** Too little room to begin a payment. */
  isLow(): boolean;
  /** Make room for one write. Throws `JOURNAL_DISK_FULL`. */
  take(mayUseReserve: boolean): void;
}

export const createSimDisk = (around: Around): SimDisk => {
  let left = around.plan.reserveWrites;
  const isLow = (): boolean => around.isDown("disk");
  return {
    isLow,
    take: (mayUseReserve) => {
      if (!isLow()) {
        // The reserve is filled again as soon as there is room.
        left = around.plan.reserveWrites;
        return;
      }
      if (mayUseReserve && left > 0) {
        left -= 1;
        return;
      }
      around.happened("disk: no room for a write");
      around.tell({ kind: "no-room" });
      throw FULL;
    },
  };
};
