import type {
  CashierSnapshot,
  CoreMessage,
  PayerSnapshot,
  Role,
} from "../../main/bridge/contract.ts";
import { createCalls } from "./calls.ts";
import { createListeners } from "./listeners.ts";
import type { Connection, ScreenLink } from "./screen-link.ts";

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 4_000;

/** `ws://host/bridge?role=cashier` beside the page; the page's cookie opens it. */
export const bridgeUrl = (page: string, role: Role): string => {
  const url = new URL(`/bridge?role=${role}`, page);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
};

/**
 * Why the socket did not open. A browser does not say, so the page itself is asked for: a terminal
 * that has started again refuses it, since the cookies of the start before open nothing.
 */
const whyClosed = async (page: string): Promise<Connection> => {
  try {
    const { status } = await fetch(page, {
      method: "HEAD",
      signal: AbortSignal.timeout(LONGEST_RETRY_MS),
    });
    return status === 401 ? "turned-away" : "lost";
  } catch {
    return "lost";
  }
};

/**
 * The bridge over a WebSocket. Comes back by itself after 0.25 s, then twice as long each time
 * up to 4 s. A command given while it is down is answered `LINK_DOWN` and never sent later: what
 * a person asked for a while ago may no longer be what they want. `page` is the address of the page
 * that draws the screen.
 */
export const createSocketLink = (page: string, role: Role): ScreenLink => {
  const url = bridgeUrl(page, role);
  const calls = createCalls();
  const snapshots = createListeners<CashierSnapshot | PayerSnapshot>();
  const connection = createListeners<Connection>();
  let socket: WebSocket | null = null;
  let retryMs = FIRST_RETRY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const receive = (data: unknown): void => {
    if (typeof data !== "string") return;
    const message = JSON.parse(data) as CoreMessage;
    if (message.type === "ack") calls.answered(message);
    else snapshots.tell(message.snapshot);
  };

  const closedNow = async (wasOpen: boolean): Promise<void> => {
    // Said at once: a code on screen must go before the terminal has been asked anything.
    if (wasOpen) connection.tell("lost");
    else connection.tell(await whyClosed(page));
    if (closed) return;
    timer = setTimeout(open, retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  };

  const open = (): void => {
    const opening = new WebSocket(url);
    socket = opening;
    let wasOpen = false;
    opening.addEventListener("open", () => {
      wasOpen = true;
      retryMs = FIRST_RETRY_MS;
      connection.tell("connected");
    });
    opening.addEventListener("message", (event: MessageEvent<unknown>) => {
      receive(event.data);
    });
    opening.addEventListener("close", () => {
      calls.lost();
      void closedNow(wasOpen);
    });
  };
  open();

  return {
    call: (name, args) =>
      calls.call(name, args, (message) => {
        if (socket?.readyState !== WebSocket.OPEN) return false;
        socket.send(JSON.stringify(message));
        return true;
      }),
    onSnapshot: snapshots.add,
    onConnection: connection.add,
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
};
