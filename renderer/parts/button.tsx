import type { JSX } from "preact";
import { HOLD_STEPS } from "../screen/use-hold.ts";
import type { Hold } from "../screen/use-hold.ts";
import { Text } from "./text.tsx";

/** Something a person can do: one button. */
export interface Action {
  readonly label: string;
  /** Smaller, below the label: what it is done to. */
  readonly detail?: string;
  readonly run: () => void;
  /** What moves money is held for a second instead of tapped. */
  readonly hold?: boolean;
  readonly kind?: "forward" | "back" | "side";
}

/** A button that is tapped. */
export const Button = ({ action }: { readonly action: Action }): JSX.Element => (
  <button type="button" class={`button ${action.kind ?? "side"}`} onClick={action.run}>
    <Text>{action.label}</Text>
    {action.detail !== undefined && (
      <span class="detail">
        <Text>{action.detail}</Text>
      </span>
    )}
  </button>
);

const STEPS = Array.from({ length: HOLD_STEPS }, (_, step) => step);
const isPress = (key: string): boolean => key === "Enter" || key === " ";

/** A button that is held until its steps are filled; by finger, mouse or key. */
export const HoldButton = ({
  action,
  hold,
}: {
  readonly action: Action;
  readonly hold: Hold;
}): JSX.Element => (
  <button
    type="button"
    class={`button hold ${action.kind ?? "side"}`}
    onPointerDown={(event) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      hold.start();
    }}
    onPointerUp={hold.stop}
    onPointerCancel={hold.stop}
    onBlur={hold.stop}
    onContextMenu={(event) => {
      event.preventDefault();
    }}
    onKeyDown={(event) => {
      if (!isPress(event.key)) return;
      event.preventDefault();
      if (!event.repeat) hold.start();
    }}
    onKeyUp={(event) => {
      if (isPress(event.key)) hold.stop();
    }}
  >
    <Text>{action.label}</Text>
    <span class="steps" aria-hidden="true">
      {STEPS.map((step) => (
        <i key={step} class={step < hold.filled ? "full" : ""} />
      ))}
    </span>
  </button>
);
