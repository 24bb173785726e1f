import type { JSX } from "preact";
import type { PayeeText } from "../../main/bridge/contract-swap.ts";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Amount } from "../parts/amount.tsx";
import { Sentences } from "../parts/sentences.tsx";
import { Text } from "../parts/text.tsx";
import { WaitTimes } from "../parts/timer.tsx";
import { useScreen } from "../screen/context.ts";
import { Shell, TerminalName, useDropDraft } from "./shell.tsx";

const PayeeCard = ({ payee }: { readonly payee: PayeeText }): JSX.Element => (
  <div class="payee-card">
    <p class="payee-name">
      <Text>{payee.codeName}</Text>
    </p>
    <p>
      <Text>{payee.city}</Text> · <span class="account">{payee.account}</span>
    </p>
  </div>
);

/** The account's holder is being asked for. */
export const Checking = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: Extract<CashierView, { kind: "checking" }>;
}): JSX.Element => {
  const { words } = useScreen();
  return (
    <Shell
      snapshot={snapshot}
      state={{ word: words.screen.checking, tone: "wait", shape: "look" }}
      rail={<WaitTimes sinceMs={view.sinceMs} untilMs={null} untilWord="" />}
      top={<TerminalName name={snapshot.terminalName} />}
      back={useDropDraft()}
      layout="asking"
    >
      <PayeeCard payee={view.payee} />
      <Sentences
        words={{
          what: words.screen.checkingWhat,
          money: words.screen.nothingPaid,
          act: words.screen.waitOrBack,
        }}
      />
    </Shell>
  );
};

/** The quote is being made. */
export const Quoting = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: Extract<CashierView, { kind: "quoting" }>;
}): JSX.Element => {
  const { words } = useScreen();
  return (
    <Shell
      snapshot={snapshot}
      state={{ word: words.screen.quoting, tone: "wait", shape: "hourglass" }}
      rail={<WaitTimes sinceMs={view.sinceMs} untilMs={null} untilWord="" />}
      top={<Amount text={view.amount.fiat} />}
      back={useDropDraft()}
      layout="asking"
    >
      <PayeeCard payee={view.payee} />
      <Sentences
        words={{
          what: words.screen.quotingWhat,
          money: words.screen.nothingPaid,
          act: words.screen.waitOrBack,
        }}
      />
    </Shell>
  );
};
