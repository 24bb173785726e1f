import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { QueueLine } from "../../main/bridge/contract-queue.ts";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Button } from "../parts/button.tsx";
import { Shape } from "../parts/shape.tsx";
import { Text } from "../parts/text.tsx";
import { useScreen } from "../screen/context.ts";
import { dateTime } from "../screen/time.ts";
import { useFit } from "../screen/use-fit.ts";
import { sentencesOf } from "../words/say.ts";
import type { Words } from "../words/words.ts";
import { Shell, useLeave } from "./shell.tsx";

type QueueView = Extract<CashierView, { kind: "queue" }>;

const whyOf = (words: Words, line: QueueLine): string => {
  if (line.what === "record" && line.isParked) return words.queue.parked;
  return line.why === null ? words.queue.notTried : sentencesOf(words, line.why, null).what;
};

const Line = ({ line }: { readonly line: QueueLine }): JSX.Element => {
  const { command, words } = useScreen();
  const { swapId } = line;
  const run = (): void => {
    if (line.canRetry) void command("retryQueued", { id: line.id });
    else if (swapId !== null) void command("showSwap", { swapId });
  };
  return (
    <button
      type="button"
      class={`line queue-line tone-${line.isParked ? "warn" : "wait"}`}
      onClick={run}
    >
      <span class="line-shape">
        <Shape name={line.isParked ? "alert" : "hourglass"} />
      </span>
      <span class="line-what">
        <Text>{line.count === 1 ? words.queue[line.what] : words.queueMany(line.count)}</Text>
      </span>
      <span class="line-time">{dateTime(line.sinceMs)}</span>
      <span class="line-name">
        {line.amount !== null && <Text>{line.amount}</Text>}
        {line.payeeName !== null && <Text>{` · ${line.payeeName}`}</Text>}
      </span>
      <span class="line-state">{line.canRetry && <Text>{words.queue.tryAgain}</Text>}</span>
      <span class="line-why">
        <Text>{whyOf(words, line)}</Text>
        {line.why !== null && <code>{` ${line.why}`}</code>}
      </span>
    </button>
  );
};

/** What is still owed to the outside world, since when, and why it waits. */
export const Queue = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: QueueView;
}): JSX.Element => {
  const { command, words } = useScreen();
  const [offset, setOffset] = useState(0);
  const [setList, fit] = useFit(view.lines.length, snapshot.language);
  const turn = (page: number): void => {
    setOffset(0);
    void command("showQueue", { page });
  };
  const hasMoreHere = offset + fit < view.lines.length;
  const back = {
    label: words.queue.previous,
    run: () => {
      if (offset > 0) setOffset(Math.max(0, offset - fit));
      else turn(view.page - 1);
    },
  };
  const onward = {
    label: words.queue.next,
    run: () => {
      if (hasMoreHere) setOffset(offset + fit);
      else turn(view.page + 1);
    },
  };
  return (
    <Shell
      snapshot={snapshot}
      state={{ word: words.queue.title, tone: "wait", shape: "hourglass" }}
      top={
        <p class="terminal-name">
          <Text>{words.page(view.page + 1)}</Text>
        </p>
      }
      back={useLeave()}
      forward={hasMoreHere || view.hasMore ? onward : null}
      side={offset > 0 || view.page > 0 ? <Button action={back} /> : <span />}
      layout="history"
    >
      {view.lines.length === 0 ? (
        <p class="lead">
          <Text>{words.queue.empty}</Text>
        </p>
      ) : (
        <div class="lines" ref={setList}>
          {view.lines.slice(offset, offset + fit).map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </div>
      )}
    </Shell>
  );
};
