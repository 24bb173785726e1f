import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HistoryLine } from "../../main/bridge/contract-swap.ts";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Button } from "../parts/button.tsx";
import { Shape } from "../parts/shape.tsx";
import { Text } from "../parts/text.tsx";
import { useScreen } from "../screen/context.ts";
import { dateTime } from "../screen/time.ts";
import { useFit } from "../screen/use-fit.ts";
import { Shell, useLeave } from "./shell.tsx";
import { LOOKS } from "./situations.ts";

type HistoryView = Extract<CashierView, { kind: "history" }>;

const Line = ({ line }: { readonly line: HistoryLine }): JSX.Element => {
  const { command, words } = useScreen();
  const look = LOOKS[line.situation];
  return (
    <button
      type="button"
      class={`line tone-${look.tone}`}
      onClick={() => void command("showSwap", { swapId: line.swapId })}
    >
      <span class="line-shape">
        <Shape name={line.needsAttention ? "alert" : look.shape} />
      </span>
      <span class="line-amount">{line.amount.fiat}</span>
      <span class="line-time">{dateTime(line.createdAtMs)}</span>
      <span class="line-name">
        <Text>{line.payeeName}</Text>
      </span>
      <span class="line-state">
        <Text>{words.situations[line.situation].word}</Text>
      </span>
    </button>
  );
};

/** Payments, newest first. A page of the core is shown in as many steps as the glass needs. */
export const History = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: HistoryView;
}): JSX.Element => {
  const { command, words } = useScreen();
  const [offset, setOffset] = useState(0);
  const [setList, fit] = useFit(view.lines.length, snapshot.language);
  const turn = (page: number): void => {
    setOffset(0);
    void command("showHistory", { page });
  };
  const hasMoreHere = offset + fit < view.lines.length;
  const newer = {
    label: words.screen.newer,
    run: () => {
      if (offset > 0) setOffset(Math.max(0, offset - fit));
      else turn(view.page - 1);
    },
  };
  const older = {
    label: words.screen.older,
    run: () => {
      if (hasMoreHere) setOffset(offset + fit);
      else turn(view.page + 1);
    },
  };
  return (
    <Shell
      snapshot={snapshot}
      state={{ word: words.screen.history, tone: "ready", shape: "list" }}
      top={
        <p class="terminal-name">
          <Text>{words.page(view.page + 1)}</Text>
        </p>
      }
      back={useLeave()}
      forward={hasMoreHere || view.hasOlder ? older : null}
      side={
        <>
          {(offset > 0 || view.page > 0) && <Button action={newer} />}
          <Button
            action={{
              label: words.dayClose.open,
              run: () => void command("showDayClose", {}),
            }}
          />
        </>
      }
      layout="history"
    >
      {view.lines.length === 0 ? (
        <p class="lead">
          <Text>{words.screen.historyEmpty}</Text>
        </p>
      ) : (
        <div class="lines" ref={setList}>
          {view.lines.slice(offset, offset + fit).map((line) => (
            <Line key={line.swapId} line={line} />
          ))}
        </div>
      )}
    </Shell>
  );
};
