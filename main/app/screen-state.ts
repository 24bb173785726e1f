import type { Language, Role, Theme } from "../bridge/contract.ts";
import type { AmountLimits } from "../domain/limits.ts";
import type { SwapId } from "../domain/swap.ts";

/** What the screens are told once and keep. */
export interface TerminalSettings {
  readonly mode: "sandbox" | "live";
  readonly terminalName: string;
  readonly shopName: string;
  /** The shop's own static KHQR and the name in it; null when none is preset. */
  readonly ownCode: { readonly khqr: string; readonly name: string } | null;
  readonly language: Language;
  readonly theme: Theme;
  /** 0 to 1. */
  readonly soundVolume: number;
  readonly limits: AmountLimits;
}

/** What the cashier's screen is turned to. */
export type Focus =
  /** The draft, or the idle screen when there is none. */
  | { readonly kind: "draft" }
  | { readonly kind: "swap"; readonly id: SwapId }
  /** A swap that had ended when it was looked up: not the payment of whoever stands there now. */
  | { readonly kind: "past"; readonly id: SwapId }
  /** A person is asked whether its payout is ruled out. */
  | { readonly kind: "rule-out"; readonly id: SwapId }
  | { readonly kind: "day-close" }
  | { readonly kind: "day-task"; readonly index: number }
  | { readonly kind: "troubles" }
  | { readonly kind: "node" }
  | { readonly kind: "history"; readonly page: number }
  | { readonly kind: "queue"; readonly page: number };

/** How one screen reads. */
export interface Look {
  readonly language: Language;
  readonly theme: Theme;
}

/** What is on the screens. Nothing in here would be missed after a power cut. */
export interface ScreenState {
  focus(): Focus;
  turnTo(focus: Focus): void;
  look(role: Role): Look;
  setLook(role: Role, look: Partial<Look>): void;
  /** Tell the screens that something may have changed. */
  changed(): void;
  onChange(listener: () => void): () => void;
}

export const createScreenState = ({ language, theme }: TerminalSettings): ScreenState => {
  const listeners = new Set<() => void>();
  const looks: Record<Role, Look> = { cashier: { language, theme }, payer: { language, theme } };
  let focus: Focus = { kind: "draft" };
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    focus: () => focus,
    turnTo: (next) => {
      focus = next;
      changed();
    },
    look: (role) => looks[role],
    setLook: (role, look) => {
      looks[role] = { ...looks[role], ...look };
      changed();
    },
    changed,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
