/** How a call travels to the world outside and back, and everything that can happen on the way. */
import { type Outcome, unknown } from "../../main/domain/outcome.ts";
import type { Around } from "./around.ts";
import type { Outage } from "./facts.ts";

/** One stretch of a terminal's life, from power on to power off. */
export interface Power {
  isOn: boolean;
  cut(cause: string): void;
}

/** Every call ends within this. */
export const DEADLINE_MS = 10_000;

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

interface Travel {
  readonly power: Power;
  readonly delayMs: number;
  /** Do the work outside at this time, and answer with it when `isAnswered`. */
  readonly arrive: (afterMs: number, isAnswered: boolean) => void;
  readonly timeOut: () => void;
}

/** How a call with each fate goes. */
const JOURNEYS: Readonly<Record<Fate, (travel: Travel, around: Around) => void>> = {
  "request lost": ({ timeOut }) => timeOut(),
  "answer lost": ({ arrive, delayMs, timeOut }) => {
    arrive(delayMs, false);
    timeOut();
  },
  "request late": ({ arrive, delayMs, timeOut }) => {
    arrive(DEADLINE_MS + delayMs * 300, false);
    timeOut();
  },
  "sent twice": ({ arrive, delayMs }) => {
    arrive(delayMs, true);
    arrive(delayMs * 100, false);
  },
  "crash before": ({ power }) => power.cut("crash before a call"),
  "crash after": ({ power, arrive, delayMs }, { schedule }) => {
    arrive(delayMs, false);
    schedule.after(delayMs, () => power.cut("crash after a call"));
  },
  slow: ({ arrive, delayMs }) => arrive(DEADLINE_MS - delayMs, true),
};

export interface WireOptions {
  readonly around: Around;
  readonly name: string;
  readonly site: number;
  /** Who is at the other end, as codes begin. */
  readonly remote: "NODE" | "RAIL" | "PRINTER" | "ESCROW" | "SINK";
  /** What may be out of order between the terminal and the other end. */
  readonly outages: readonly Outage[];
  /** A cable has no other way round: nothing arrives late or twice. */
  readonly isCable?: boolean;
  /** Told whenever an answer of the other end arrives. */
  readonly onHeard?: () => void;
}

/** A wire to one method of somebody outside. */
export const createWire = (options: WireOptions): Wire => {
  const { around, name, site, outages, isCable, remote, onHeard } = options;
  const { schedule, plan, inFlight } = around;
  const isCut = (): boolean => outages.some((outage) => around.isDown(outage));
  const isNode = outages.includes("node");

  const fate = (): Fate | null => {
    const position = around.draw(site);
    if (position >= plan.faultShare || around.isHealed()) return null;
    const drawn = fateAt(position / plan.faultShare);
    const isNetworks = drawn === "request late" || drawn === "sent twice";
    const chosen = isCable === true && isNetworks ? "answer lost" : drawn;
    return around.strikes(`${name}: ${chosen}`, site) ? chosen : null;
  };

  return {
    call: (power, effect) =>
      new Promise((resolve) => {
        if (!power.isOn) return;
        const answer = (outcome: Awaited<ReturnType<Wire["call"]>>): void => {
          if (power.isOn) resolve(outcome as Parameters<typeof resolve>[0]);
        };
        const fail = (afterMs: number): void =>
          void schedule.after(afterMs, () => answer(unknown(`${remote}_TIMEOUT`)));
        const delayMs = 20 + Math.floor(around.draw(site + 1) * 400);
        if (isCut()) {
          fail(delayMs < 100 ? delayMs : DEADLINE_MS);
          return;
        }
        const arrive = (afterMs: number, isAnswered: boolean): void => {
          inFlight.count += 1;
          schedule.after(afterMs, () => {
            inFlight.count -= 1;
            if (isCut()) {
              if (isAnswered) answer(unknown(`${remote}_CONNECTION`));
              return;
            }
            const outcome = effect();
            if (!isAnswered) return;
            if (power.isOn) onHeard?.();
            answer(outcome);
          });
        };
        const chosen = fate();
        if (chosen === null) return arrive(delayMs, true);
        if (isNode) around.trouble(schedule.nowMs() + 2 * DEADLINE_MS);
        JOURNEYS[chosen]({ power, delayMs, arrive, timeOut: () => fail(DEADLINE_MS) }, around);
      }),
  };
};
