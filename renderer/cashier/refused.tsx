import type { JSX } from "preact";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Sentences } from "../parts/sentences.tsx";
import { useScreen } from "../screen/context.ts";
import { refusalOf } from "../words/say.ts";
import { Shell, TerminalName, useLeave } from "./shell.tsx";

/** A code or an amount that was not taken, in three sentences. */
export const Refused = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: Extract<CashierView, { kind: "refused" }>;
}): JSX.Element => {
  const { words } = useScreen();
  const leave = useLeave();
  return (
    <Shell
      snapshot={snapshot}
      state={{ word: words.screen.notTaken, tone: "refused", shape: "stop" }}
      top={<TerminalName name={snapshot.terminalName} />}
      back={leave}
      forward={{ ...leave, label: words.screen.newPayment }}
      layout="refused"
    >
      <Sentences words={refusalOf(words, view, snapshot.nowMs)} />
      <p class="small">
        {view.code}
        {view.detail !== null && ` · ${view.detail}`}
      </p>
    </Shell>
  );
};
