import type { ComponentChildren, JSX } from "preact";
import type { AmountText } from "../../main/bridge/contract-swap.ts";
import type { PayerView } from "../../main/bridge/contract-view.ts";
import { LANGUAGES } from "../../main/bridge/contract.ts";
import type { PayerSnapshot } from "../../main/bridge/contract.ts";
import { Amount } from "../parts/amount.tsx";
import type { State } from "../parts/frame.tsx";
import { SandboxMark } from "../parts/marks.tsx";
import { Qr } from "../parts/qr.tsx";
import { Shape } from "../parts/shape.tsx";
import { Text } from "../parts/text.tsx";
import { WaitTimes } from "../parts/timer.tsx";
import { useNow, useScreen } from "../screen/context.ts";
import { wordsOf } from "../words/say.ts";
import { saidOf, timeIsUp } from "./said.ts";

const LanguageSwitch = (): JSX.Element => {
  const { command, language } = useScreen();
  const other = LANGUAGES.find((each) => each !== language) ?? "en";
  return (
    <button
      type="button"
      class="language"
      onClick={() => void command("setLanguage", { role: "payer", language: other })}
    >
      <Text>{wordsOf(other).languageName}</Text>
    </button>
  );
};

const Band = ({
  snapshot,
  state,
  amount,
}: {
  readonly snapshot: PayerSnapshot;
  readonly state: State;
  readonly amount: AmountText | null;
}): JSX.Element => (
  <header class="band">
    <Shape name={state.shape} />
    {amount === null ? <p class="brand">Satriel</p> : <Amount text={amount.fiat} />}
    <div class="band-end">
      <SandboxMark mode={snapshot.mode} />
      <LanguageSwitch />
    </div>
  </header>
);

interface PaneProps {
  readonly snapshot: PayerSnapshot;
  readonly state: State;
  readonly amount: AmountText | null;
  readonly shopName: string | null;
  readonly children: ComponentChildren;
  /** The code to scan; without one the state fills the glass. */
  readonly code?: JSX.Element;
}

const Pane = (props: PaneProps): JSX.Element => {
  const { words } = useScreen();
  const sats = props.amount?.sats ?? null;
  return (
    <div class={`payer tone-${props.state.tone} ${props.code === undefined ? "told-alone" : ""}`}>
      <Band snapshot={props.snapshot} state={props.state} amount={props.amount} />
      <main class="pane">
        <div class="told">
          <div role="status">
            <h1>
              <Text>{props.state.word}</Text>
            </h1>
          </div>
          {sats !== null && <p class="sats">{sats}</p>}
          {props.children}
          {props.shopName !== null && (
            <p class="to-shop">
              <span class="to-label">
                <Text>{words.payer.toShop}</Text>
              </span>
              <strong>
                <Text>{props.shopName}</Text>
              </strong>
            </p>
          )}
        </div>
        {props.code ?? <Shape name={props.state.shape} />}
      </main>
    </div>
  );
};

const Lines = ({ lines }: { readonly lines: readonly (string | null)[] }): JSX.Element => (
  <div class="lines-told">
    {lines.map(
      (line) =>
        line !== null && (
          <p key={line}>
            <Text>{line}</Text>
          </p>
        ),
    )}
  </div>
);

const Pay = ({
  snapshot,
  view,
  code,
}: {
  readonly snapshot: PayerSnapshot;
  readonly view: Extract<PayerView, { kind: "pay" }>;
  readonly code: string;
}): JSX.Element => {
  const { payer } = useScreen().words;
  return (
    <Pane
      snapshot={snapshot}
      state={{ word: payer.pay, tone: "wait", shape: "ready" }}
      amount={view.amount}
      shopName={view.shopName}
      code={<Qr text={code} label={payer.lightningCode} />}
    >
      <Lines lines={[payer.payHow, payer.payOnce]} />
      <WaitTimes sinceMs={null} untilMs={view.untilMs} untilWord={payer.timeLeft} />
    </Pane>
  );
};

/** The largest text on the glass: what is paid, or what comes back. */
const amountOf = (view: PayerView): AmountText | null => {
  if (view.kind === "starting" || view.kind === "welcome") return null;
  return view.kind === "refund" ? { fiat: view.sats, sats: null } : view.amount;
};

/** The code that the payer's wallet takes the money back with; null when there is none to show. */
const withdrawCode = (view: PayerView, label: string): JSX.Element | null =>
  view.kind === "refund" && view.withdrawQr !== null ? (
    <Qr text={view.withdrawQr} label={label} />
  ) : null;

/** The payer's screen. The code is on show only while it may be paid. */
export const Payer = ({ snapshot }: { readonly snapshot: PayerSnapshot }): JSX.Element => {
  const { words } = useScreen();
  const nowMs = useNow();
  const { view } = snapshot;
  if (view.kind === "pay" && view.invoiceQr !== null && view.untilMs > nowMs) {
    return <Pay snapshot={snapshot} view={view} code={view.invoiceQr} />;
  }
  const said = view.kind === "pay" ? timeIsUp(words) : saidOf(words, view);
  // What goes back goes to the payer: the shop is out of it.
  const code = withdrawCode(view, words.payer.refundCode);
  const isToShop = view.kind !== "starting" && view.kind !== "refund";
  return (
    <Pane
      snapshot={snapshot}
      state={said.state}
      amount={amountOf(view)}
      shopName={isToShop ? view.shopName : null}
      {...(code === null ? {} : { code })}
    >
      <Lines lines={said.lines} />
    </Pane>
  );
};
