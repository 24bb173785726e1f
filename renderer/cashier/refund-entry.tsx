import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Text } from "../parts/text.tsx";
import { useScreen } from "../screen/context.ts";
import { FIGURE_KEYS, LETTER_KEYS, LONGEST_TEXT } from "./refund-keys.ts";
import { Shell } from "./shell.tsx";

interface RefundEntryProps {
  readonly snapshot: CashierSnapshot;
  /** What the code has to be for. */
  readonly amount: string;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly read: () => void;
  readonly leave: () => void;
}

/** The text as typed so far; a keyboard and the clipboard work in it as well. */
const Field = ({ text, setText, read }: RefundEntryProps): JSX.Element => {
  const { words } = useScreen();
  const field = useRef<HTMLInputElement>(null);
  // Before it is painted: what a scanner or a clipboard brings at once is not to be lost.
  useLayoutEffect(() => field.current?.focus(), []);
  // What is typed last is what a person looks at.
  useEffect(() => {
    if (field.current !== null) field.current.scrollLeft = field.current.scrollWidth;
  }, [text]);
  return (
    <form
      class="typed-code"
      onSubmit={(event) => {
        event.preventDefault();
        read();
      }}
    >
      <input
        ref={field}
        type="text"
        value={text}
        maxLength={LONGEST_TEXT}
        placeholder={words.refund.typed}
        aria-label={words.refund.typed}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => {
          setText(event.currentTarget.value);
        }}
      />
    </form>
  );
};

const Key = ({
  name,
  label,
  run,
}: {
  readonly name: string;
  readonly label?: string;
  readonly run: () => void;
}): JSX.Element => (
  <button
    type="button"
    class="key"
    aria-label={label}
    // The field keeps the keyboard.
    onPointerDown={(event) => {
      event.preventDefault();
    }}
    onClick={run}
  >
    <Text>{name}</Text>
  </button>
);

/** A Lightning address or a code, typed. */
export const RefundEntry = (props: RefundEntryProps): JSX.Element => {
  const { words } = useScreen();
  const [hasFigures, setFigures] = useState(false);
  const { text, setText } = props;
  const keys = hasFigures ? FIGURE_KEYS : LETTER_KEYS;
  return (
    <Shell
      snapshot={props.snapshot}
      state={{ word: words.refund.type, tone: "ready", shape: "keypad" }}
      rail={
        <>
          <p class="rail-sum">{props.amount}</p>
          <p class="rail-hint">
            <Text>{words.refund.typeHint}</Text>
          </p>
        </>
      }
      top={<Field {...props} />}
      back={{ label: words.screen.back, run: props.leave }}
      forward={text.trim() === "" ? null : { label: words.screen.next, run: props.read }}
      side={
        <>
          <Key
            name={hasFigures ? words.refund.letters : words.refund.figures}
            run={() => setFigures(!hasFigures)}
          />
          <Key name="⌫" label={words.refund.erase} run={() => setText(text.slice(0, -1))} />
        </>
      }
      layout="typing"
    >
      <div class="letters">
        {keys.map((key) => (
          <Key
            key={key}
            name={key}
            run={() => {
              if (text.length < LONGEST_TEXT) setText(text + key);
            }}
          />
        ))}
      </div>
    </Shell>
  );
};
