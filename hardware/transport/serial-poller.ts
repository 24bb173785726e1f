import type { SerialPort } from "serialport";

/** The part of the port's poller that is of use here; `@serialport/bindings-cpp` has it on Unix. */
interface PortPoller {
  /** Waits for these events and, on its own, for no others. */
  poll(events?: number): void;
  listenerCount(event: string): number;
}

/** The poller's bits. */
const EVENTS: Readonly<Record<string, number>> = { readable: 1, writable: 2, disconnect: 4 };

const pollerOf = (port: SerialPort): PortPoller | null => {
  const binding: object | undefined = port.port;
  if (binding === undefined || !("poller" in binding)) return null;
  return binding.poller as PortPoller;
};

/**
 * Makes an open port wait for all that it is waiting for. serialport 13 has one poller for both
 * directions, and each call of its `poll` replaces what was awaited before: a write that waits for
 * room is never told of it when the device says a word meanwhile, and hangs until its deadline. A
 * printer that reports its state while it prints does just that. What still has a listener is
 * therefore asked for again with each call.
 */
export const pollBothWays = (port: SerialPort): void => {
  const poller = pollerOf(port);
  if (poller === null) return;
  const pollOnly = poller.poll.bind(poller);
  poller.poll = (events = 0): void => {
    const awaited = Object.entries(EVENTS).filter(([name]) => poller.listenerCount(name) > 0);
    pollOnly(awaited.reduce((all, [, bit]) => all | bit, events));
  };
};
