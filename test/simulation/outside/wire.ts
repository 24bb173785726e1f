/** How a call travels to the world outside and back, and everything that can happen on the way. */
import { type Outcome, unknown } from "../../../main/domain/outcome.ts";
import type { Around } from "../around.ts";
import type { Outage } from "../facts.ts";

/** One stretch of a terminal's life, from power on to power off. */
export interface Power {
  isOn: boolean;
  cut(cause: string): void;
}

/** Every call ends within this. */
export const DEADLINE_MS = 10_000;

/** How long a call takes there, and the shares of that by which what is late or sent twice comes later. */
const QUICKEST_MS = 20;
const SPREAD_MS = 400;
const LATE = 300;
const TWICE = 100;

/** No request arrives later than this. */
export const LATEST_MS = DEADLINE_MS + (QUICKEST_MS + SPREAD_MS) * LATE;

type Fate =
  | "request lost"
  | "answer lost"
  | "request late"
  | "sent twice"
  | "crash before"
  | "crash after"
  | "slow";

const FATES: readonly (readonly [fate: Fate, share: number])[] = [
  ["request lost", 0.22],
  ["answer lost", 0.24],
  ["request late", 0.12],
  ["sent twice", 0.1],
  ["crash before", 0.1],
  ["crash after", 0.12],
  ["slow", 0.1],
];

const fateAt = (position: number): Fate => {
  let rest = position;
  for (const [fate, share] of FATES) {
    if (rest < share) return fate;
    rest -= share;
  }
  return "slow";
};

export interface Wire {
  call<T>(power: Power, effect: () => Outcome<T>): Promise<Outcome<T>>;
}

export interface WireOptions {
  readonly around: Around;
  readonly name: string;
  readonly site: number;
  /** Who is at the other end, as codes begin. */
  readonly remote: "NODE" | "RAIL" | "PRINTER" | "ESCROW" | "SINK" | "PAYEE";
  /** What may be out of order between the terminal and the other end. */
  readonly outages: readonly Outage[];
  /** A cable has no other way round: nothing arrives late or twice. */
  readonly isCable?: boolean;
  /** Told whenever an answer of the other end arrives. */
  readonly onHeard?: () => void;
}

/** One call on its way. */
interface Trip {
  readonly wire: WireOptions;
  readonly power: Power;
  readonly delayMs: number;
  readonly effect: () => Outcome<unknown>;
  readonly resolve: (outcome: Outcome<unknown>) => void;
}

const isCut = ({ around, outages }: WireOptions): boolean => {
  for (const outage of outages) if (around.isDown(outage)) return true;
  return false;
};

/** Nobody hears an answer whose power is gone. */
const answer = ({ power, resolve }: Trip, outcome: Outcome<unknown>): void => {
  if (power.isOn) resolve(outcome);
};

const timeOut = (trip: Trip, afterMs = DEADLINE_MS): void => {
  const { around, remote } = trip.wire;
  around.schedule.after(afterMs, () => answer(trip, unknown(`${remote}_TIMEOUT`)));
};

/** Do the work outside after so long, and answer with it when `isAnswered`. */
const arrive = (trip: Trip, afterMs: number, isAnswered: boolean): void => {
  const { wire, power } = trip;
  const { schedule, inFlight } = wire.around;
  inFlight.count += 1;
  schedule.after(afterMs, () => {
    inFlight.count -= 1;
    if (isCut(wire)) {
      if (isAnswered) answer(trip, unknown(`${wire.remote}_CONNECTION`));
      return;
    }
    const outcome = trip.effect();
    if (!isAnswered) return;
    if (power.isOn) wire.onHeard?.();
    answer(trip, outcome);
  });
};

/** How a call with each fate goes. */
const JOURNEYS: Readonly<Record<Fate, (trip: Trip) => void>> = {
  "request lost": (trip) => timeOut(trip),
  "answer lost": (trip) => {
    arrive(trip, trip.delayMs, false);
    timeOut(trip);
  },
  "request late": (trip) => {
    arrive(trip, DEADLINE_MS + trip.delayMs * LATE, false);
    timeOut(trip);
  },
  "sent twice": (trip) => {
    arrive(trip, trip.delayMs, true);
    arrive(trip, trip.delayMs * TWICE, false);
  },
  "crash before": ({ power }) => power.cut("crash before a call"),
  "crash after": (trip) => {
    const { wire, power, delayMs } = trip;
    arrive(trip, delayMs, false);
    wire.around.schedule.after(delayMs, () => power.cut("crash after a call"));
  },
  slow: (trip) => arrive(trip, DEADLINE_MS - trip.delayMs, true),
};

const drawFate = ({ around, name, site, isCable }: WireOptions): Fate | null => {
  const { faultShare } = around.plan;
  const position = around.draw(site);
  if (position >= faultShare || around.isHealed()) return null;
  const drawn = fateAt(position / faultShare);
  const isNetworks = drawn === "request late" || drawn === "sent twice";
  const chosen = isCable === true && isNetworks ? "answer lost" : drawn;
  return around.strikes(`${name}: ${chosen}`, site) ? chosen : null;
};

const depart = (trip: Trip): void => {
  const { wire, delayMs } = trip;
  if (isCut(wire)) return timeOut(trip, delayMs < 100 ? delayMs : DEADLINE_MS);
  const fate = drawFate(wire);
  if (fate === null) return arrive(trip, delayMs, true);
  const { around, outages } = wire;
  if (outages.includes("node")) around.trouble(around.schedule.nowMs() + 2 * DEADLINE_MS);
  JOURNEYS[fate](trip);
};

/** A wire to one method of somebody outside. */
export const createWire = (wire: WireOptions): Wire => ({
  call: (power, effect) =>
    new Promise((resolve) => {
      if (!power.isOn) return;
      const delayMs = QUICKEST_MS + Math.floor(wire.around.draw(wire.site + 1) * SPREAD_MS);
      depart({
        wire,
        power,
        delayMs,
        effect,
        // The effect of a trip answers with what its own caller waits for.
        resolve: resolve as Trip["resolve"],
      });
    }),
});
