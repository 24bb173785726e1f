import type { Role } from "../../bridge/contract.ts";

// The few members of Electron's modules that the wiring uses, so that it runs without Electron.

/** One end of a channel between processes: Electron's `MessagePortMain`. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  /** Messages wait until this is called. */
  start(): void;
  close(): void;
}

/** Both ends of a channel: Electron's `MessageChannelMain`. */
export interface PortPair<P extends Port = Port> {
  readonly port1: P;
  readonly port2: P;
}

/** The frame that sent an IPC message: Electron's `WebFrameMain`. */
export interface SenderFrame {
  readonly origin: string;
  readonly parent: unknown;
}

/** Where an IPC message came from: Electron's `IpcMainEvent`. */
export interface SenderEvent {
  readonly sender: { readonly id: number };
  readonly senderFrame: SenderFrame | null;
}

/** Electron's `ipcMain`. */
export interface IpcReceiver {
  on(channel: string, listener: (event: SenderEvent, message: unknown) => void): unknown;
}

/** The contents of one window: Electron's `WebContents`. */
export interface WindowContents {
  readonly id: number;
  send(channel: string, message?: unknown): void;
  isDestroyed(): boolean;
  once(event: "destroyed", listener: () => void): unknown;
}

/** What the main process says to the core process. `screen-opened` carries one port. */
export type ToCore =
  { readonly type: "screen-opened"; readonly role: Role } | { readonly type: "shut-down" };

/** What the core process says to the main process. */
export interface FromCore {
  readonly type: "ready";
}

/** Runs `action` once after `delayMs`. */
export type Schedule = (delayMs: number, action: () => void) => void;
