/** Faults of an order, PUT: what the rail does with it, and what it says. */
export const ORDER_FAULTS = [
  "timeout-but-happens",
  "timeout-and-does-not-happen",
  "refused",
  "error-500-but-happens",
  "error-500-and-does-not-happen",
  "in-progress",
  "pending-then-paid",
  "late-failed",
  "wrong-amount",
] as const;

/** Faults of the whole rail, met by every request. */
export const LINK_FAULTS = ["slow", "down", "busy", "unavailable"] as const;

/** Faults of the statement: what it says of the newest credit in it, or beside it. */
export const STATEMENT_FAULTS = [
  "statement-without-line",
  "statement-line-twice",
  "statement-wrong-amount",
  "statement-foreign-line",
] as const;

/** A fault that concerns the statement only. */
export type StatementFault = (typeof STATEMENT_FAULTS)[number];
/** What a request asks for, as far as the switch cares. */
export type Concern = "order" | "statement" | "other";
/** A fault that concerns orders only. */
export type OrderFault = (typeof ORDER_FAULTS)[number];
/** A fault that concerns every request. */
export type LinkFault = (typeof LINK_FAULTS)[number];
/** A position of the fault switch. */
export type RailFault = "none" | OrderFault | StatementFault | LinkFault;

/** `once`: the next request it concerns. `sticky`: all of them, until the switch is moved. */
export type FaultMode = "once" | "sticky";

/** Where the switch stands, for a control page. */
export interface FaultView {
  readonly sticky: RailFault;
  readonly queue: readonly RailFault[];
}

/** The fault switch of the rail. */
export interface FaultSwitch {
  /** `none` clears what is queued too. `once` queues behind what is queued already. */
  set(fault: RailFault, mode: FaultMode): void;
  /** The fault that this request meets; one that is queued is used up. */
  take(concern: Concern): RailFault;
  view(): FaultView;
}

const FAULTS_OF: Readonly<Record<Concern, readonly RailFault[]>> = {
  order: ["none", ...ORDER_FAULTS, ...LINK_FAULTS],
  statement: ["none", ...STATEMENT_FAULTS, ...LINK_FAULTS],
  other: ["none", ...LINK_FAULTS],
};

const concerns = (fault: RailFault, concern: Concern): boolean =>
  FAULTS_OF[concern].includes(fault);

/** A switch that stands at `none`. */
export const createFaultSwitch = (): FaultSwitch => {
  let sticky: RailFault = "none";
  let queue: RailFault[] = [];
  return {
    set: (fault, mode) => {
      if (fault === "none") queue = [];
      if (fault !== "none" && mode === "once") queue.push(fault);
      else sticky = fault;
    },
    take: (concern) => {
      const [next] = queue;
      if (next !== undefined && concerns(next, concern)) {
        queue.shift();
        return next;
      }
      return concerns(sticky, concern) ? sticky : "none";
    },
    view: () => ({ sticky, queue: [...queue] }),
  };
};

/** True when the value is a position of the switch. */
export const isRailFault = (value: unknown): value is RailFault =>
  value === "none" ||
  [...ORDER_FAULTS, ...STATEMENT_FAULTS, ...LINK_FAULTS].some((fault) => fault === value);
