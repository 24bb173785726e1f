/** Whoever stands at the counter of a whole terminal over the sandbox's real wires: what they see and do. */
import { expect } from "vitest";
import type { SwapText } from "../../main/bridge/contract-swap.ts";
import type { CashierView, PayerView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import type { WorldAction } from "../../sandbox/contract.ts";
import type { World } from "../../sandbox/world.ts";

/** A terminal and the world around it, at this moment: a test may start either anew. */
export interface Place {
  readonly terminal: Pick<ComposedTerminal, "core">;
  readonly world: World;
}

export interface Counter {
  readonly cashier: () => CashierSnapshot;
  readonly view: () => CashierView;
  readonly payer: () => PayerView;
  /** The payment on screen; throws when there is none. */
  readonly shown: () => SwapText;
  /** The situation of the payment on screen, or what else is there. */
  readonly situation: () => string;
  /** Resolves once it holds; looked at whenever the screen or the world changes. */
  readonly when: (holds: () => boolean) => Promise<void>;
  /** Do something in the world; it must be possible. */
  readonly act: (action: WorldAction) => Promise<void>;
  /** The scanner is connected, and the bank and the prices have answered once. */
  readonly ready: () => Promise<void>;
  /** Scan an order of so many riel and take its price, as far as a code that the payer can pay. */
  readonly offer: (amount: string) => Promise<void>;
  /** What is owed to a payer: bitcoin taken under stand-in, and then the bank refuses for good. */
  readonly owe: () => Promise<void>;
}

/** The counter of whatever `now` answers. */
export const atCounter = (now: () => Place): Counter => {
  const cashier = (): CashierSnapshot => now().terminal.core.snapshot("cashier");
  const view = (): CashierView => cashier().view;

  const shown = (): SwapText => {
    const seen = view();
    if (seen.kind !== "swap") throw new Error(`no swap on screen: ${seen.kind}`);
    return seen.swap;
  };
  const situation = (): string => (view().kind === "swap" ? shown().situation : view().kind);

  const when = async (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const { terminal, world } = now();
      const ends: (() => void)[] = [];
      const look = (): void => {
        if (!holds()) return;
        for (const end of ends) end();
        resolve();
      };
      ends.push(terminal.core.onChange(look), world.onChange(look));
      look();
    });

  const act = async (action: WorldAction): Promise<void> => {
    expect(await now().world.act(action)).toMatchObject({ ok: true });
  };

  const offer = async (amount: string): Promise<void> => {
    await act({ kind: "scan-sample", sample: "order-khr", amount });
    await when(() => view().kind === "review");
    const seen = view();
    if (seen.kind !== "review") throw new Error("no quote");
    now().terminal.core.call("cashier", "confirmQuote", { swapId: seen.swapId });
    await when(() => situation() === "awaiting-payment");
  };

  return {
    cashier,
    view,
    payer: () => now().terminal.core.snapshot("payer").view,
    shown,
    situation,
    when,
    act,
    offer,
    ready: async () => {
      await when(() => now().world.scanner.state().connections > 0);
      await when(() => cashier().links.payoutRail === "up");
      await when(() => cashier().links.rates === "up");
    },
    owe: async () => {
      await act({ kind: "rail-fault", fault: "down", mode: "sticky" });
      await offer("24000");
      await act({ kind: "pay" });
      await when(() => situation() === "credit-pending");
      await act({ kind: "rail-fault", fault: "refused", mode: "sticky" });
      await when(() => situation() === "owed");
    },
  };
};
