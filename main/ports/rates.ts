import type { RateReading } from "../domain/rate.ts";

/** Prices. Reads only; each source answers for itself. */
export interface Rates {
  /**
   * Latest good reading of every source, however old: the domain judges age and agreement.
   * Never rejects.
   */
  readings(): readonly RateReading[];
  /** Ask every source now; resolves when each has answered or run out of time. */
  refresh(): Promise<void>;
}
