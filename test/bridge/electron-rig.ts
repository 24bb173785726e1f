import { EventEmitter } from "node:events";
import type { CoreMessage, Role } from "../../main/bridge/contract.ts";
import type { BridgeCore } from "../../main/bridge/dispatch.ts";
import { serveScreens } from "../../main/hosts/electron/core-end.ts";
import { createSatrielWindow } from "../../main/hosts/electron/preload-api.ts";
import type { Port } from "../../main/hosts/electron/ports.ts";
import {
  createScreenBroker,
  type CoreEnd,
  type ScreenBroker,
} from "../../main/hosts/electron/screen-broker.ts";
import {
  createStandInChannel,
  createStandInIpcMain,
  createStandInWindow,
  type StandInWindow,
} from "./electron-stand-in.ts";
import type { TestScreen } from "./describe-bridge.ts";
import { createInbox } from "./inbox.ts";

/** The three processes of the Electron host in one, with time in the test's hands. */
export interface ElectronRig {
  readonly broker: ScreenBroker<Port>;
  readonly faults: string[];
  /** Start a core process and tell the broker. */
  startCore(core: BridgeCore): CoreEnd<Port>;
  /** Run what was put off until now. */
  passTime(): void;
  openWindow(role: Role): StandInWindow;
  readonly shutDowns: () => number;
}

export const createElectronRig = (): ElectronRig => {
  const ipcMain = createStandInIpcMain();
  const faults: string[] = [];
  const putOff: (() => void)[] = [];
  let windows = 0;
  let shutDowns = 0;
  const note = (fields: Readonly<Record<string, unknown>>) =>
    void faults.push(String(fields["code"]));
  const log = { info: note, warn: note, error: note };
  const broker = createScreenBroker({
    ipc: ipcMain,
    createChannel: createStandInChannel,
    schedule: (_delayMs, action) => void putOff.push(action),
    log,
  });
  return {
    broker,
    faults,
    shutDowns: () => shutDowns,
    startCore: (core) => {
      const parent = new EventEmitter();
      serveScreens({ core, parent, log, onShutDown: () => (shutDowns += 1) });
      const end: CoreEnd<Port> = {
        postMessage: (message, ports) => {
          const data: unknown = structuredClone(message);
          setImmediate(() => parent.emit("message", { data, ports }));
        },
      };
      broker.coreReady(end);
      return end;
    },
    passTime: () => {
      for (const action of putOff.splice(0)) action();
    },
    openWindow: (role) => {
      windows += 1;
      const window = createStandInWindow(ipcMain, windows);
      broker.addWindow(role, window.contents);
      return window;
    },
  };
};

/** A page in a window of the rig, connected the way the screens connect. */
export const openPage = (window: StandInWindow): TestScreen => {
  const inbox = createInbox();
  const satriel = createSatrielWindow(window.ipcRenderer);
  const closed = Promise.withResolvers<void>();
  satriel.onClosed(() => closed.resolve());
  const off = satriel.onMessage((message) => inbox.put(message as CoreMessage));
  return {
    inbox,
    closed: closed.promise,
    send: (raw) => satriel.send(raw),
    leave: () => {
      off();
      return Promise.resolve();
    },
  };
};
