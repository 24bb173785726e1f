import type { JSX } from "preact";
import type { PaperView, WorldAction, WorldState } from "../contract.ts";
import { Button, Toggle } from "./parts.tsx";
import { time } from "./text.ts";
import { PRINTER_WORDS } from "./words.ts";

type Act = (action: WorldAction) => void;
type Switch = keyof typeof PRINTER_WORDS;

const SWITCHES = Object.keys(PRINTER_WORDS) as readonly Switch[];

const Paper = ({ paper }: { readonly paper: PaperView }): JSX.Element => (
  <figure class="paper">
    <img
      src={`./papers/${paper.number}.png`}
      alt={`Paper ${paper.number}, as printed`}
      width={paper.widthDots}
      height={paper.heightDots}
    />
    <figcaption>
      no. {paper.number} · {time(paper.atMs)}
    </figcaption>
  </figure>
);

/** A roll that ends within the next receipt. */
const SHORT_ROLL_ROWS = 400;

const condition = (printer: WorldState["printer"]): string => {
  const { connections, switches, bufferedBytes } = printer;
  if (printer.isUnplugged) return "unplugged";
  if (switches.coverOpen) return "cover open";
  if (switches.paperOut) return "out of paper";
  if (switches.headHot) return "too hot";
  if (switches.offline) return "offline";
  if (bufferedBytes > 0) return "printing";
  return connections > 0 ? "ready" : "no terminal at the printer";
};

/** The receipt printer, with what really came out of it. */
export const Printer = (props: { readonly world: WorldState; readonly act: Act }): JSX.Element => {
  const { act } = props;
  const { printer } = props.world;
  const says = condition(printer);
  return (
    <section class="card printer" aria-label="The receipt printer">
      <header>
        <h2>Printer</h2>
        <span class={`lamp ${says === "ready" || says === "printing" ? "on" : "off"}`}>{says}</span>
      </header>
      <div class="toggles">
        {SWITCHES.map((name) => (
          <Toggle
            key={name}
            isOn={printer.switches[name]}
            {...PRINTER_WORDS[name]}
            onChange={(isOn) => act({ kind: "printer", change: { [name]: isOn } })}
          />
        ))}
      </div>
      {SWITCHES.filter((name) => printer.switches[name]).map((name) => (
        <p key={name} class="soft">
          {PRINTER_WORDS[name].name}: {PRINTER_WORDS[name].does}
        </p>
      ))}
      <div class="row">
        <Button onPress={() => act({ kind: "new-roll" })}>New roll</Button>
        <Button
          title="It ends in the middle of the next receipt"
          onPress={() => act({ kind: "new-roll", rows: SHORT_ROLL_ROWS })}
        >
          Short roll
        </Button>
        <Button onPress={() => act({ kind: "printer-power" })}>Off and on</Button>
        <Button
          title="Only the print head's power: the terminal's connection stays"
          onPress={() => act({ kind: "printer-power", linkStands: true })}
        >
          Blink
        </Button>
        <Button onPress={() => act({ kind: "printer-plug", isPlugged: printer.isUnplugged })}>
          {printer.isUnplugged ? "Plug in" : "Unplug"}
        </Button>
      </div>
      {printer.drawerPulses > 0 && <p class="soft">Drawer opened: {printer.drawerPulses}</p>}
      <div class="mouth" aria-hidden="true" />
      <div class="tray" tabIndex={0} role="group" aria-label="Receipts">
        {printer.papers.length === 0 && <p class="soft">Receipts fall here.</p>}
        {printer.papers.map((paper) => (
          <Paper key={paper.number} paper={paper} />
        ))}
      </div>
    </section>
  );
};
