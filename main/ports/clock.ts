/** The only source of time. */
export interface Clock {
  /** Unix time in milliseconds; may jump. For records and for what others judge by it. */
  nowMs(): number;
  /** Milliseconds since some start; never goes back. For time-outs and waits. */
  monotonicMs(): number;
}

/**
 * How far the clock is believed, in falling order: kept by a time server; agreed on by remotes; kept
 * by a battery; nobody vouches.
 */
export type ClockTrust = "ntp" | "server" | "rtc" | "none";
