import { EventEmitter } from "node:events";
import type { IpcSender } from "../../main/hosts/electron/preload-api.ts";
import type {
  IpcReceiver,
  Port,
  PortPair,
  SenderFrame,
  WindowContents,
} from "../../main/hosts/electron/ports.ts";

// Stand-ins for the Electron modules that the IPC wiring uses, with the habits that matter: values
// are cloned on the way, arrive in a later turn, and wait in a port until it is started.

const later = (action: () => void) => void setImmediate(action);

class StandInPort extends EventEmitter implements Port {
  other: StandInPort | null = null;
  #isOpen = true;
  #waiting: unknown[] | null = [];

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message);
    if (this.#isOpen) later(() => this.other?.deliver(data));
  }
  deliver(data: unknown): void {
    if (!this.#isOpen) return;
    if (this.#waiting === null) this.emit("message", { data, ports: [] });
    else this.#waiting.push(data);
  }
  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const data of waiting) this.emit("message", { data, ports: [] });
  }
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    later(() => {
      this.emit("close");
      this.other?.close();
    });
  }
}

/** `new MessageChannelMain()`. */
export const createStandInChannel = (): PortPair => {
  const [port1, port2] = [new StandInPort(), new StandInPort()];
  port1.other = port2;
  port2.other = port1;
  return { port1, port2 };
};

/** `ipcMain`, and the way into it from any window. */
export interface StandInIpcMain extends IpcReceiver {
  readonly emitter: EventEmitter;
}

export const createStandInIpcMain = (): StandInIpcMain => {
  const emitter = new EventEmitter();
  return {
    emitter,
    on: (channel, listener) => emitter.on(channel, listener),
  };
};

/** A window: its `WebContents` in the main process and the `ipcRenderer` of its page. */
export interface StandInWindow {
  readonly contents: WindowContents;
  readonly ipcRenderer: IpcSender;
  /** The frame that sends from now on. */
  frame: SenderFrame | null;
  destroy(): void;
}

export const createStandInWindow = (ipcMain: StandInIpcMain, id: number): StandInWindow => {
  const page = new EventEmitter();
  const ownEvents = new EventEmitter();
  let isDestroyed = false;
  const window: StandInWindow = {
    frame: { origin: "app://satriel", parent: null },
    contents: {
      id,
      isDestroyed: () => isDestroyed,
      once: (event, listener) => ownEvents.once(event, listener),
      send: (channel, message) => {
        if (isDestroyed) throw new TypeError("Object has been destroyed");
        const data: unknown = structuredClone(message);
        later(() => page.emit(channel, {}, data));
      },
    },
    ipcRenderer: {
      on: (channel, listener) => page.on(channel, listener),
      send: (channel, message) => {
        const data: unknown = structuredClone(message);
        const event = { sender: { id }, senderFrame: window.frame };
        later(() => ipcMain.emitter.emit(channel, event, data));
      },
    },
    destroy: () => {
      isDestroyed = true;
      ownEvents.emit("destroyed");
    },
  };
  return window;
};
