/** What everything in a world shares: its time, its chance, what is out of order, and who is told. */
import { fractionAt, stir } from "./chance.ts";
import type { Fact, Outage } from "./facts.ts";
import type { Plan } from "./plan/plan.ts";
import { PLACES, SITE_COUNT } from "./plan/sites.ts";
import { createSchedule, type Schedule } from "./schedule.ts";

/** Unix time at which every world begins. */
export const START_MS = 1_793_000_000_000;

export interface Around {
  readonly plan: Plan;
  readonly schedule: Schedule;
  tell(fact: Fact): void;
  /** A number in [0, 1) for the next decision of this kind. */
  draw(site: number): number;
  /**
   * True when a fault of this name is to happen: it is counted and told. False once the world is
   * healed, and for faults that a shrunk world goes without.
   */
  strikes(name: string, site: number): boolean;
  /** Count something that went wrong by the plan. */
  happened(name: string): void;
  isDown(outage: Outage): boolean;
  setDown(outage: Outage, isDown: boolean): void;
  /** Something kept the terminal from the node until this instant. */
  trouble(untilMs: number): void;
  lastTroubleMs(): number;
  heal(): void;
  isHealed(): boolean;
  /** Requests on their way to someone outside. */
  readonly inFlight: { count: number };
  /** How often each fault happened. */
  readonly faults: ReadonlyMap<string, number>;
}

export interface AroundOptions {
  readonly plan: Plan;
  /** Names of faults that do not happen. */
  readonly spared: ReadonlySet<string>;
  readonly tell: (fact: Fact) => void;
}

/** One count for each site, all 0. */
const ZEROS: readonly number[] = Array<number>(SITE_COUNT).fill(0);

export const createAround = ({ plan, spared, tell }: AroundOptions): Around => {
  const schedule = createSchedule();
  const draws = ZEROS.slice();
  const faults = new Map<string, number>();
  const strikesAt = ZEROS.slice();
  /** What is out of order, and how many outages it is out of order by. */
  const down = new Map<Outage, number>();
  let troubleMs = 0;
  let isHealed = false;
  const happened = (name: string): void => {
    faults.set(name, (faults.get(name) ?? 0) + 1);
  };
  return {
    plan,
    schedule,
    tell,
    faults,
    happened,
    inFlight: { count: 0 },
    draw: (site) => {
      const place = PLACES[site] ?? 0;
      const index = (draws[place] ?? 0) + 1;
      draws[place] = index;
      return fractionAt(stir(plan.seed, site), index);
    },
    strikes: (name, site) => {
      if (isHealed) return false;
      const place = PLACES[site] ?? 0;
      const index = (strikesAt[place] ?? 0) + 1;
      strikesAt[place] = index;
      const full = `${name} #${index}`;
      if (spared.size > 0 && spared.has(full)) return false;
      happened(name);
      tell({ kind: "fault", name: full });
      return true;
    },
    isDown: (outage) => down.size > 0 && down.has(outage),
    setDown: (outage, isDown) => {
      const times = (down.get(outage) ?? 0) + (isDown ? 1 : -1);
      if (times > 0) down.set(outage, times);
      else down.delete(outage);
    },
    trouble: (untilMs) => {
      troubleMs = Math.max(troubleMs, untilMs);
    },
    lastTroubleMs: () => troubleMs,
    heal: () => {
      isHealed = true;
      down.clear();
    },
    isHealed: () => isHealed,
  };
};
