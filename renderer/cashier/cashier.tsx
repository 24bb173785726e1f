import type { JSX } from "preact";
import type { SwapText } from "../../main/bridge/contract-swap.ts";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Notice } from "../parts/notice.tsx";
import { Sentences } from "../parts/sentences.tsx";
import { useScreen } from "../screen/context.ts";
import { AmountEntry } from "./amount.tsx";
import { Checking, Quoting } from "./asking.tsx";
import { DayClose, DayTask } from "./day-close.tsx";
import { History } from "./history.tsx";
import { Idle } from "./idle.tsx";
import { Node } from "./node.tsx";
import { Queue } from "./queue.tsx";
import { Refund } from "./refund.tsx";
import { Refused } from "./refused.tsx";
import { Review } from "./review.tsx";
import { RuleOut } from "./rule-out.tsx";
import { Shell, TerminalName } from "./shell.tsx";
import { Swap } from "./swap.tsx";
import { Troubles } from "./troubles.tsx";

const Starting = ({ snapshot }: { readonly snapshot: CashierSnapshot }): JSX.Element => {
  const { words } = useScreen();
  return (
    <Shell
      snapshot={snapshot}
      state={{ word: words.screen.starting, tone: "wait", shape: "hourglass" }}
      top={<TerminalName name={snapshot.terminalName} />}
      layout="plain"
    >
      <Sentences
        words={{
          what: words.screen.startingWhat,
          money: words.screen.connectionLostMoney,
          act: words.screen.startingAct,
        }}
      />
    </Shell>
  );
};

type CareView = Extract<CashierView, { kind: "troubles" | "node" | "queue" }>;

const isCare = (view: CashierView): view is CareView =>
  view.kind === "troubles" || view.kind === "node" || view.kind === "queue";

/** What is looked at beside payments: the terminal, Lightning, and what waits. */
const Care = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: CareView;
}): JSX.Element => {
  switch (view.kind) {
    case "troubles":
      return <Troubles snapshot={snapshot} view={view} />;
    case "node":
      return <Node snapshot={snapshot} view={view} />;
    case "queue":
      return <Queue snapshot={snapshot} view={view} />;
  }
};

const SwapOrRefund = ({
  snapshot,
  swap,
}: {
  readonly snapshot: CashierSnapshot;
  readonly swap: SwapText;
}): JSX.Element => {
  // A new situation is a new screen: a finger still held down must not act on it.
  const key = `${swap.swapId} ${swap.situation}`;
  return swap.refund === null ? (
    <Swap key={key} snapshot={snapshot} swap={swap} />
  ) : (
    <Refund key={key} snapshot={snapshot} swap={swap} refund={swap.refund} />
  );
};

const View = ({ snapshot }: { readonly snapshot: CashierSnapshot }): JSX.Element => {
  const { view } = snapshot;
  if (isCare(view)) return <Care snapshot={snapshot} view={view} />;
  switch (view.kind) {
    case "starting":
      return <Starting snapshot={snapshot} />;
    case "idle":
      return <Idle snapshot={snapshot} view={view} />;
    case "checking":
      return <Checking snapshot={snapshot} view={view} />;
    case "amount":
      return <AmountEntry snapshot={snapshot} view={view} />;
    case "quoting":
      return <Quoting snapshot={snapshot} view={view} />;
    case "review":
      return <Review key={view.swapId} snapshot={snapshot} view={view} />;
    case "swap":
      return <SwapOrRefund snapshot={snapshot} swap={view.swap} />;
    case "rule-out":
      return <RuleOut key={view.swap.swapId} snapshot={snapshot} swap={view.swap} />;
    case "refused":
      return <Refused snapshot={snapshot} view={view} />;
    case "day-close":
      // A day that has turned, or a close that has ended, is a new screen: no finger acts on it.
      return <DayClose key={`${view.day} ${view.activity}`} snapshot={snapshot} view={view} />;
    case "day-task":
      return <DayTask key={view.task.taskId} snapshot={snapshot} view={view} />;
    case "history":
      return <History snapshot={snapshot} view={view} />;
  }
};

/** The cashier's screen: one component for each kind of view. */
export const Cashier = ({
  snapshot,
  refusal,
}: {
  readonly snapshot: CashierSnapshot;
  readonly refusal: string | null;
}): JSX.Element => (
  <>
    <View snapshot={snapshot} />
    <Notice code={refusal} />
  </>
);
