import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";

import type { Currency } from "../../main/domain/money.ts";
import { readAccountCode } from "./account-code.ts";
import * as book from "./book.ts";
import type { Account, AccountChange, Credit, Payout } from "./book.ts";
import { createBookFile, memoryFile } from "./data-file.ts";
import { createDesk } from "./desk.ts";
import { createFaultSwitch } from "./faults.ts";
import type { FaultMode, FaultView, RailFault } from "./faults.ts";
import { createKeeper } from "./keeper.ts";
import type { Keeper, RailSettings } from "./keeper.ts";
import { serveRequest } from "./wire.ts";

/** What a rail is made with. */
export interface RailServerOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  readonly certificate: { readonly certPem: string; readonly keyPem: string };
  readonly token: string;
  readonly nowMs: () => number;
  /** Makes the bank's references: the same seed and key give the same reference. */
  readonly seed: string;
  /** Keeps accounts, payouts and float over restarts. Without it they are forgotten. */
  readonly dataFile?: string;
}

/** An account with its balances, as the merchant's bank app shows it. */
export interface AccountView extends Account {
  readonly balances: Readonly<Record<Currency, string>>;
}

/** The whole rail as plain JSON, newest first, for a control page. */
export interface RailView {
  readonly url: string;
  readonly faults: FaultView;
  readonly settings: RailSettings;
  readonly float: Readonly<Record<Currency, string>>;
  readonly accounts: readonly AccountView[];
  readonly payouts: readonly Payout[];
  readonly credits: readonly Credit[];
}

/** A payout rail on loopback that speaks `docs/payout-rail.openapi.json`. */
export interface RailServer {
  /** `https://127.0.0.1:<port>`, the client's base URL. */
  readonly url: string;
  readonly port: number;
  /** Moves the fault switch; `once` is the default. */
  setFault(fault: RailFault, mode?: FaultMode): void;
  setSettings(change: Partial<RailSettings>): void;
  /** The id of the account that a code names; null when nobody can be credited by it. */
  accountIdOf(khqr: string): string | null;
  /** Changes the account behind a code, and opens it first when it has not been seen. False: no such code. */
  setAccount(khqr: string, change: AccountChange): boolean;
  /** What is left to pay from, as a decimal: `40000000`, `10000.00`. Throws `AMOUNT_INVALID`. */
  setFloat(currency: Currency, left: string): void;
  /** How many credits were made under a key: more than one is the fault everything here is about. */
  payoutsOf(key: string): number;
  /** How many orders arrived under a key since the start, answered or not. */
  attemptsOf(key: string): number;
  credits(): readonly Credit[];
  state(): RailView;
  /** Hear of changes; the returned function ends it. */
  onChange(listener: () => void): () => void;
  /** Cuts every connection. */
  close(): Promise<void>;
}

/** How often pending payouts are looked at while nobody asks. */
const TICK_MS = 250;

const viewOf = (keeper: Keeper, url: string, faults: FaultView): RailView => {
  const data = keeper.data();
  const per = (amountIn: (currency: Currency) => string): Record<Currency, string> => ({
    KHR: amountIn("KHR"),
    USD: amountIn("USD"),
  });
  return {
    url,
    faults,
    settings: keeper.settings(),
    float: per((currency) => book.floatOf(data, currency)),
    accounts: [...data.accounts.values()].map((account) => ({
      ...account,
      balances: per((currency) => book.balanceOf(data, account.id, currency)),
    })),
    payouts: [...data.payouts.values()].toReversed(),
    credits: data.credits.toReversed(),
  };
};

/** The timers of one rail, ended together. */
const createTimers = () => {
  const running = new Set<NodeJS.Timeout>();
  return {
    later: (task: () => void, afterMs: number): void => {
      const timer = setTimeout(() => {
        running.delete(timer);
        task();
      }, afterMs);
      running.add(timer);
    },
    end: (): void => {
      for (const timer of running) clearTimeout(timer);
    },
  };
};

const listen = async (server: https.Server, host: string, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
};

const createListeners = () => {
  const listeners = new Set<() => void>();
  return {
    tell: (): void => {
      for (const listener of listeners) listener();
    },
    add: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** Start a rail. Rejects when the port is taken or the data file cannot be read. */
export const createRailServer = async (options: RailServerOptions): Promise<RailServer> => {
  const { nowMs, seed, token, dataFile, certificate, host = "127.0.0.1" } = options;
  const listeners = createListeners();
  const faults = createFaultSwitch();
  const timers = createTimers();
  const file = dataFile === undefined ? memoryFile : createBookFile(dataFile);
  const keeper = createKeeper({ nowMs, seed, file, onChange: listeners.tell });
  const desk = createDesk(keeper);
  const wire = { desk, keeper, faults, token, later: timers.later };

  const server = https.createServer(
    { cert: certificate.certPem, key: certificate.keyPem },
    (request, response) => {
      response.setHeader("date", new Date(nowMs()).toUTCString());
      void serveRequest(wire, request, response);
    },
  );
  const sockets = new Set<Socket>();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  server.on("connection", (socket: Socket) => {
    if (faults.view().sticky === "down") socket.destroy();
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const port = await listen(server, host, options.port ?? 0);
  const url = `https://${host}:${port.toString()}`;
  const tick = setInterval(() => keeper.data(), TICK_MS);
  tick.unref();

  return {
    url,
    port,
    setFault: (fault, mode = "once") => {
      faults.set(fault, mode);
      if (faults.view().sticky === "down") cut();
      listeners.tell();
    },
    setSettings: (change) => {
      keeper.setSettings(change);
    },
    accountIdOf: (khqr) => readAccountCode(khqr)?.id ?? null,
    setAccount: (khqr, change) => {
      const code = readAccountCode(khqr);
      if (code === null) return false;
      keeper.change((data) => [{ account: { ...book.accountOf(data, code), ...change } }]);
      return true;
    },
    setFloat: (currency, left) => {
      keeper.change((data) => [book.floatChange(data, currency, left)]);
    },
    payoutsOf: (key) => keeper.data().credits.filter((credit) => credit.key === key).length,
    attemptsOf: (key) => desk.attemptsOf(key),
    credits: () => [...keeper.data().credits],
    state: () => viewOf(keeper, url, faults.view()),
    onChange: listeners.add,
    close: async () => {
      clearInterval(tick);
      timers.end();
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      cut();
      await closed;
    },
  };
};
