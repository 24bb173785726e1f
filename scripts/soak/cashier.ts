/** A cashier without hands or eyes: the bridge's commands and snapshots, over the real socket. */
import { WebSocket } from "ws";
import type {
  Ack,
  CashierSnapshot,
  CommandName,
  Commands,
  CoreMessage,
} from "../../main/bridge/contract.ts";

export interface Cashier {
  call<Name extends CommandName>(name: Name, args: Parameters<Commands[Name]>[0]): Promise<void>;
  /** Resolves with the first snapshot that passes, the present one included. */
  until(passes: (shown: CashierSnapshot) => boolean, what: string): Promise<CashierSnapshot>;
  close(): void;
}

const PATIENCE_MS = 60_000;

const openSocket = async (url: string, role: string): Promise<WebSocket> => {
  const entered = await fetch(url, { redirect: "manual" });
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const { origin, host } = new URL(url);
  return new WebSocket(`ws://${host}/bridge?role=${role}`, { headers: { cookie, origin } });
};

/** A screen that only looks, as the payer's does; the returned function ends it. */
export const openOnlooker = async (payerUrl: string): Promise<() => void> => {
  const socket = await openSocket(payerUrl, "payer");
  socket.on("message", () => undefined);
  return () => socket.close();
};

/** Open the cashier's screen. Its calls reject when the terminal refuses, its waits after a minute. */
export const openCashier = async (cashierUrl: string): Promise<Cashier> => {
  const socket = await openSocket(cashierUrl, "cashier");
  const acks = new Map<number, (ack: Ack) => void>();
  const waits = new Set<() => void>();
  let latest: CashierSnapshot | null = null;
  let calls = 0;
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as CoreMessage;
    if (message.type === "ack") {
      acks.get(message.id)?.(message.ack);
      acks.delete(message.id);
    } else if (message.snapshot.role === "cashier") {
      latest = message.snapshot;
      for (const wait of waits) wait();
    }
  });
  const until: Cashier["until"] = (passes, what) =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (latest === null || !passes(latest)) return;
        clearTimeout(timer);
        waits.delete(check);
        resolve(latest);
      };
      const timer = setTimeout(() => {
        waits.delete(check);
        reject(new Error(`waited a minute for ${what}; shown: ${JSON.stringify(latest?.view)}`));
      }, PATIENCE_MS);
      waits.add(check);
      check();
    });
  await until(() => true, "the first screen");
  return {
    until,
    call: async (name, args) => {
      const id = ++calls;
      const ack = await new Promise<Ack>((resolve) => {
        acks.set(id, resolve);
        socket.send(JSON.stringify({ type: "command", id, name, args }));
      });
      if (!ack.ok) throw new Error(`the terminal refused ${name}: ${ack.code}`);
    },
    close: () => socket.close(),
  };
};
