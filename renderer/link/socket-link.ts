import type {
  CashierSnapshot,
  CoreMessage,
  Link,
  PayerSnapshot,
  Role,
} from "../../main/bridge/contract.ts";
import { createCalls } from "./calls.ts";
import { createListeners } from "./listeners.ts";

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 4_000;

/** `ws://host/bridge?role=cashier` beside the page; the page's cookie opens it. */
export const bridgeUrl = (page: string, role: Role): string => {
  const url = new URL(`/bridge?role=${role}`, page);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
};

/**
 * The bridge over a WebSocket. Comes back by itself after 0.25 s, then twice as long each time
 * up to 4 s. A command given while it is down is answered `LINK_DOWN` and never sent later: what
 * a person asked for a while ago may no longer be what they want.
 */
export const createSocketLink = (url: string): Link => {
  const calls = createCalls();
  const snapshots = createListeners<CashierSnapshot | PayerSnapshot>();
  const connection = createListeners<boolean>();
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

  const open = (): void => {
    const opening = new WebSocket(url);
    socket = opening;
    opening.addEventListener("open", () => {
      retryMs = FIRST_RETRY_MS;
      connection.tell(true);
    });
    opening.addEventListener("message", (event: MessageEvent<unknown>) => {
      receive(event.data);
    });
    opening.addEventListener("close", () => {
      calls.lost();
      connection.tell(false);
      if (closed) return;
      timer = setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
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
