import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SampleCode, WorldAction, WorldState } from "../contract.ts";
import { Display } from "./display.tsx";
import { Button, Field, Qr, Toggle } from "./parts.tsx";

type Act = (action: WorldAction) => void;

const FOREIGN: Readonly<Partial<Record<SampleCode["id"], string>>> = {
  promptpay: "PromptPay",
  vietqr: "VietQR",
};

/** An amount stays on the line of its sign. */
const unbroken = (title: string): string => title.replace(" ៛", "\u00a0៛");

const Sticker = (props: { readonly code: SampleCode; readonly act: Act }): JSX.Element => {
  const { code, act } = props;
  const foreign = FOREIGN[code.id];
  return (
    <button
      type="button"
      class={`sticker ${code.isRefused ? "refused" : ""}`}
      data-sample={code.id}
      title={`${code.about}${code.isRefused ? " The terminal must refuse it." : ""}`}
      onClick={() => act({ kind: "scan-sample", sample: code.id })}
    >
      <span class={`band ${foreign === undefined ? "khqr" : "foreign"}`}>{foreign ?? "KHQR"}</span>
      <Qr text={code.payload} />
      <span class="title">{unbroken(code.title)}</span>
      <span class="scan">Scan this</span>
    </button>
  );
};

/** The shop's counter: codes and the scanner that they are held before. */
export const Counter = (props: { readonly world: WorldState; readonly act: Act }): JSX.Element => {
  const { act } = props;
  const { samples, scanner } = props.world;
  const [isLarge, setLarge] = useState(false);
  const isHeard = scanner.connections > 0;
  return (
    <section class="card counter" aria-label="The shop's counter">
      <header>
        <h2>Codes on the counter</h2>
        <span class={`lamp ${isHeard ? "on" : "off"}`}>
          {isHeard ? `scanner ready · ${scanner.scans} scanned` : "no terminal at the scanner"}
        </span>
        <Toggle
          isOn={scanner.isUnplugged}
          name="Unplugged"
          does="The scanner's cable is out."
          onChange={(isOn) => act({ kind: "scanner-plug", isPlugged: !isOn })}
        />
        <Button
          tone="quiet"
          title="For a scanner of your own, held before this screen"
          onPress={() => setLarge(!isLarge)}
        >
          {isLarge ? "Smaller" : "Larger"}
        </Button>
      </header>
      <div class={`stickers ${isLarge ? "large" : ""}`}>
        {samples.map((code) => (
          <Sticker key={code.id} code={code} act={act} />
        ))}
      </div>
      <Field
        label="Or any other text to scan"
        button="Scan"
        onTake={(text) => act({ kind: "scan", text })}
      />
      <Display world={props.world} act={act} />
    </section>
  );
};
