import type {
  CashierSnapshot,
  CommandMessage,
  CoreMessage,
  PayerSnapshot,
} from "../../main/bridge/contract.ts";
import { createCalls } from "./calls.ts";
import { createListeners } from "./listeners.ts";
import type { Connection, ScreenLink } from "./screen-link.ts";

/** What the shell's preload exposes to the page as `window.satriel`. */
export interface Preload {
  send(message: CommandMessage): void;
  onMessage(listener: (message: CoreMessage) => void): () => void;
  /** The core's process went away; its next message says that it is back. Absent where the shell cannot tell. */
  onClosed?(listener: () => void): (() => void) | undefined;
}

declare global {
  interface Window {
    readonly satriel?: Preload;
  }
}

/** The bridge over the shell's own channel. A message from the core shows that it is there. */
export const createPreloadLink = (preload: Preload): ScreenLink => {
  const calls = createCalls();
  const snapshots = createListeners<CashierSnapshot | PayerSnapshot>();
  const connection = createListeners<Connection>();
  let open = true;

  const stopMessages = preload.onMessage((message) => {
    if (message.type === "ack") {
      calls.answered(message);
      return;
    }
    open = true;
    connection.tell("connected");
    snapshots.tell(message.snapshot);
  });
  const stopClosed = preload.onClosed?.(() => {
    open = false;
    calls.lost();
    connection.tell("lost");
  });

  return {
    call: (name, args) =>
      calls.call(name, args, (message) => {
        if (open) preload.send(message);
        return open;
      }),
    onSnapshot: snapshots.add,
    onConnection: connection.add,
    close: () => {
      stopMessages();
      stopClosed?.();
    },
  };
};
