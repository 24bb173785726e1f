import type { ComponentChildren, JSX } from "preact";
import { LANGUAGES } from "../../main/bridge/contract.ts";
import type { AmountText, PayerSnapshot, PayerView } from "../../main/bridge/contract.ts";
import { Amount } from "../parts/amount.tsx";
import type { State } from "../parts/frame.tsx";
import { SandboxMark } from "../parts/marks.tsx";
import { Qr } from "../parts/qr.tsx";
import { Shape } from "../parts/shape.tsx";
import { Text } from "../parts/text.tsx";
import { WaitTimes } from "../parts/timer.tsx";
import { useNow, useScreen } from "../screen/context.ts";
import { payerReasonOf, wordsOf } from "../words/say.ts";
import type { Words } from "../words/words.ts";

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

type Said = { readonly state: State; readonly lines: readonly (string | null)[] };

/** What a view without a code says. */
const saidOf = (words: Words, view: Exclude<PayerView, { kind: "pay" }>): Said => {
  const { payer } = words;
  switch (view.kind) {
    case "starting":
      return {
        state: { word: payer.starting, tone: "wait", shape: "hourglass" },
        lines: [payer.startingWhat],
      };
    case "welcome":
      return {
        state: { word: payer.welcome, tone: "ready", shape: "ready" },
        lines: [payer.welcomeHow, payer.welcomeWait],
      };
    case "review":
      return {
        state: { word: payer.review, tone: "ready", shape: "look" },
        lines: [payer.reviewWhat],
      };
    case "preparing":
      return {
        state: { word: payer.preparing, tone: "wait", shape: "hourglass" },
        lines: [payer.preparingWhat],
      };
    case "received":
      return {
        state: { word: payer.received, tone: "work", shape: "lock" },
        lines: [payer.receivedWhat, payer.receivedAct],
      };
    case "paid":
      return {
        state: { word: payer.paid, tone: "good", shape: "check" },
        lines: [
          view.reason === "credit-pending" ? payer.paidPendingWhat : payer.paidWhat,
          payer.paidAct,
        ],
      };
    case "ended":
      return {
        state: { word: payer.ended, tone: "ended", shape: "return" },
        lines: [payerReasonOf(words, view.reason), payer.endedWhat, payer.endedAct],
      };
    case "help":
      return {
        state: { word: payer.help, tone: "warn", shape: "alert" },
        lines: [payer.helpWhat, payer.helpAct],
      };
  }
};

/** The code's time is over and the core has not yet said what became of it. */
const timeIsUp = ({ payer }: Words): Said => ({
  state: { word: payer.starting, tone: "wait", shape: "hourglass" },
  lines: [payer.timeUp, payer.payOnce],
});

/** The payer's screen. The code is on show only while it may be paid. */
export const Payer = ({ snapshot }: { readonly snapshot: PayerSnapshot }): JSX.Element => {
  const { words } = useScreen();
  const nowMs = useNow();
  const { view } = snapshot;
  if (view.kind === "pay" && view.invoiceQr !== null && view.untilMs > nowMs) {
    return <Pay snapshot={snapshot} view={view} code={view.invoiceQr} />;
  }
  const said = view.kind === "pay" ? timeIsUp(words) : saidOf(words, view);
  const isEmpty = view.kind === "starting";
  return (
    <Pane
      snapshot={snapshot}
      state={said.state}
      amount={view.kind === "starting" || view.kind === "welcome" ? null : view.amount}
      shopName={isEmpty ? null : view.shopName}
    >
      <Lines lines={said.lines} />
    </Pane>
  );
};
