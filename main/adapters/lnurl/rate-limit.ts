/** How many requests are answered: so many at once for each caller and for all together, refilled with time. */

/** A bucket: `burst` at once, then one every `everyMs`. */
export interface Allowance {
  readonly burst: number;
  readonly everyMs: number;
}

export interface RateLimitOptions {
  readonly perCaller: Allowance;
  readonly overall: Allowance;
  /** Callers that are remembered; of more than these the one that was silent longest is forgotten. */
  readonly mostCallers: number;
  readonly monotonicMs: () => number;
}

export interface RateLimit {
  /** True when this caller's request is to be answered. */
  admits(caller: string): boolean;
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** What is in a bucket now, one taken out of it; null when there is none to take. */
const taken = (bucket: Bucket | undefined, { burst, everyMs }: Allowance, nowMs: number) => {
  const refilled = bucket === undefined ? burst : bucket.tokens + (nowMs - bucket.atMs) / everyMs;
  const tokens = Math.min(burst, refilled);
  return tokens < 1 ? null : { tokens: tokens - 1, atMs: nowMs };
};

export const createRateLimit = (options: RateLimitOptions): RateLimit => {
  const { perCaller, overall, mostCallers, monotonicMs } = options;
  // A map keeps the order of writing: the first is the one that was silent longest.
  const callers = new Map<string, Bucket>();
  let all: Bucket | undefined;
  return {
    admits: (caller) => {
      const nowMs = monotonicMs();
      const own = taken(callers.get(caller), perCaller, nowMs);
      // A caller who asks too often takes nothing from the others.
      if (own === null) return false;
      const shared = taken(all, overall, nowMs);
      if (shared === null) return false;
      all = shared;
      callers.delete(caller);
      callers.set(caller, own);
      const [oldest] = callers.size > mostCallers ? callers.keys() : [];
      if (oldest !== undefined) callers.delete(oldest);
      return true;
    },
  };
};
