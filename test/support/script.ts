/** How a fake remote misbehaves: faults queued per call, used up one by one. */
import { type Outcome, unknown } from "../../main/domain/outcome.ts";

export type Fault =
  /** The request never arrived. */
  | { readonly kind: "lost-request"; readonly code?: string; readonly retryAfterMs?: number }
  /** It was carried out and the answer never arrived. */
  | { readonly kind: "lost-answer" }
  /** This is answered and nothing is carried out. */
  | { readonly kind: "answer"; readonly outcome: Outcome<unknown> }
  /** Carried out and answered once the gate is open. */
  | { readonly kind: "wait"; readonly until: Promise<void> }
  /** Carried out at once, answered once the gate is open. */
  | { readonly kind: "answer-late"; readonly until: Promise<void> };

export const LOST_REQUEST: Fault = { kind: "lost-request" };
export const LOST_ANSWER: Fault = { kind: "lost-answer" };
export const answer = (outcome: Outcome<unknown>): Fault => ({ kind: "answer", outcome });

/** Something to wait for. */
export interface Gate {
  readonly until: Promise<void>;
  readonly open: () => void;
}

export const createGate = (): Gate => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { until: promise, open: () => resolve(undefined) };
};

export interface Script<Name extends string> {
  /** Faults of the next calls of this name, in order. */
  next(name: Name, ...faults: readonly Fault[]): void;
  /** The fault of every call of this name that has none queued; null: none. */
  always(name: Name, fault: Fault | null): void;
  /** How often a call of this name was made. */
  calls(name: Name): number;
  /** Names of all calls, in order. */
  readonly log: readonly Name[];
  run<T>(name: Name, act: () => Outcome<T>): Promise<Outcome<T>>;
}

const LOST = unknown("LINK_LOST");

export const createScript = <Name extends string>(): Script<Name> => {
  const queues = new Map<Name, Fault[]>();
  const standing = new Map<Name, Fault>();
  const log: Name[] = [];
  return {
    log,
    next: (name, ...faults) => {
      queues.set(name, [...(queues.get(name) ?? []), ...faults]);
    },
    always: (name, fault) => {
      if (fault === null) standing.delete(name);
      else standing.set(name, fault);
    },
    calls: (name) => log.filter((made) => made === name).length,
    run: async <T>(name: Name, act: () => Outcome<T>): Promise<Outcome<T>> => {
      log.push(name);
      const fault = queues.get(name)?.shift() ?? standing.get(name);
      switch (fault?.kind) {
        case undefined:
          return act();
        case "lost-request":
          return unknown(fault.code ?? "LINK_LOST", fault.retryAfterMs);
        case "lost-answer":
          act();
          return LOST;
        case "answer":
          return fault.outcome as Outcome<T>;
        case "wait":
          await fault.until;
          return act();
        case "answer-late": {
          const outcome = act();
          await fault.until;
          return outcome;
        }
      }
    },
  };
};
