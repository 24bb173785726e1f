import { correction, generate } from "lean-qr";
import type { ComponentChildren, JSX } from "preact";
import { useMemo, useState } from "preact/hooks";

/** A button; `tone` says how much it weighs. */
export const Button = (props: {
  readonly onPress: () => void;
  readonly tone?: "main" | "plain" | "quiet";
  readonly title?: string | undefined;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <button
    type="button"
    class={`button ${props.tone ?? "plain"}`}
    title={props.title}
    onClick={props.onPress}
  >
    {props.children}
  </button>
);

/** A switch that stays where it is put. */
export const Toggle = (props: {
  readonly isOn: boolean;
  readonly name: string;
  readonly does: string;
  readonly onChange: (isOn: boolean) => void;
}): JSX.Element => (
  <button
    type="button"
    class="toggle"
    aria-pressed={props.isOn}
    title={props.does}
    onClick={() => props.onChange(!props.isOn)}
  >
    {props.name}
  </button>
);

/** A field with a button that takes what was typed. */
export const Field = (props: {
  readonly label: string;
  readonly button: string;
  readonly placeholder?: string;
  readonly isCleared?: boolean;
  readonly onTake: (text: string) => void;
}): JSX.Element => {
  const [text, setText] = useState("");
  const take = (event: Event): void => {
    event.preventDefault();
    if (text.trim() === "") return;
    props.onTake(text.trim());
    if (props.isCleared !== false) setText("");
  };
  return (
    <form class="field" onSubmit={take}>
      <input
        aria-label={props.label}
        placeholder={props.placeholder ?? props.label}
        value={text}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button plain">
        {props.button}
      </button>
    </form>
  );
};

/** On a white sticker: its own margin is the rest of the quiet zone. */
const QUIET_MODULES = 2;

/** A code as one path, a unit a module. */
const drawCode = (text: string): { readonly path: string; readonly side: number } => {
  const code = generate(text, { minCorrectionLevel: correction.L });
  let path = "";
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (code.get(x, y)) path += `M${x + QUIET_MODULES} ${y + QUIET_MODULES}h1v1h-1z`;
    }
  }
  return { path, side: code.size + 2 * QUIET_MODULES };
};

/** A real QR code; the style sheet says how many pixels a module has. */
export const Qr = ({ text }: { readonly text: string }): JSX.Element => {
  const code = useMemo(() => drawCode(text), [text]);
  return (
    <svg
      class="qr"
      aria-hidden="true"
      style={{ "--side": String(code.side) }}
      viewBox={`0 0 ${code.side} ${code.side}`}
      shape-rendering="crispEdges"
    >
      <rect width={code.side} height={code.side} fill="#fff" />
      <path d={code.path} fill="#000" />
    </svg>
  );
};
