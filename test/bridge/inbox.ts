import type { CoreMessage } from "../../main/bridge/contract.ts";

/** Messages as they came, to be waited for one by one. */
export interface Inbox {
  /** Everything that came, oldest first. */
  readonly seen: CoreMessage[];
  readonly put: (message: CoreMessage) => void;
  /** The first message, past or future, that `accept` takes. */
  find<M extends CoreMessage>(accept: (message: CoreMessage) => M | null): Promise<M>;
}

export const createInbox = (): Inbox => {
  const seen: CoreMessage[] = [];
  const waiting = new Set<() => void>();
  return {
    seen,
    put: (message) => {
      seen.push(message);
      for (const look of waiting) look();
    },
    find: (accept) =>
      new Promise((resolve) => {
        const look = () => {
          for (const message of seen) {
            const found = accept(message);
            if (found === null) continue;
            waiting.delete(look);
            return resolve(found);
          }
        };
        waiting.add(look);
        look();
      }),
  };
};

type Ack = Extract<CoreMessage, { readonly type: "ack" }>;
type Snapshot = Extract<CoreMessage, { readonly type: "snapshot" }>;

/** Accepts the answer to the command `id`. */
export const ackOf =
  (id: number) =>
  (message: CoreMessage): Ack | null =>
    message.type === "ack" && message.id === id ? message : null;

const nameIn = ({ snapshot }: Snapshot): string | null => {
  if (snapshot.role === "cashier") return snapshot.terminalName;
  return snapshot.view.kind === "welcome" ? snapshot.view.shopName : null;
};

/** Accepts a snapshot that shows `name`. */
export const snapshotOf =
  (name: string) =>
  (message: CoreMessage): Snapshot | null =>
    message.type === "snapshot" && nameIn(message) === name ? message : null;

/** Accepts any snapshot. */
export const anySnapshot = (message: CoreMessage): Snapshot | null =>
  message.type === "snapshot" ? message : null;
