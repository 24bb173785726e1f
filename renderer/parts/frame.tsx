import type { ComponentChildren, JSX } from "preact";
import { useHold } from "../screen/use-hold.ts";
import type { Hold } from "../screen/use-hold.ts";
import { useKeys } from "../screen/use-keys.ts";
import { Button, HoldButton } from "./button.tsx";
import type { Action } from "./button.tsx";
import { Shape } from "./shape.tsx";
import type { ShapeName } from "./shape.tsx";
import { Text } from "./text.tsx";

/** Colours of a state; shape and word say the same. */
export type Tone = "ready" | "wait" | "work" | "good" | "ended" | "warn" | "refused";

/** A state, told by word, colour and shape. */
export interface State {
  readonly word: string;
  readonly tone: Tone;
  readonly shape: ShapeName;
}

interface FrameProps {
  readonly state: State;
  /** Below the state: since when, until when. */
  readonly rail?: ComponentChildren;
  /** Just above the way back: what else is open. */
  readonly also?: ComponentChildren;
  readonly top: ComponentChildren;
  readonly marks: ComponentChildren;
  readonly back?: Action | null;
  readonly forward?: Action | null;
  /** Further things to do, between the way back and the way forward. */
  readonly side?: ComponentChildren;
  readonly children: ComponentChildren;
  /** Keys of this screen besides Enter and Escape; true when the key was used. */
  readonly onKey?: (key: string) => boolean;
  readonly layout?: string;
}

const NOTHING = (): void => undefined;

const Way = ({ action, hold }: { readonly action: Action; readonly hold: Hold }): JSX.Element =>
  action.hold === true ? <HoldButton action={action} hold={hold} /> : <Button action={action} />;

const useWayKeys = (
  ways: Readonly<Record<string, { readonly action: Action | null; readonly hold: Hold }>>,
  onKey: (key: string) => boolean,
): void => {
  useKeys({
    onDown: (key) => {
      const way = ways[key];
      if (way === undefined || way.action === null) return onKey(key);
      if (way.action.hold === true) way.hold.start();
      else way.action.run();
      return true;
    },
    onUp: (key) => {
      ways[key]?.hold.stop();
    },
  });
};

/**
 * The frame of the cashier's screens. Its places do not move: state top left, way back bottom
 * left, connection and sandbox mark top right, way forward bottom right.
 */
export const Frame = (props: FrameProps): JSX.Element => {
  const back = props.back ?? null;
  const forward = props.forward ?? null;
  const backHold = useHold(back?.run ?? NOTHING);
  const forwardHold = useHold(forward?.run ?? NOTHING);
  useWayKeys(
    {
      Escape: { action: back, hold: backHold },
      Enter: { action: forward, hold: forwardHold },
    },
    props.onKey ?? (() => false),
  );
  const { word, tone, shape } = props.state;
  return (
    <div class={`frame tone-${tone} ${props.layout ?? ""}`}>
      <header class="rail">
        <div class="state" role="status">
          <Shape name={shape} />
          <h1>
            <Text>{word}</Text>
          </h1>
        </div>
        <div class="rail-body">{props.rail}</div>
        {props.also}
        {back !== null && <Way action={{ ...back, kind: "back" }} hold={backHold} />}
      </header>
      <main class="stage">
        <div class="top">
          <div class="top-main">{props.top}</div>
          {props.marks}
        </div>
        <div class="body">{props.children}</div>
        {(forward !== null || props.side !== undefined) && (
          <div class="foot">
            <div class="aside">{props.side}</div>
            {forward !== null && (
              <Way action={{ ...forward, kind: "forward" }} hold={forwardHold} />
            )}
          </div>
        )}
      </main>
    </div>
  );
};
