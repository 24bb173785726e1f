/** The terminal as its screens and its scanner know it: commands and codes in, snapshots out. */
import type { Ack, CommandName, Commands, Role, Snapshots } from "../bridge/contract.ts";
import type { SwapId } from "../domain/swap.ts";
import { createCommands, type CommandsOptions, focusedSwap, takesScans } from "./commands.ts";
import { cashierSnapshot, payerSnapshot, type SnapshotOptions } from "./view/snapshots.ts";

/** Everything the commands act on and the snapshots are made from. */
export type TerminalOptions = CommandsOptions & SnapshotOptions;

export interface Terminal {
  call<Name extends CommandName>(role: Role, name: Name, args: Parameters<Commands[Name]>[0]): Ack;
  snapshot<R extends Role>(role: R): Snapshots[R];
  onChange(listener: () => void): () => void;
  /** False while a payment on screen still needs the cashier: a code then belongs to nobody. */
  takesScans(): boolean;
  /** A code from the shop's scanner. */
  scanned(text: string): Ack;
  /** The scanner could not take a code, for this reason; told where nothing else is on the screen. */
  scanRefused(code: string): void;
  /** Turn the cashier's screen to this swap, as after a quote or a restart. */
  show(id: SwapId): void;
}

export const createTerminal = (options: TerminalOptions): Terminal => {
  const commands = createCommands(options);
  const snapshots: { readonly [R in Role]: () => Snapshots[R] } = {
    cashier: () => cashierSnapshot(options),
    payer: () => payerSnapshot(options),
  };
  options.loop.onCommit(() => options.screen.changed());
  options.health.onChange(() => options.screen.changed());
  return {
    call: (_role, name, args) => commands[name](args),
    snapshot: (role) => snapshots[role](),
    onChange: (listener) => options.screen.onChange(listener),
    takesScans: () => takesScans(options),
    scanned: (text) => commands.scan({ text }),
    scanRefused: (code) => {
      const swap = focusedSwap(options.screen, options.journal);
      if (options.desk.takesScans(swap)) options.desk.refuseScan(swap.id, code);
      else if (swap === null && options.checkout.refuseScan(code))
        options.screen.turnTo({ kind: "draft" });
    },
    show: (id) => options.screen.turnTo({ kind: "swap", id }),
  };
};
