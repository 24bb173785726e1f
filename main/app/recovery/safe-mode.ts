/**
 * A terminal that found its journal damaged, or without its key: it tells so and touches nothing.
 * No engine runs behind it, so no money call can be made.
 */
import {
  type Ack,
  type CashierSnapshot,
  CONTRACT_VERSION,
  type PayerSnapshot,
  type Role,
  type Snapshots,
} from "../../bridge/contract.ts";
import type { Clock } from "../../ports/clock.ts";
import { createScreenState, type TerminalSettings } from "../screen-state.ts";
import type { Terminal } from "../terminal.ts";

export interface SafeModeOptions {
  readonly settings: TerminalSettings;
  readonly clock: Clock;
  /** Stable code of what was found at the start. */
  readonly code: string;
}

/** Nothing outside is asked, so nothing is known of it. */
const LINKS: CashierSnapshot["links"] = {
  lightning: "unknown",
  payoutRail: "unknown",
  rates: "unknown",
  clock: "unknown",
  backOffice: null,
};

/** The screens' side of a terminal in safe mode. */
export const createSafeMode = (
  options: SafeModeOptions,
): Pick<Terminal, "call" | "snapshot" | "onChange"> => {
  const { settings, clock, code } = options;
  const screen = createScreenState(settings);
  const cashier = (): CashierSnapshot => ({
    version: CONTRACT_VERSION,
    role: "cashier",
    mode: settings.mode,
    ...screen.look("cashier"),
    soundVolume: settings.soundVolume,
    terminalName: settings.terminalName,
    nowMs: clock.nowMs(),
    links: LINKS,
    devices: { printer: null, scanner: null, display: null },
    view: {
      kind: "idle",
      ownCodeName: null,
      blocked: code,
      abilities: [],
      queued: 0,
      troubles: 0,
      priceJump: null,
      node: "unknown",
    },
    openElsewhere: [],
  });
  const payer = (): PayerSnapshot => ({
    version: CONTRACT_VERSION,
    role: "payer",
    mode: settings.mode,
    ...screen.look("payer"),
    nowMs: clock.nowMs(),
    view: { kind: "welcome", shopName: settings.shopName },
  });
  const snapshots: { readonly [R in Role]: () => Snapshots[R] } = { cashier, payer };
  return {
    call: (_role, name, args): Ack => {
      if (name !== "setLanguage" && name !== "setTheme") return { ok: false, code: "SAFE_MODE" };
      if (!("role" in args)) return { ok: false, code: "SAFE_MODE" };
      const { role, ...look } = args;
      screen.setLook(role, look);
      return { ok: true };
    },
    snapshot: (role) => snapshots[role](),
    onChange: (listener) => screen.onChange(listener),
  };
};
