import { CHANNEL } from "./channels.ts";

/** All that a page can reach outside itself: `window.satriel`. */
export interface SatrielWindow {
  /** Send a `CommandMessage` to the core; it is judged there. */
  send(message: unknown): void;
  /**
   * Hear every `CoreMessage`; the returned function ends it. The first listener connects the page
   * to the core, which answers with a whole snapshot; when the last one leaves it is disconnected.
   */
  onMessage(listener: (message: unknown) => void): () => void;
  /** Hear that the core cannot be reached. It is tried again; the next message says it is back. */
  onClosed(listener: () => void): () => void;
}

/** The part of Electron's `ipcRenderer` that a page's way out is made from. */
export interface IpcSender {
  send(channel: string, message?: unknown): void;
  on(channel: string, listener: (event: unknown, message: unknown) => void): unknown;
}

const listeners = <Argument>(onFirst: () => void, onLast: () => void) => {
  const all = new Set<{ readonly listener: (argument: Argument) => void }>();
  return {
    add: (listener: (argument: Argument) => void) => {
      const entry = { listener };
      all.add(entry);
      if (all.size === 1) onFirst();
      return () => {
        if (all.delete(entry) && all.size === 0) onLast();
      };
    },
    tell: (argument: Argument) => {
      for (const { listener } of all) listener(argument);
    },
  };
};

/** Make `window.satriel`. Events of Electron never reach the page, only plain messages. */
export const createSatrielWindow = (ipc: IpcSender): SatrielWindow => {
  const nothing = () => {};
  const messages = listeners<unknown>(
    () => ipc.send(CHANNEL.open),
    () => ipc.send(CHANNEL.close),
  );
  const closings = listeners<undefined>(nothing, nothing);
  ipc.on(CHANNEL.message, (_event, message) => messages.tell(message));
  ipc.on(CHANNEL.closed, () => closings.tell(undefined));
  return {
    send: (message) => ipc.send(CHANNEL.message, message),
    onMessage: (listener) => messages.add((message) => listener(message)),
    onClosed: (listener) => closings.add(() => listener()),
  };
};
