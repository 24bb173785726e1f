/**
 * Asks a link that nobody has asked for a while, so that the screen is true before a customer
 * comes. Payments ask the links themselves: while they do, nothing is asked here.
 */
import type { Clock } from "../../ports/clock.ts";
import type { Timers } from "../time/timers.ts";
import type { Health, LinkName } from "./health.ts";

export interface ProbeOptions {
  readonly health: Health;
  readonly clock: Clock;
  readonly timers: Timers;
  /** One cheap call for each link, through its observed port. */
  readonly probes: readonly { readonly link: LinkName; readonly ask: () => Promise<unknown> }[];
}

const TICK_MS = 1_000;
/** How long a link may go unasked: one that works, and one that does not. */
const IDLE_MS = 60_000;
const TROUBLED_MS = 5_000;

/** Begin to ask; the returned function ends it. */
export const startProbes = ({ health, clock, timers, probes }: ProbeOptions): (() => void) => {
  const underWay = new Set<LinkName>();
  let cancel = (): void => undefined;

  const isDue = (link: LinkName): boolean => {
    if (underWay.has(link)) return false;
    const lastMs = health.lastCallMs(link);
    if (lastMs === null) return true;
    const restMs = health.of(link) === "up" ? IDLE_MS : TROUBLED_MS;
    return clock.monotonicMs() - lastMs >= restMs;
  };

  const look = (): void => {
    for (const { link, ask } of probes) {
      if (!isDue(link)) continue;
      underWay.add(link);
      void ask().finally(() => underWay.delete(link));
    }
    cancel = timers.after(TICK_MS, look);
  };
  look();
  return () => cancel();
};
