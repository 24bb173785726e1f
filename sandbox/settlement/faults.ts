/**
 * What is wrong with the back office. `lost-ack`: it keeps what it is told, and its answer is lost;
 * `cut`: the connection breaks before it has read; `black-hole`: it never answers; `poison`: it
 * cannot take records of returned bitcoin.
 */
export const SINK_FAULTS = [
  "none",
  "lost-ack",
  "cut",
  "black-hole",
  "busy",
  "error-500",
  "unauthorised",
  "poison",
] as const;
/** A position of the switch. */
export type SinkFault = (typeof SINK_FAULTS)[number];

/** `once`: the next delivery. `sticky`: all of them, until the switch is moved. */
export type SinkFaultMode = "once" | "sticky";

/** The switch. */
export interface SinkFaultSwitch {
  /** `none` clears what is queued too. */
  set(fault: SinkFault, mode: SinkFaultMode): void;
  /** The fault that this delivery meets; one that is queued is used up. */
  take(): SinkFault;
  view(): { readonly sticky: SinkFault; readonly queue: readonly SinkFault[] };
}

/** A switch that stands at `none`. */
export const createSinkFaults = (): SinkFaultSwitch => {
  let sticky: SinkFault = "none";
  let queue: SinkFault[] = [];
  return {
    set: (fault, mode) => {
      if (fault === "none") queue = [];
      if (fault !== "none" && mode === "once") queue.push(fault);
      else sticky = fault;
    },
    take: () => queue.shift() ?? sticky,
    view: () => ({ sticky, queue: [...queue] }),
  };
};
