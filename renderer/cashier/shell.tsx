import type { ComponentChildren, JSX } from "preact";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import type { Action } from "../parts/button.tsx";
import { Frame } from "../parts/frame.tsx";
import type { State } from "../parts/frame.tsx";
import { Marks } from "../parts/marks.tsx";
import { Text } from "../parts/text.tsx";
import { useScreen } from "../screen/context.ts";
import { AlsoOpen } from "./also-open.tsx";

interface ShellProps {
  readonly snapshot: CashierSnapshot;
  readonly state: State;
  readonly top: ComponentChildren;
  readonly rail?: ComponentChildren;
  readonly back?: Action | null;
  readonly forward?: Action | null;
  readonly side?: ComponentChildren;
  readonly layout?: string;
  readonly onKey?: (key: string) => boolean;
  readonly children: ComponentChildren;
}

/** The frame with what every screen of the cashier has: marks, and what else is open. */
export const Shell = ({ snapshot, ...rest }: ShellProps): JSX.Element => (
  <Frame
    {...rest}
    marks={<Marks snapshot={snapshot} />}
    also={<AlsoOpen lines={snapshot.openElsewhere} />}
  />
);

/** Name of the terminal, where no amount is on show. */
export const TerminalName = ({ name }: { readonly name: string }): JSX.Element => (
  <p class="terminal-name">
    <Text>{name}</Text>
  </p>
);

/** Leave what is on screen. */
export const useLeave = (): Action => {
  const { command, words } = useScreen();
  return { label: words.screen.back, run: () => void command("goIdle", {}) };
};

/** Leave a draft: nothing has been paid, so a tap is enough. */
export const useDropDraft = (): Action => {
  const { command, words } = useScreen();
  return { label: words.screen.back, run: () => void command("cancel", {}) };
};
