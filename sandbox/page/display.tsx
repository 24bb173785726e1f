import type { JSX } from "preact";
import type { WorldAction, WorldState } from "../contract.ts";
import { Button, Toggle } from "./parts.tsx";
import { DISPLAY_WORDS } from "./words-display.ts";

type Act = (action: WorldAction) => void;
type Switch = keyof typeof DISPLAY_WORDS;

const SWITCHES = Object.keys(DISPLAY_WORDS) as readonly Switch[];

const Row = ({ text }: { readonly text: string }): JSX.Element => (
  <div class="cells">
    {Array.from(text, (character, column) => (
      <span key={column}>{character}</span>
    ))}
  </div>
);

/** The display that faces the customer, with what its cells show. */
export const Display = (props: { readonly world: WorldState; readonly act: Act }): JSX.Element => {
  const { act } = props;
  const { display } = props.world;
  const [upper, lower] = display.rows;
  const lamp = display.connections > 0 ? "connected" : "no terminal at the display";
  return (
    <section class="display" aria-label="The customer display">
      <header>
        <h3>Customer display</h3>
        <span class={`lamp ${display.connections > 0 ? "on" : "off"}`}>{lamp}</span>
      </header>
      <div class="glass" role="img" aria-label={`${upper} / ${lower}`}>
        <Row text={upper} />
        <Row text={lower} />
      </div>
      <div class="toggles">
        <Toggle
          isOn={display.isUnplugged}
          name="Unplugged"
          does="The display's cable is out."
          onChange={(isOn) => act({ kind: "display-plug", isPlugged: !isOn })}
        />
        {SWITCHES.map((name) => (
          <Toggle
            key={name}
            isOn={display.switches[name]}
            {...DISPLAY_WORDS[name]}
            onChange={(isOn) => act({ kind: "display", change: { [name]: isOn } })}
          />
        ))}
        <Button
          tone="quiet"
          title="Its own power goes and comes; the terminal is not told"
          onPress={() => act({ kind: "display-power" })}
        >
          Off and on
        </Button>
      </div>
      {display.unknown.length > 0 && (
        <p class="soft">Not understood: {display.unknown.slice(-3).join(" · ")}</p>
      )}
    </section>
  );
};
