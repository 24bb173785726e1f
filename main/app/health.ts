/** How well each link works, learnt from real calls only and never from the network card. */
import type { Outcome } from "../domain/outcome.ts";
import type { Clock } from "../ports.ts";

/** The links whose health is shown. */
export type LinkName = "lightning" | "payoutRail" | "rates" | "printer";
export type LinkHealth = "up" | "slow" | "down" | "unknown";

export interface Health {
  /** Carry out a call and learn from how it ended. `unknown` codes that mean an answer count as up. */
  observe<T>(link: LinkName, call: () => Promise<Outcome<T>>): Promise<Outcome<T>>;
  set(link: LinkName, health: LinkHealth): void;
  of(link: LinkName): LinkHealth;
  onChange(listener: () => void): () => void;
}

/** Above this a link that answers is called slow. */
const SLOW_MS = 2_000;

export const createHealth = (clock: Clock): Health => {
  const states = new Map<LinkName, LinkHealth>();
  const listeners = new Set<() => void>();

  const set = (link: LinkName, health: LinkHealth): void => {
    if (states.get(link) === health) return;
    states.set(link, health);
    for (const listener of listeners) listener();
  };

  return {
    set,
    of: (link) => states.get(link) ?? "unknown",
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    observe: async (link, call) => {
      const startMs = clock.monotonicMs();
      const outcome = await call();
      const isSlow = clock.monotonicMs() - startMs > SLOW_MS;
      set(link, outcome.kind === "unknown" ? "down" : isSlow ? "slow" : "up");
      return outcome;
    },
  };
};
