import type { JSX } from "preact";
import type { DayTaskText, LastCloseText } from "../../main/bridge/contract-day.ts";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Amount } from "../parts/amount.tsx";
import type { Action } from "../parts/button.tsx";
import { Button, HoldButton } from "../parts/button.tsx";
import type { State } from "../parts/frame.tsx";
import { Sentences } from "../parts/sentences.tsx";
import { Text } from "../parts/text.tsx";
import { Clock, WaitTimes } from "../parts/timer.tsx";
import { useScreen } from "../screen/context.ts";
import { dateTime } from "../screen/time.ts";
import { useHold } from "../screen/use-hold.ts";
import { dayTaskKind } from "../words/day-close-words.ts";
import { Shell, useLeave } from "./shell.tsx";

type DayCloseView = Extract<CashierView, { kind: "day-close" }>;
type DayTaskView = Extract<CashierView, { kind: "day-task" }>;

const Row = ({ label, value }: { readonly label: string; readonly value: string }): JSX.Element => (
  <div class="row">
    <dt>
      <Text>{label}</Text>
    </dt>
    <dd>
      <Text>{value}</Text>
    </dd>
  </div>
);

const Last = ({ last }: { readonly last: LastCloseText }): JSX.Element => {
  const { words } = useScreen();
  const { dayClose } = words;
  return (
    <dl class="rows">
      <Row label={dayClose.lastClose} value={`${last.name} · ${dateTime(last.closedAtMs)}`} />
      <Row label={dayClose.paidOut} value={`${last.riel} · ${last.dollars}`} />
      <Row label={dayClose.bitcoin} value={last.bitcoin} />
      <Row label={dayClose.fee} value={last.fee} />
      <Row
        label={dayClose.compared}
        value={dayClose.counts(last.matched, last.underWay, last.unmatched)}
      />
      {last.report !== "none" && (
        <Row label={dayClose.report} value={words.receipt.states[last.report]} />
      )}
    </dl>
  );
};

const stateOf = (view: DayCloseView, words: ReturnType<typeof useScreen>["words"]): State => {
  const { dayClose } = words;
  switch (view.activity) {
    case "closing":
      return { word: dayClose.closing, tone: "wait", shape: "hourglass" };
    case "failed":
      return { word: dayClose.failed, tone: "warn", shape: "plug" };
    case "ready":
      return { word: dayClose.open, tone: "ready", shape: "list" };
  }
};

const Told = ({ view }: { readonly view: DayCloseView }): JSX.Element => {
  const { dayClose } = useScreen().words;
  if (view.activity === "closing") return <Sentences words={dayClose.closingTold} />;
  if (view.activity === "failed") {
    return (
      <>
        <Sentences words={dayClose.failedTold} />
        <p class="small">{view.code}</p>
      </>
    );
  }
  return view.last === null ? <Sentences words={dayClose.firstTold} /> : <Last last={view.last} />;
};

const Side = ({ view }: { readonly view: DayCloseView }): JSX.Element => {
  const { command, words } = useScreen();
  const { dayClose } = words;
  return (
    <>
      {view.tasks > 0 && (
        <Button
          action={{
            label: dayClose.toDo(view.tasks),
            run: () => void command("showDayTask", { index: 0 }),
          }}
        />
      )}
      {view.last !== null && view.activity !== "closing" && (
        <Button
          action={{
            label: dayClose.printAgain,
            run: () => void command("reprintDayClose", {}),
          }}
        />
      )}
    </>
  );
};

/** The day, how its last close came out, and the button that closes it. */
export const DayClose = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: DayCloseView;
}): JSX.Element => {
  const { command, words } = useScreen();
  const { dayClose } = words;
  const close: Action = {
    label: dayClose.close,
    hold: true,
    run: () => void command("closeDay", { day: view.day }),
  };
  return (
    <Shell
      snapshot={snapshot}
      state={stateOf(view, words)}
      rail={
        view.sinceMs === null ? (
          <>
            <Clock />
            {!view.isOver && (
              <p class="by-itself">
                <Text>{dayClose.stillRuns}</Text>
              </p>
            )}
          </>
        ) : (
          <WaitTimes sinceMs={view.sinceMs} untilMs={null} untilWord="" />
        )
      }
      top={<Amount text={view.day} />}
      back={useLeave()}
      forward={view.activity === "closing" ? null : close}
      side={<Side view={view} />}
      layout="day-close"
    >
      <Told view={view} />
    </Shell>
  );
};

const Sides = ({ task }: { readonly task: DayTaskText }): JSX.Element => {
  const { dayClose, screen } = useScreen().words;
  return (
    <dl class="rows">
      <Row label={dayClose.here} value={task.here} />
      <Row label={task.leg === "fiat" ? dayClose.bank : dayClose.node} value={task.there} />
      {task.reference !== null && <Row label={screen.reference} value={task.reference} />}
      {task.swapId !== null && <Row label={screen.paymentNumber} value={task.swapId} />}
    </dl>
  );
};

const Resolved = ({ taskId }: { readonly taskId: number }): JSX.Element => {
  const { command, words } = useScreen();
  const action: Action = {
    label: words.dayClose.resolved,
    hold: true,
    run: () => void command("resolveDayTask", { taskId }),
  };
  return <HoldButton action={action} hold={useHold(action.run)} />;
};

/** One difference: what both sides have, what it means, what to do. */
export const DayTask = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: DayTaskView;
}): JSX.Element => {
  const { command, words } = useScreen();
  const { dayClose, screen } = words;
  const { task, index, count } = view;
  const { swapId } = task;
  const next = (index + 1) % count;
  return (
    <Shell
      snapshot={snapshot}
      state={{ word: dayClose.taskWord, tone: "warn", shape: "alert" }}
      rail={
        <p>
          <Text>{dayClose.taskOf(index + 1, count)}</Text>
        </p>
      }
      top={
        <p class="terminal-name">
          <Text>{`${dayClose.ofDay} ${task.day}`}</Text>
        </p>
      }
      back={{ label: screen.back, run: () => void command("showDayClose", {}) }}
      forward={
        count > 1
          ? { label: dayClose.nextTask, run: () => void command("showDayTask", { index: next }) }
          : null
      }
      side={
        <>
          <Resolved key={task.taskId} taskId={task.taskId} />
          {swapId !== null && (
            <Button
              action={{
                label: dayClose.showPayment,
                run: () => void command("showSwap", { swapId }),
              }}
            />
          )}
        </>
      }
      layout="day-task"
    >
      <Sentences words={dayClose.tasks[dayTaskKind(task)]} />
      <Sides task={task} />
    </Shell>
  );
};
