import {
  CONTRACT_VERSION,
  type Ack,
  type CommandName,
  type Role,
} from "../../main/bridge/contract.ts";
import type { CashierSnapshot, PayerSnapshot, Snapshots } from "../../main/bridge/contract.ts";
import type { BridgeCore } from "../../main/bridge/dispatch.ts";

/** A core that records commands and shows a name that tests change. */
export interface FakeCore extends BridgeCore {
  readonly calls: { readonly role: Role; readonly name: CommandName; readonly args: unknown }[];
  /** Change what is shown, and say so. */
  rename(name: string): void;
  /** What the next commands do. */
  answer: () => Ack;
  /** What is laid over the next snapshots; may throw. */
  spoil: () => object;
  listeners(): number;
}

const cashier = (terminalName: string): CashierSnapshot => ({
  version: CONTRACT_VERSION,
  role: "cashier",
  mode: "sandbox",
  language: "en",
  theme: "light",
  soundVolume: 0.5,
  terminalName,
  nowMs: 1_000,
  links: {
    lightning: "up",
    payoutRail: "up",
    rates: "slow",
    clock: "up",
    backOffice: "up",
  },
  devices: {
    printer: { health: "down", code: "PRINTER_PAPER_OUT" },
    scanner: { health: "up", code: null },
    display: null,
  },
  view: {
    kind: "idle",
    ownCodeName: null,
    blocked: null,
    abilities: [],
    queued: 0,
    troubles: 0,
    priceJump: null,
    node: "good",
  },
  openElsewhere: [],
});

const payer = (shopName: string): PayerSnapshot => ({
  version: CONTRACT_VERSION,
  role: "payer",
  mode: "sandbox",
  language: "km",
  theme: "dark",
  nowMs: 1_000,
  view: { kind: "welcome", shopName },
});

export const createFakeCore = (): FakeCore => {
  const listeners = new Set<() => void>();
  let name = "first";
  const core: FakeCore = {
    calls: [],
    answer: () => ({ ok: true }),
    spoil: () => ({}),
    rename: (next) => {
      name = next;
      for (const listener of listeners) listener();
    },
    listeners: () => listeners.size,
    call: (role, command, args) => {
      core.calls.push({ role, name: command, args });
      return core.answer();
    },
    snapshot: <R extends Role>(role: R): Snapshots[R] => {
      const snapshot = role === "cashier" ? cashier(name) : payer(name);
      return { ...snapshot, ...core.spoil() } as Snapshots[R];
    },
    onChange: (listener) => {
      const own = () => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
  return core;
};
