import type { Role } from "../../bridge/contract.ts";
import type { Log } from "../../ports/log.ts";
import { APP_ORIGIN, CHANNEL } from "./channels.ts";
import type {
  IpcReceiver,
  Port,
  PortPair,
  Schedule,
  SenderEvent,
  ToCore,
  WindowContents,
} from "./ports.ts";

/** How long a window waits before it is joined to the core anew. */
const REOPEN_DELAY_MS = 500;

/** The core process as the broker needs it. */
export interface CoreEnd<P extends Port> {
  postMessage(message: ToCore, ports: P[]): void;
}

/** The main process between windows and core: it carries messages and understands none. */
export interface ScreenBroker<P extends Port> {
  /** Let this window's messages through, as `role`, for as long as it lives. */
  addWindow(role: Role, contents: WindowContents): void;
  /** A core process is ready: every window that listens is joined to it. */
  coreReady(core: CoreEnd<P>): void;
  /** The core process is gone: windows are told. */
  coreGone(): void;
}

interface JoinedWindow<P> {
  readonly role: Role;
  readonly contents: WindowContents;
  /** The page listens and wants to be joined. */
  listens: boolean;
  port: P | null;
}

/** True when the message was sent by the top frame of one of the application's own pages. */
const isOwnPage = ({ senderFrame }: SenderEvent): boolean =>
  senderFrame?.parent === null && senderFrame.origin === APP_ORIGIN;

type Receiver<P> = (window: JoinedWindow<P>, message: unknown) => void;

const receiveFrom = <P>(
  windows: ReadonlyMap<number, JoinedWindow<P>>,
  { ipc, log }: { readonly ipc: IpcReceiver; readonly log: Log },
  receivers: Readonly<Record<string, Receiver<P>>>,
) => {
  for (const [channel, receive] of Object.entries(receivers)) {
    ipc.on(channel, (event, message) => {
      const window = windows.get(event.sender.id);
      if (window !== undefined && isOwnPage(event)) return receive(window, message);
      log.warn({ code: "SCREEN_SENDER_REFUSED", channel }, "a message came from no screen");
    });
  }
};

/**
 * Join windows to the core, one channel each. A window is joined when its page begins to listen,
 * and again whenever the core comes back or ends the connection. Messages from frames that are not
 * the top frame of the application's own page, or from windows it did not make, are refused.
 */
export const createScreenBroker = <P extends Port>(options: {
  readonly ipc: IpcReceiver;
  readonly createChannel: () => PortPair<P>;
  readonly schedule: Schedule;
  readonly log: Log;
}): ScreenBroker<P> => {
  const windows = new Map<number, JoinedWindow<P>>();
  let core: CoreEnd<P> | null = null;

  const tell = ({ contents }: JoinedWindow<P>, channel: string, message?: unknown) => {
    if (!contents.isDestroyed()) contents.send(channel, message);
  };
  const part = (window: JoinedWindow<P>) => {
    const { port } = window;
    window.port = null;
    port?.close();
  };
  const join = (window: JoinedWindow<P>) => {
    part(window);
    if (core === null) return tell(window, CHANNEL.closed);
    const { port1, port2 } = options.createChannel();
    window.port = port1;
    port1.on("message", ({ data }) => {
      if (window.port === port1) tell(window, CHANNEL.message, data);
    });
    port1.on("close", () => {
      if (window.port !== port1) return;
      window.port = null;
      tell(window, CHANNEL.closed);
      options.schedule(REOPEN_DELAY_MS, () => {
        if (window.listens && window.port === null && core !== null) join(window);
      });
    });
    core.postMessage({ type: "screen-opened", role: window.role }, [port2]);
    port1.start();
  };

  receiveFrom(windows, options, {
    [CHANNEL.open]: (window) => {
      window.listens = true;
      join(window);
    },
    [CHANNEL.close]: (window) => {
      window.listens = false;
      part(window);
    },
    [CHANNEL.message]: (window, message) => window.port?.postMessage(message),
  });

  return {
    addWindow: (role, contents) => {
      const window: JoinedWindow<P> = { role, contents, listens: false, port: null };
      windows.set(contents.id, window);
      contents.once("destroyed", () => {
        windows.delete(contents.id);
        window.listens = false;
        part(window);
      });
    },
    coreReady: (ready) => {
      core = ready;
      for (const window of windows.values()) if (window.listens) join(window);
    },
    coreGone: () => {
      core = null;
      for (const window of windows.values()) {
        part(window);
        tell(window, CHANNEL.closed);
      }
    },
  };
};
