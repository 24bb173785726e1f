/** A limit of the day as a sentence needs it: the limit, what is left of it, when the amount fits. */
export interface DayLimitFacts {
  readonly limit: string;
  readonly left: string | null;
  readonly freeAt: string | null;
}

/** What is said of a limit of the day. */
export interface DayLimitWords {
  /** What to do about it. */
  readonly act: (day: DayLimitFacts) => string;
  /** `At most 12,000 ៛ now.` */
  readonly left: (left: string) => string;
}
